"""SQLite's own sign of a commit: it moves with every commit, and with nothing else."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from app.core.page_cache import commits
from app.core.page_cache.freshness import SQLiteFreshness

WRITE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("INSERT INTO thing VALUES (1)")
"""


@pytest.fixture(params=["WAL", "DELETE"])
def database(request, tmp_path):
    """Return a database in a folder with a blank in its name."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    path = folder / "site.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode={request.param}")
        connection.execute("CREATE TABLE thing (number INTEGER)")
        yield path, connection


def test_a_commit_in_this_process_or_another_begins_a_generation(database):
    path, connection = database
    freshness = SQLiteFreshness(str(path))
    numbers = [freshness.generation()]

    connection.execute("INSERT INTO thing VALUES (1)")
    numbers.append(freshness.generation())
    subprocess.run([sys.executable, "-c", WRITE, str(path)], check=True)
    numbers.append(freshness.generation())

    assert len(set(numbers)) == 3


def test_what_was_not_committed_begins_none(database):
    path, connection = database
    freshness = SQLiteFreshness(str(path))
    before = freshness.generation()

    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO thing VALUES (1)")
    connection.execute("ROLLBACK")

    assert freshness.generation() == before


def test_a_commit_is_seen_after_the_log_was_emptied(database):
    path, connection = database
    freshness = SQLiteFreshness(str(path))
    connection.execute("INSERT INTO thing VALUES (1)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = freshness.generation()

    connection.execute("INSERT INTO thing VALUES (1)")

    assert freshness.generation() != before


def test_where_nothing_is_in_memory_sqlite_is_asked(database, monkeypatch, tmp_path):
    path, connection = database
    monkeypatch.setattr(commits, "MAPPINGS", tmp_path / "no such file")
    freshness = SQLiteFreshness(str(path))
    before = freshness.generation()

    connection.execute("INSERT INTO thing VALUES (1)")

    assert freshness.sign is None
    assert freshness.generation() != before


@pytest.mark.parametrize("database", ["WAL"], indirect=True)
def test_on_linux_the_sign_is_read(database):
    path, _ = database
    freshness = SQLiteFreshness(str(path))

    freshness.generation()

    assert (freshness.sign is not None) == sys.platform.startswith("linux")
