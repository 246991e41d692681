"""A long file takes turns with other jobs, and is taken once, whatever happens."""

import csv
import gzip
import io
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from app.api import incoming, jobs, operations
from app.api.models import FileState, SentFile
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, run_waiting
from app.critics.models import CriticReview
from app.imports import importing, turns
from app.imports.models.runs import ImportRun, RunState
from app.imports.operations import report_files
from app.imports.rules.columns import Kind
from app.imports.rules.problems import FileRefused
from app.imports.rules.reading import Source
from tests.factories import accounts, movies

HEAD = "title,year,critic,publication,grade,date,quote\n"
ROWS = [
    f"The Lamplighter,2012,{name},The Evening Reel,3/4,2012-08-01,A lamp for {name}.\n"
    for name in ("Cleo Marsh", "Dora Flint", "Emil Sand", "Finn Holt", "Gia Reed")
]
ODD = "The Lamplighter,2012,Cleo Marsh,The Evening Reel,3/4,the day before,Dark.\n"
OTHERS = []


@job
def other_work(word: str) -> None:
    """Stand for a webhook, a letter or a sweep."""
    OTHERS.append((word, db.session.query(CriticReview).count()))


@pytest.fixture(autouse=True)
def short_turns(app, monkeypatch):
    """Let each batch be two rows, and each turn one batch."""
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 2)
    monkeypatch.setitem(importing.BATCHES, Kind.MOVIES, 2)
    monkeypatch.setattr(jobs, "TURN", 0.0)
    # The clock of turns alone: others in this process go by the true one.
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: 1.0))
    movies.movie()
    OTHERS.clear()


@pytest.fixture
def take_in(app):
    """Take a file in as the route does, without waking a worker."""
    editor = accounts.edda()

    def take_in_file(text, *, kind="critic-reviews", packed=False, create=False):
        content = text.encode()
        name, size = incoming.store(
            io.BytesIO(gzip.compress(content) if packed else content), f"{kind}.csv"
        )
        sent = operations.take_in(
            user_id=editor.id,
            kind=kind,
            file_name=name,
            create_movies=create,
            size=size,
            at=utcnow(),
        )
        db.session.commit()
        return sent.id

    return take_in_file


def now_is(file_id):
    """Return a file as it stands."""
    db.session.expire_all()
    return db.session.get_one(SentFile, file_id)


def report_of(app, file_id):
    """Return the rows of a file's report, without its head and the file's name."""
    run_id = now_is(file_id).run_id
    path = report_files.path_of(app.config["SETTINGS"].instance_path, run_id)
    with path.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert len({row[0] for row in rows} - {""}) == 1
    return [row[1:] for row in rows]


def counts(file_id):
    """Return what became of the rows of a file: new, same, refused."""
    run = db.session.get_one(ImportRun, now_is(file_id).run_id)
    return run.new_count, run.same_count, run.refused_count


def test_other_jobs_have_their_turn(app, take_in):
    number = take_in(HEAD + "".join(ROWS) + ODD)
    jobs.import_sent_file.later(number)
    other_work.later("a webhook")
    db.session.commit()

    run_waiting(app)

    assert OTHERS == [("a webhook", 2)]
    assert now_is(number).state == FileState.FINISHED
    assert counts(number) == (5, 0, 1)
    assert [row[:2] for row in report_of(app, number)] == [
        *[[str(line), "new"] for line in range(2, 7)],
        ["7", "refused"],
    ]
    assert len(now_is(number).problems) == 1
    assert db.session.get_one(ImportRun, now_is(number).run_id).ended_at is not None


def test_a_file_lies_here_until_its_last_turn(take_in):
    number = take_in(HEAD + "".join(ROWS))
    name = now_is(number).file_name

    for state in (FileState.WAITING, FileState.WAITING, FileState.FINISHED):
        assert incoming.path_of(name).is_file()
        jobs.import_sent_file(number)
        assert now_is(number).state == state

    assert not incoming.path_of(name).parent.exists()


@pytest.mark.parametrize("moment", ["note", "add", "keep_claims", "drop_claims"])
def test_a_killed_worker_costs_and_doubles_nothing(app, take_in, monkeypatch, moment):
    number = take_in(HEAD + "".join(ROWS) + ODD)
    jobs.import_sent_file(number)
    place = report_files.GrowingReport if moment == "add" else turns.Turn

    def killed(*arguments, **named):
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        if moment == "note":
            patch.setattr(operations, "add_problems", killed)
        else:
            patch.setattr(place, moment, killed)
        jobs.import_sent_file(number)
    db.session.rollback()
    assert now_is(number).state == FileState.WORKING
    monkeypatch.setattr(operations, "STALE", -operations.STALE)
    jobs.import_what_was_left()
    run_waiting(app)

    assert now_is(number).state == FileState.FINISHED
    assert counts(number) == (5, 0, 1)
    assert [row[0] for row in report_of(app, number)] == ["2", "3", "4", "5", "6", "7"]
    assert db.session.query(CriticReview).count() == 5


def test_a_file_that_kills_its_worker_is_given_up(take_in, monkeypatch):
    number = take_in(HEAD + "".join(ROWS))
    monkeypatch.setattr(operations, "STALE", -operations.STALE)

    def killed(*arguments):
        raise SystemExit

    monkeypatch.setattr(turns, "importer_of", killed)
    for _ in range(operations.MOST_TRIES):
        with pytest.raises(SystemExit):
            jobs.import_what_was_left()
        db.session.rollback()
    jobs.import_what_was_left()

    assert now_is(number).state == FileState.REFUSED
    assert now_is(number).reason == operations.GIVEN_UP
    run = db.session.get_one(ImportRun, now_is(number).run_id)
    assert run.state == RunState.STOPPED


def test_whoever_was_taken_over_writes_nothing_more(take_in, monkeypatch):
    number = take_in(HEAD + "".join(ROWS))
    jobs.import_sent_file(number)
    begin = turns.first_after

    def slow(rows, done):
        later = utcnow() + timedelta(seconds=1)
        db.session.execute(
            update(SentFile).where(SentFile.id == number).values(beat_at=later)
        )
        db.session.commit()
        return begin(rows, done)

    monkeypatch.setattr(turns, "first_after", slow)
    jobs.import_sent_file(number)

    assert db.session.query(CriticReview).count() == 2
    assert counts(number) == (2, 0, 0)


def test_two_reviews_of_one_day_stay_two_in_later_turns(app, take_in):
    first = ROWS[0]
    second = first.replace("A lamp for Cleo Marsh.", "Seen again it burns lower.")
    jobs.import_sent_file(take_in(HEAD + first))

    number = take_in(HEAD + first + ROWS[1] + second + ROWS[2])
    jobs.import_sent_file.later(number)
    db.session.commit()
    run_waiting(app)

    quotes = db.session.scalars(select(CriticReview.quote)).all()
    assert {"A lamp for Cleo Marsh.", "Seen again it burns lower."} <= set(quotes)
    assert counts(number) == (3, 1, 0)


def test_a_movie_named_twice_is_told_in_a_later_turn(app, take_in):
    rows = "title,year\nLamp One,2001\nLamp Two,2002\nLamp Three,2003\nLamp One,2001\n"
    number = take_in(rows, kind="movies")
    jobs.import_sent_file.later(number)
    db.session.commit()

    run_waiting(app)

    assert counts(number) == (3, 0, 1)


def test_a_packed_file_may_not_be_endless(app, take_in, monkeypatch):
    few = replace(app.config["SETTINGS"], import_limit=64 * 1024)
    monkeypatch.setitem(app.config, "SETTINGS", few)
    number = take_in(HEAD + ROWS[0] + "x\n" * 200_000, packed=True)
    name = now_is(number).file_name
    assert now_is(number).file_size < 64 * 1024

    jobs.import_sent_file(number)

    sent = now_is(number)
    assert (sent.state, sent.run_id) == (FileState.REFUSED, None)
    assert "more than 262,144 bytes" in sent.reason
    assert db.session.query(CriticReview).count() == 0
    assert not incoming.path_of(name).parent.exists()


def test_a_packed_file_may_be_as_large_as_the_limit(tmp_path):
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(b"title\n" + b"x\n" * 2_000_000))
    source = Source(path, Kind.MOVIES)

    source.check_unpacked(4_000_006)
    with pytest.raises(FileRefused):
        source.check_unpacked(4_000_005)


def test_a_file_of_very_many_rows_is_stopped_and_says_so(app, take_in, monkeypatch):
    monkeypatch.setattr(turns, "MOST_ROWS", 4)
    number = take_in(HEAD + "".join(ROWS))
    jobs.import_sent_file.later(number)
    db.session.commit()

    run_waiting(app)

    assert now_is(number).state == FileState.REFUSED
    assert "more than 4 rows" in now_is(number).reason
    assert counts(number) == (4, 0, 0)
    assert len(report_of(app, number)) == 4


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_a_report_ends_by_saying_that_it_is_cut(app, take_in, monkeypatch, most):
    monkeypatch.setattr(report_files, "MOST_ROWS", most)
    number = take_in(HEAD + "".join(ROWS))
    jobs.import_sent_file.later(number)
    db.session.commit()

    run_waiting(app)

    rows = report_of(app, number)
    assert [row[0] for row in rows[:-1]] == [str(2 + place) for place in range(most)]
    assert rows[-1][4] == report_files.CUT
    assert counts(number) == (5, 0, 0)
