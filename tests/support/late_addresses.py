"""The addresses of late rooms, written from the rooms themselves."""

import tempfile
from pathlib import Path

from flask import Flask

from app import LATE_ROOMS
from app.core import addresses, rooms
from tests.support.databases import settings_of


def text() -> str:
    """Return what the file should say."""
    site = Flask("matinee", static_folder=None)
    with tempfile.TemporaryDirectory() as folder:
        addresses.init_app(site, settings_of("sqlite://", Path(folder)))
    site.jinja_env.globals["site_name"] = "Matinee"
    lines = sorted(map(str, rooms.found(site, LATE_ROOMS)))
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    rooms.ADDRESSES.write_text(text(), encoding="utf-8")
