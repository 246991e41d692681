"""A write begins as soon as another process has done, and knows when it is in vain."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from app.core import sqlite

LONG = 30.0


@pytest.fixture
def path(tmp_path):
    """Return where a database in the site's way of working lies."""
    found = tmp_path / "matinee.db"
    with closing(opened(found)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE film (title)")
    return found


def opened(path, **options):
    return sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, **options
    )


def soon(seconds):
    return time.monotonic() + seconds


def test_it_waits_for_another_and_then_begins(path):
    with closing(opened(path)) as rival, closing(opened(path)) as mine:
        rival.execute("BEGIN IMMEDIATE")
        rival.execute("INSERT INTO film VALUES ('Salt Year')")
        threading.Timer(0.1, rival.execute, ["COMMIT"]).start()

        sqlite.begin(mine, LONG, until=soon(LONG))

        assert mine.in_transaction
        assert mine.execute("SELECT title FROM film").fetchall() == [("Salt Year",)]


def test_it_gives_up_at_its_time_with_the_words_of_sqlite(path):
    with closing(opened(path)) as rival, closing(opened(path)) as mine:
        rival.execute("BEGIN IMMEDIATE")

        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            sqlite.begin(mine, LONG, until=soon(0.05))

        assert not mine.in_transaction


def test_what_no_waiting_helps_is_raised_at_once(path):
    with closing(opened(path)) as mine:
        mine.execute("BEGIN")

        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            sqlite.begin(mine, LONG, until=soon(LONG))


def test_for_all_else_sqlite_waits_as_before(path):
    with closing(opened(path)) as mine:
        sqlite.begin(mine, LONG, until=soon(LONG))

        assert mine.execute("PRAGMA busy_timeout").fetchone() == (LONG * 1000,)


def test_once_one_has_waited_in_vain_the_next_is_refused_at_once(path):
    gate = sqlite.Gate(LONG)
    with closing(opened(path)) as rival, closing(opened(path)) as mine:
        rival.execute("BEGIN IMMEDIATE")
        gate.enter()
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            gate.begin(mine, until=soon(0.05))

        began = time.monotonic()
        with pytest.raises(sqlite.WriterGateTimeout):
            gate.enter()
        assert time.monotonic() - began < LONG

        rival.execute("ROLLBACK")
        gate.begin(mine, until=soon(LONG))
        assert not gate.in_vain


def test_who_waits_in_vain_for_a_write_of_the_same_process_says_so_to_others():
    gate = sqlite.Gate(0.01)
    gate.enter()
    assert not gate.in_vain

    with pytest.raises(sqlite.WriterGateTimeout):
        gate.enter()

    assert gate.in_vain
