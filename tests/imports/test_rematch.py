"""Rows that waited and come in later are treated as if they came in at once."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import run_waiting
from app.imports import rematches
from app.imports.jobs.matching import rematch_rows, resume_rematches
from app.imports.models.matching import WaitingRow
from app.imports.models.runs import ImportRun, RunState
from app.imports.operations import rematching
from app.imports.operations import runs as run_operations
from app.imports.operations.runs import STALE
from app.imports.queries.merges import proposed
from app.imports.routes import desk
from app.imports.rules.matching import NO_SUCH_TITLE
from app.imports.rules.sorting import SAME_WORDS
from tests.factories import accounts, movies
from tests.imports.files import as_csv, review

DESK = "/desk/imports"


def test_names_of_reviews_that_waited_are_proposed_as_merges(
    app, write, bring, scores_are_right
):
    rows = [
        review(critic=name, url=f"https://reel.example/{place}", quote=f"Warm {place}.")
        for place, name in enumerate(("Chris Hewitt", "Chris Hewitt (UK)"))
    ]
    bring("critic-reviews", write(as_csv(rows)), "--yes")
    assert proposed() == []
    movies.movie("The Lamplighter")

    result = bring("rematch")

    assert "2 new" in result.output
    (pair,) = proposed()
    assert {pair.one.name, pair.other.name} == {"Chris Hewitt", "Chris Hewitt (UK)"}
    scores_are_right()


@pytest.fixture
def edda(client, sign_in):
    sign_in(client, accounts.edda())
    return client


@pytest.fixture
def a_copy(write, bring):
    """Let two rows wait of which the second is a copy of the first."""
    row = review(quote="Warm.", url="", date="")
    bring("critic-reviews", write(as_csv([row]), "one.csv"), "--yes")
    again = [review(title="Harbour"), row | {"url": "https://b.example/"}]
    bring("critic-reviews", write(json.dumps(again).encode(), "two.json"), "--yes")


def runs(kind):
    db.session.expire_all()
    listing = select(ImportRun).where(ImportRun.kind == kind).order_by(ImportRun.id)
    return db.session.scalars(listing).all()


def waiting():
    return db.session.scalar(select(func.count()).select_from(WaitingRow))


def test_a_row_that_is_refused_then_is_reported_by_its_file_and_line(
    edda, a_copy, bring
):
    movies.movie("The Lamplighter")

    result = bring("rematch")

    assert "1 new, 0 changed, 0 same, 1 refused, 1 waiting" in result.output
    (run,) = runs("rematch")
    why = SAME_WORDS.format(review="a row before it")
    assert f"two.json, line 1 (row 2), quote: 'Warm.': expected {why}" in result.output
    report = list(csv.reader(StringIO(edda.get(f"{DESK}/{run.id}/report.csv").text)))
    assert report[1:] == [
        ["one.csv", "2", "new", "", "", ""],
        ["two.json", "1 (row 1)", "waiting", "title", "Harbour (2012)", NO_SUCH_TITLE],
        ["two.json", "1 (row 2)", "refused", "quote", "Warm.", why],
    ]
    page = edda.visit(f"{DESK}/{run.id}")
    assert "1 row came in, 1 row is refused, 1 row waits on" in page.text
    assert page.all("tbody tr:last-child td") == [*report[-1][1:]]


def test_the_runs_of_the_files_stay_as_they_ended(a_copy, bring):
    movies.movie("The Lamplighter")

    bring("rematch")

    assert [run.state for run in runs("critic-reviews")] == [RunState.FINISHED] * 2


def test_whoever_asks_sees_how_far_it_is_and_what_became_of_it(edda, app, a_copy):
    movies.movie("The Lamplighter")
    answer = edda.send(f"{DESK}/waiting", page=f"{DESK}/waiting")
    page = edda.visit(answer.location)
    assert "Waits for its turn" in page.text
    assert page.links["Look again"] == answer.location
    assert "Waits for its turn" in edda.visit(DESK).text
    part = edda.get(answer.location, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="progress')

    run_waiting(app)

    assert "1 row came in" in edda.visit(answer.location).text
    assert "All waiting rows" in edda.visit(DESK).links
    done = edda.get(answer.location, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == answer.location


def test_asking_twice_before_it_begins_is_asking_once(edda, a_copy):
    one, other = (
        edda.send(f"{DESK}/waiting", page=f"{DESK}/waiting").location for _ in "ab"
    )

    assert one == other
    assert len(runs("rematch")) == 1


def test_the_rows_of_a_film_that_are_many_are_taken_up_later(
    edda, app, a_copy, monkeypatch
):
    film = movies.movie("Asa")
    monkeypatch.setattr(desk, "AT_ONCE", 1)
    first = db.session.scalar(select(func.min(WaitingRow.id)))

    answer = edda.send(
        f"{DESK}/waiting/{first}", {"choice": str(film.id)}, page=f"{DESK}/waiting"
    )

    page = edda.visit(answer.location)
    assert "The rows are being taken up" in page.text
    run_waiting(app)
    page = edda.visit(answer.location)
    assert "1 row came in, 1 row is refused" in page.text
    assert "refused" in edda.visit(page.links["What became of each row"]).text
    assert waiting() == 1


@pytest.fixture
def breaks(monkeypatch):
    """Let the second batch break, once; a batch is a row."""
    monkeypatch.setattr(rematching, "AT_ONCE", 1)
    settle, calls = rematching.settle, []

    def broken(report):
        settle(report)
        calls.append(report)
        if len(calls) == 2:
            raise calls.append("broken") or RuntimeError("broken")

    monkeypatch.setattr(rematching, "settle", broken)


def test_what_broke_off_says_so_and_goes_on_where_it_stood(edda, app, a_copy, breaks):
    movies.movie("The Lamplighter")
    run_id = rematching.ask_for_all(at=utcnow())
    db.session.commit()

    with pytest.raises(RuntimeError):
        rematch_rows(run_id)

    page = edda.visit(f"{DESK}/{run_id}")
    assert "It stopped before its end" in page.text
    assert "1 row came in" in page.text
    assert len(edda.get(f"{DESK}/{run_id}/report.csv").text.splitlines()) == 2

    rematch_rows(run_id)

    page = edda.visit(f"{DESK}/{run_id}")
    assert "1 row came in, 1 row is refused, 1 row waits on" in page.text
    assert len(edda.get(f"{DESK}/{run_id}/report.csv").text.splitlines()) == 4


def test_what_was_left_lying_is_taken_up_and_what_is_done_is_not(app, a_copy):
    movies.movie("The Lamplighter")
    now = utcnow()
    left = rematching.ask_for_all(at=now - STALE)
    assert run_operations.take_up(left, at=now - STALE)
    fresh = run_operations.ask_rematch("Asked just now", at=now)
    db.session.commit()

    resume_rematches()
    run_waiting(app)

    states = {run.id: run.state for run in runs("rematch")}
    assert states == {left: RunState.FINISHED, fresh: RunState.ASKED}
    assert waiting() == 1
    assert rematches.carry_out(left, Path("/nowhere")) is None


def test_who_is_at_it_is_left_to_it(app):
    run_id = rematching.ask_for_all(at=utcnow())

    assert run_operations.take_up(run_id, at=utcnow())
    assert not run_operations.take_up(run_id, at=utcnow())


def test_ctrl_c_leaves_whole_batches_and_is_told_in_a_sentence(
    a_copy, bring, monkeypatch
):
    movies.movie("The Lamplighter")
    monkeypatch.setattr(rematching, "AT_ONCE", 1)
    settle, calls = rematching.settle, []

    def pressed(report):
        settle(report)
        calls.append(report)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(rematching, "settle", pressed)

    stopped = bring("rematch")

    assert stopped.exit_code == 130
    assert "The 1 row of whole batches stays" in stopped.output
    (run,) = runs("rematch")
    assert run.state == RunState.STOPPED
    assert waiting() == 2
