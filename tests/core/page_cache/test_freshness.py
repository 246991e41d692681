"""How soon a change is seen: at once, or within a second where others made it."""

import os
import sqlite3
import threading
import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from app import create_app
from app.checking import read
from app.core import clock
from app.core.db import db
from app.core.page_cache import cache_of, middleware
from app.core.page_cache.freshness import (
    MOST_WAITING,
    DatabaseAway,
    SQLiteFreshness,
)
from app.core.page_cache.listening import PostgreSQLFreshness
from app.movies import operations
from app.movies.models import Movie
from tests.support.databases import close
from tests.support.ticks import Ticks

PAGE = "/movies/the-lamplighter"
SECOND = 1.0
PATIENT_TURNS = 30


def retitle(site, film, title):
    with site.app_context():
        db.session.execute(update(Movie).where(Movie.id == film).values(title=title))
        operations.touch(film)
        db.session.commit()


def sees_within(reader, title, seconds):
    """Assert that a page shows a title before so many seconds have passed."""
    with Ticks() as ticks:
        ticks.until(lambda: title.encode() in reader.get(PAGE).data, seconds=seconds)


@pytest.mark.parametrize("database", ["sqlite"])
def test_another_process_sees_a_commit_at_once(start, site, film):
    reader, other = start().test_client(), start()
    for number in range(5):
        reader.get(PAGE)
        retitle(other, film, f"Title {number}")

        assert f"Title {number}".encode() in reader.get(PAGE).data


def test_the_database_that_is_asked_is_the_one_of_the_site(tmp_path):
    settings = read(instance_path=tmp_path, database_url="sqlite:///films.db")
    app = create_app(settings)
    with app.app_context():
        database = db.engine.url.database

    assert str(cache_of(app).freshness.path) == database
    close(app)


@pytest.mark.parametrize("database", ["postgresql"])
def test_another_process_sees_a_commit_within_a_second(start, site, film):
    reader, other = start().test_client(), start()
    for number in range(3):
        reader.get(PAGE)
        retitle(other, film, f"Title {number}")

        # As much again to make the page.
        sees_within(reader, f"Title {number}", 2 * SECOND)


@pytest.mark.parametrize("database", ["postgresql"])
def test_postgresql_is_told_of_a_write_by_any_program(site, film):
    cache = cache_of(site)
    site.test_client().get(PAGE)
    heard = threading.Event()
    began, moved = cache.freshness.beat, cache.freshness.moved
    cache.freshness.beat = lambda: None
    cache.freshness.moved = lambda: (moved(), heard.set())
    with site.app_context(), db.engine.connect() as connection:
        # Told while the thread asks its own question, it may take one for its beat.
        for _ in range(PATIENT_TURNS):
            connection.execute(text("UPDATE site_version SET number = number + 1"))
            connection.commit()
            if heard.wait(SECOND):
                break

    assert heard.is_set()
    cache.freshness.beat = began


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_cut_connection_is_found_again_by_itself(site, film):
    reader = site.test_client()
    reader.get(PAGE)
    with site.app_context():
        db.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

    assert reader.get(PAGE).status_code == 200
    retitle(site, film, "After the cut")
    sees_within(reader, "After the cut", 5 * SECOND)


def test_while_the_database_is_away_what_is_kept_is_served(site, film):
    reader, cache = site.test_client(), cache_of(site)
    page = reader.get(PAGE)
    there = cache.freshness
    cache.freshness = away_like(there)

    kept = reader.get(PAGE)

    assert (kept.status_code, kept.data) == (200, page.data)
    cache.freshness = there
    retitle(site, film, "It is back")
    assert b"It is back" in reader.get(PAGE).data


def away_like(freshness):
    """Return how the same kind of database answers that is nowhere."""
    if isinstance(freshness, SQLiteFreshness):
        return SQLiteFreshness("/nowhere/at/all.db")
    return gone_from("postgresql://nobody@127.0.0.1:9/none")


def gone_from(address):
    """Return freshness whose thread has found out that nothing answers."""
    freshness = PostgreSQLFreshness(address)
    for _ in range(1000):
        try:
            freshness.generation()
        except DatabaseAway:
            break
        time.sleep(0.02)
    freshness.stopped.set()
    freshness.process = os.getpid()
    return freshness


def test_time_alone_makes_another_page(site, film, monkeypatch):
    reader, cache = site.test_client(), cache_of(site)
    path = f"{PAGE}/widgets"
    reader.get(path)
    reader.get(path)
    assert cache.made == 1
    tomorrow = clock.end_of_day()
    monkeypatch.setattr(middleware, "utcnow", lambda: tomorrow)

    reader.get(path)

    assert cache.made == 2


def test_a_clock_set_back_makes_the_page_anew(site, film, monkeypatch):
    reader, cache = site.test_client(), cache_of(site)
    reader.get(f"{PAGE}/widgets")
    before = clock.utcnow() - timedelta(days=2)
    monkeypatch.setattr(middleware, "utcnow", lambda: before)

    reader.get(f"{PAGE}/widgets")

    assert cache.made == 2


def test_threads_ask_by_the_same_few_connections(tmp_path):
    path = tmp_path / "site.db"
    sqlite3.connect(path).execute("CREATE TABLE version (number)").connection.close()
    freshness = SQLiteFreshness(str(path))
    opened, connect = [], freshness.connected
    freshness.connected = lambda: opened.append(connect()) or opened[-1]

    for _ in range(5):
        thread = threading.Thread(target=freshness.asked_generation)
        thread.start()
        thread.join()

    assert len(opened) == 1
    assert freshness.number == 1


def test_few_connections_wait_after_many_asked_at_once(tmp_path):
    path = tmp_path / "site.db"
    sqlite3.connect(path).execute("CREATE TABLE version (number)").connection.close()
    freshness = SQLiteFreshness(str(path))

    with ExitStack() as asking:
        readers = [asking.enter_context(freshness.reader()) for _ in range(5)]

    waiting = readers[-MOST_WAITING:]
    assert freshness.readers == waiting[::-1]
    for reader in readers[:-MOST_WAITING]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            reader.ask("PRAGMA data_version")


def test_a_connection_that_failed_is_asked_no_more(tmp_path):
    path = tmp_path / "site.db"
    sqlite3.connect(path).execute("CREATE TABLE version (number)").connection.close()
    freshness = SQLiteFreshness(str(path))
    with freshness.reader() as broken:
        pass
    broken.connection.close()

    with pytest.raises(DatabaseAway):
        freshness.asked_generation()

    assert freshness.asked_generation() == 1
