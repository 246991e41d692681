"""Connections: to PostgreSQL as many as there are threads, and none waits for ever.

On SQLite the one that was used last is used again, and has a part of the file at hand.
"""

from contextlib import ExitStack, contextmanager

from sqlalchemy import text

from app import create_app
from app.core import sqlite
from app.core.db import db
from tests.support.databases import close, settings_of

THREADS = 24


def test_no_thread_waits_for_the_connection_of_another(databases, tmp_path):
    url = databases.with_tables("postgresql")
    few = {"database_pool_size": 1, "database_wait": 0.1, "threads": THREADS}
    app = create_app(settings_of(url, tmp_path / "instance", **few))

    with app.app_context(), ExitStack() as busy:
        for _ in range(THREADS):
            busy.enter_context(db.engine.connect())

    close(app)


@contextmanager
def connected(url, folder):
    app = create_app(settings_of(url, folder, database_wait=3))
    with app.app_context(), db.engine.connect() as connection:
        yield connection
    close(app)


def parameters(connection):
    return connection.connection.dbapi_connection.info.get_parameters()


def test_a_host_that_vanishes_is_given_up_soon(databases, tmp_path):
    url = databases.empty("postgresql")

    with connected(url, tmp_path / "instance") as connection:
        given = parameters(connection)

    assert given["connect_timeout"] == "3"
    assert given["tcp_user_timeout"] == "10000"
    assert given["keepalives_idle"] == "10"
    assert given["keepalives_interval"] == "5"
    assert given["keepalives_count"] == "2"


def test_what_the_address_says_of_a_connection_wins(databases, tmp_path):
    url = (
        f"{databases.empty('postgresql')}&connect_timeout=7&tcp_user_timeout=30000"
        "&keepalives_idle=60&options=-c%20lock_timeout%3D1234%20-c%20timezone%3DJapan"
    )

    with connected(url, tmp_path / "instance") as connection:
        given = parameters(connection)
        lock_timeout = connection.scalar(text("SHOW lock_timeout"))
        zone = connection.scalar(text("SHOW timezone"))

    assert given["connect_timeout"] == "7"
    assert given["tcp_user_timeout"] == "30000"
    assert given["keepalives_idle"] == "60"
    assert given["keepalives_interval"] == "5"
    assert lock_timeout == "1234ms"
    assert zone == "UTC"


def test_on_sqlite_the_connection_that_was_used_last_is_used_again(databases, tmp_path):
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path / "instance"))

    with app.app_context():
        first, last = db.engine.connect(), db.engine.connect()
        known = last.connection.dbapi_connection
        first.close()
        last.close()
        used = []
        for _ in range(3):
            with db.engine.connect() as connection:
                used.append(connection.connection.dbapi_connection)

    close(app)
    assert used == [known] * 3


def test_on_sqlite_a_large_database_has_more_of_it_at_hand(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'matinee.db'}"
    app = create_app(settings_of(url, tmp_path / "instance"))
    kept = text("PRAGMA cache_size")

    with app.app_context():
        with db.engine.begin() as connection:
            assert connection.scalar(kept) == -sqlite.SMALL_CACHE
            connection.execute(text("CREATE TABLE film (still)"))
            connection.execute(text("INSERT INTO film VALUES (zeroblob(100 * 1024))"))
        db.engine.dispose()
        # A fifth of a hundred kibibytes, and the page of what there is.
        monkeypatch.setattr(sqlite, "SMALL_CACHE", 10)
        with db.engine.connect() as connection:
            assert 20 <= -connection.scalar(kept) <= 25
        db.engine.dispose()
        monkeypatch.setattr(sqlite, "LARGE_CACHE", 15)
        with db.engine.connect() as connection:
            assert connection.scalar(kept) == -15

    close(app)
