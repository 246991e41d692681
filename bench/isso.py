"""Isso, a comment server, in an environment of its own; our posts are set beside it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from bench.bench import LeftOut
from bench.posting import Post
from bench.servers import CHECKOUT, Server, serving
from bench.texts import text

VERSION = "0.14.0"
ENVIRONMENT = CHECKOUT / ".venv-isso"
SITE = "http://127.0.0.1"
CREATED = 201
SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = {site}
log-file = {folder}/isso.log
[guard]
enabled = false
[moderation]
enabled = false
"""


def python() -> str:
    """Return the interpreter of Isso's environment, made when it is first wanted."""
    path = ENVIRONMENT / "bin" / "python"
    mark = ENVIRONMENT / f"isso-{VERSION}"
    if mark.exists():
        return str(path)
    packages = [f"isso=={VERSION}", f"granian=={version('granian')}"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        [str(path), "-m", "pip", "install", "--quiet", *packages],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LeftOut(f"Isso cannot be installed: {done.stderr.strip()[-200:]}")
    mark.touch()
    return str(path)


@contextmanager
def isso(folder: Path) -> Iterator[Server]:
    """Serve Isso with an empty database, its limits off."""
    folder.mkdir(parents=True)
    settings = folder / "isso.ini"
    settings.write_text(SETTINGS.format(folder=folder, site=SITE), encoding="utf-8")
    with serving(
        "bench.isso_quiet:app",
        {"ISSO_SETTINGS": str(settings), "PYTHONPATH": ""},
        path="/js/embed.min.js",
        python=python(),
    ) as server:
        yield server


def posts(client: int, number: int, films: int) -> Sequence[Post]:
    """Return comments on pages of many films."""
    headers = {"Content-Type": "application/json", "Origin": SITE}
    return [
        Post(
            f"/new?uri=%2Fmovies%2Ffilm-{(place * 7 + client) % films}",
            json.dumps(
                {
                    "author": f"Made-up member {client}",
                    "email": None,
                    "website": None,
                    "parent": None,
                    "title": "A film",
                    "text": text(client, place),
                }
            ).encode(),
            headers,
        )
        for place in range(number)
    ]
