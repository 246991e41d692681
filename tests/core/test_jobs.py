"""Jobs wait for the commit, and are undone when they fail."""

import json
from importlib import import_module

import pytest
from sqlalchemy import text

from app import WITH_JOBS, create_app
from app.config import ROOT
from app.core import jobs, mail
from app.core.db import db
from app.core.jobs import SWEEPS, job, run_waiting
from app.movies import queries as movie_queries
from app.movies.models import Genre
from tests.factories import movies
from tests.support.databases import close, settings_of
from tests.support.own_process import printed_by
from tests.support.site import until

done: list[object] = []


@job
def remember(what):
    done.append(what)


@job
def fail_after_writing(movie_id):
    db.session.execute(text("UPDATE movie SET year = 1900"))
    raise ValueError("no")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_a_job_is_done_after_the_commit(app):
    movies.movie("Asa")
    remember.later("asa")
    assert run_waiting(app) == 0

    db.session.commit()

    assert run_waiting(app) == 1
    assert done == ["asa"]


def test_what_was_rolled_back_is_never_done(app):
    db.session.add(Genre(name="Documentary"))
    remember.later("asa")

    db.session.rollback()
    db.session.commit()

    assert run_waiting(app) == 0


def test_a_savepoint_is_no_commit(app):
    remember.later("asa")
    with db.session.begin_nested():
        db.session.add(Genre(name="Documentary"))

    assert run_waiting(app) == 0
    db.session.commit()
    assert run_waiting(app) == 1


def test_the_same_job_asked_for_twice_is_done_once(app):
    remember.later("asa")
    remember.later("asa")
    db.session.commit()

    run_waiting(app)

    assert done == ["asa"]


def test_a_job_that_fails_leaves_nothing_and_waits_to_be_tried_again(app):
    film = movies.movie("Asa", year=2012)
    db.session.commit()
    fail_after_writing.later(film.id)
    db.session.commit()

    run_waiting(app)

    db.session.expire_all()
    assert movie_queries.by_slug("asa").year == 2012
    assert app.extensions["jobs"].scheduled_count() == 1


FAILING = """
import sys; sys.stderr = sys.stdout
import os
os.environ |= {"MATINEE_LOG_FORMAT": "json", "MATINEE_ENVIRONMENT": "test"}
from app import create_app
from app.core import jobs
site = create_app()
def fails():
    raise ValueError("lamps are out")
jobs.job(fails)
site.extensions["jobs.run"]("__main__.fails", ())
assert jobs.run_waiting(site) == 1
"""


def test_a_job_that_fails_is_logged_once(tmp_path):
    (line,) = map(json.loads, printed_by(FAILING, tmp_path).splitlines())

    assert (line["event"], line["job"]) == ("a job failed", "__main__.fails")
    assert "ValueError: lamps are out" in line["exception"]


def test_every_room_with_jobs_is_known():
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in [*(ROOT / "app").glob("*/jobs.py"), *(ROOT / "app").glob("*/jobs")]
        if path.parent.name != "core"
    }

    assert found == set(WITH_JOBS) - {mail.__name__}


def test_every_sweep_has_minutes_that_a_clock_has():
    for room in WITH_JOBS:
        import_module(room)

    for each in SWEEPS:
        assert (each.minutes is None) != (each.hour is None)
        assert each.minutes is None or 0 < each.minutes < 60
        assert each.hour is None or 0 <= each.hour < 24
    assert all(jobs.JOBS[each.job.name] is each.job for each in SWEEPS)


@pytest.fixture
def two_processes(databases, tmp_path, valkey):
    """Two applications of one site whose queue is in a store."""
    url = databases.with_tables("sqlite")
    settings = settings_of(url, tmp_path, cache_url=valkey.url)
    made = [create_app(settings) for _ in range(2)]
    yield made
    for app in made:
        close(app)


def ask(app):
    """Ask for a job by a commit."""
    with app.app_context():
        db.session.add(Genre(name="Documentary"))
        remember.later("asa")
        db.session.commit()


def test_with_a_store_what_one_process_asks_another_does(two_processes):
    one, other = two_processes
    ask(one)

    assert run_waiting(other) == 1
    assert done == ["asa"]
    assert run_waiting(one) == 0


def test_without_its_store_the_commit_holds_and_the_job_waits_for_its_return(
    two_processes, valkey
):
    one, other = two_processes
    valkey.stop()

    ask(one)

    with one.app_context():
        assert db.session.query(Genre).count() == 1
    valkey.start()
    until(lambda: run_waiting(other))
    assert done == ["asa"]


def test_a_queue_that_takes_nothing_breaks_no_commit(live_database, monkeypatch):
    def full(*arguments):
        raise OSError("no space left")

    monkeypatch.setitem(live_database.extensions, "jobs.run", full)

    ask(live_database)

    with live_database.app_context():
        assert db.session.query(Genre).count() == 1
    monkeypatch.undo()
    until(lambda: run_waiting(live_database))
    assert done == ["asa"]
