"""Connections that wait for short answers, beside the pool."""

import os

import pytest
from flask import current_app
from sqlalchemy import select, text

from app import create_app
from app.core import readers
from app.core.db import db
from app.core.reading import connected, rows
from app.movies.models import Movie
from tests.support.databases import close, settings_of

TITLES = select(Movie.title)


@pytest.fixture
def database():
    """Only SQLite's connections wait."""
    return "sqlite"


@pytest.fixture
def site(databases, database, tmp_path):
    """Open a site over a database whose commits are real."""
    app = create_app(settings_of(databases.with_tables(database), tmp_path))
    with app.app_context():
        yield app
    close(app)


def read():
    """Read once, and return by which connection."""
    with readers.aside():
        assert rows(TITLES) == []
        own = connected()
        own.rollback()
    return own


def waiting():
    return current_app.extensions[readers.NAME].waiting


def test_one_connection_serves_one_answer_after_the_other(site):
    assert read() is read()
    assert db.engine.pool.checkedout() == 1


def test_who_reads_at_once_has_connections_of_their_own(site):
    with readers.aside():
        first = connected()
        with readers.aside():
            second = connected()
        assert connected() is first
    assert first is not second


def test_few_wait(site):
    with readers.aside(), readers.aside(), readers.aside():
        pass

    assert len(waiting()) == readers.MOST_WAITING
    assert db.engine.pool.checkedout() == readers.MOST_WAITING


def test_after_an_error_none_waits(site):
    with pytest.raises(ZeroDivisionError), readers.aside():
        raise ZeroDivisionError

    assert waiting() == []
    assert db.engine.pool.checkedout() == 0


@pytest.mark.parametrize("begin", ["SELECT 1", "BEGIN"])
def test_one_with_a_transaction_goes_back_to_the_pool(site, begin):
    with readers.aside():
        if begin == "BEGIN":
            connected().connection.cursor().execute(begin)
        else:
            connected().execute(text(begin))

    assert waiting() == []
    assert db.engine.pool.checkedout() == 0


def test_one_that_was_opened_where_nobody_can_write_goes_back_to_the_pool(site):
    with readers.aside():
        connected().info["frozen"] = True

    assert waiting() == []


def test_those_of_a_pool_that_is_no_more_are_closed(site):
    before = read()
    driver = before.connection.dbapi_connection

    db.engine.dispose()

    assert waiting() == []
    with pytest.raises(Exception, match="closed"):
        driver.execute("SELECT 1")
    assert read() is not before


def test_one_that_is_lent_while_its_pool_ends_does_not_wait(site):
    with readers.aside():
        db.engine.dispose()

    assert waiting() == []


def test_after_a_fork_the_parents_are_left_alone(site, monkeypatch):
    before = read()

    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert read() is not before


def test_what_was_committed_meanwhile_is_seen(site):
    read()
    db.session.add(Movie(title="Salt", title_sort="salt", slug="salt", year=2012))
    db.session.commit()

    with readers.aside():
        assert [row.title for row in rows(TITLES)] == ["Salt"]


def test_those_of_postgresql_stay_with_the_pool(databases, tmp_path):
    app = create_app(settings_of(databases.with_tables("postgresql"), tmp_path))
    with app.app_context():
        read()
        read()

        assert readers.NAME not in app.extensions
        assert db.engine.pool.checkedout() == 0
    close(app)
