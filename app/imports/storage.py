"""Where uploaded files lie while they are read: the instance folder, random names."""

import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app

from app.config import Settings

FOLDER = "uploads"
CHUNK = 64 * 1024


def folder() -> Path:
    """Return the folder of uploads, which only we may look into."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.instance_path / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def store(source: IO[bytes]) -> tuple[str, int]:
    """Keep what is read from an upload; return its name here and its size."""
    name = secrets.token_hex(16)
    size = 0
    with (folder() / name).open("xb") as file:
        while chunk := source.read(CHUNK):
            size += file.write(chunk)
    return name, size


def opened(name: str) -> BinaryIO:
    """Open an upload; raise FileNotFoundError if it is gone."""
    return (folder() / name).open("rb")


def remove(name: str | None) -> None:
    """Delete an upload, if it is still there."""
    if name:
        (folder() / name).unlink(missing_ok=True)


def remove_strays(kept: Iterable[str], *, older_than: float) -> int:
    """Delete files that no import speaks of; `older_than` is in seconds."""
    known = set(kept)
    strays = [
        path
        for path in folder().iterdir()
        if path.name not in known and time.time() - path.stat().st_mtime > older_than
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
