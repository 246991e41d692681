"""Where files from programs lie until they are imported: a folder each, in instance."""

import secrets
import shutil
from pathlib import Path
from typing import IO

from flask import current_app

from app.config import Settings

CHUNK = 64 * 1024
UNPACKED = 4
"""So many times the largest file may a file be when it is unpacked."""


def folder() -> Path:
    """Return the folder of files that wait, which only we may look into."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.instance_path / "incoming"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def store(source: IO[bytes], name: str) -> tuple[str, int]:
    """Keep what is sent under a folder of its own; return its name and its size."""
    own = secrets.token_hex(16)
    size = 0
    (folder() / own).mkdir()
    try:
        with (folder() / own / name).open("xb") as file:
            while chunk := source.read(CHUNK):
                size += file.write(chunk)
    except BaseException:
        shutil.rmtree(folder() / own)
        raise
    return f"{own}/{name}", size


def path_of(name: str) -> Path:
    """Return where a file lies."""
    return folder() / name


def remove(name: str) -> None:
    """Delete a file with its folder, if it is still there."""
    shutil.rmtree((folder() / name).parent, ignore_errors=True)
