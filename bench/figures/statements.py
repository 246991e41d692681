"""P9: how many statements pages send to the database, as the site sends them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import sites
from bench.bench import CACHE_OFF, Bench
from bench.goals import Figure
from bench.servers import CHECKOUT

COUNT = """
import sys
from sqlalchemy import Engine, event
from app import create_app
sent = []
def note(connection, cursor, statement, parameters, context, many):
    sent.append(statement)
event.listen(Engine, "before_cursor_execute", note)
client = create_app().test_client()
for path in sys.argv[1:]:
    assert client.get(path).status_code == 200, path
    sent.clear()
    assert client.get(path).status_code == 200, path
    print(len(sent))
"""
PATHS = {
    "P9 page": sites.DEMO_PAGE,
    "P9 fragment": f"/fragments{sites.DEMO_PAGE}/critic-reviews?show=rotten",
    "P9 frame": f"/embed{sites.DEMO_PAGE}/critic-reviews",
}


def measure(bench: Bench) -> Sequence[Figure]:
    """Count in processes of their own, without the cache and with it."""
    instance = sites.demo(bench.folder)
    without = counted(instance, tuple(PATHS.values()), **CACHE_OFF)
    (kept,) = counted(instance, (sites.DEMO_PAGE,))
    figures = [Figure(key, number) for key, number in zip(PATHS, without, strict=True)]
    return [*figures, Figure("P9 cached", kept)]


def counted(instance: Path, paths: Sequence[str], **settings: str) -> list[int]:
    """Return how many statements the second visit of each path sends."""
    environment = sites.environment_of(instance, **settings)
    done = subprocess.run(
        [sys.executable, "-c", COUNT, *paths],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(line) for line in done.stdout.split()]
