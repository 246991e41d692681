"""What the machine lends the tests, Chromium for one; or a reason to skip."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def chromium() -> str | None:
    """Return where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs, of the newest version there is."""
    # Debian keeps them out of the path; a link to one alone finds no sister beside it.
    versions = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists()
    ]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def valkey() -> str | None:
    """Return where the server of Valkey is, or that of Redis."""
    return shutil.which("valkey-server") or shutil.which("redis-server")


def faketime() -> Path | None:
    """Return the library that tells programs another time than it is."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


def leave_out(name: str) -> NoReturn:
    """Skip a test for want of a program; where nothing may be left out, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not on this machine, and CI leaves nothing out")
    pytest.skip(f"{name} is not on this machine")
