"""Files of an editor's program: taken at once, imported after the answer."""

import gzip
import json
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from app.accounts.models import User, UserRole
from app.accounts.rules import Scope
from app.api import incoming, jobs, operations
from app.api.models import FileState, SentFile
from app.core.db import db
from app.core.jobs import run_waiting
from app.critics.models import CriticReview
from app.imports import importing
from tests.factories import accounts, movies, tokens

API = "/api/v1/imports"
REVIEWS = f"{API}?kind=critic-reviews"
HEAD = "title,year,critic,publication,grade,date\n"
NAMES = HEAD.strip().split(",")
ROW = "The Lamplighter,2012,Cleo Marsh,The Evening Reel,3/4,2012-08-01\n"
ODD = "The Lamplighter,2012,Cleo Marsh,The Evening Reel,3/4,the day before\n"


@pytest.fixture
def edda(app):
    """Return the header of an editor's token, with a movie to write about."""
    movies.movie()
    return tokens.holder(accounts.edda(), [Scope.IMPORTS_WRITE])


@pytest.fixture
def send(app, client, edda):
    """Send a file; with `work`, see it imported, and return what became of it."""

    def send_file(body, *, path=REVIEWS, kind="text/csv", work=True):
        answer = client.post(path, data=body, headers=edda, content_type=kind)
        if not work or answer.status_code != 202:
            return answer
        run_waiting(app)
        return client.get(answer.headers["Location"], headers=edda).json

    return send_file


def lying() -> set[str]:
    """Return the names of the files that wait in the instance folder."""
    return {each.name for each in incoming.folder().iterdir()}


def test_a_file_is_taken_at_once_and_imported_later(app, client, edda, send):
    answer = send(HEAD + ROW, work=False)

    assert answer.status_code == 202
    assert answer.json["state"] == "waiting"
    reviews = "/api/v1/movies/the-lamplighter/critic-reviews"
    assert client.get(reviews).json["total"] == 0
    run_waiting(app)
    assert client.get(reviews).json["total"] == 1
    assert client.get(answer.headers["Location"], headers=edda).json["rows"]["new"] == 1


def test_a_file_that_is_sent_again_changes_nothing(send):
    send(HEAD + ROW)

    again = send(HEAD + ROW)

    assert again["rows"] == {
        "new": 0,
        "changed": 0,
        "same": 1,
        "refused": 0,
        "waiting": 0,
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (HEAD + ROW, "text/csv"),
        ((HEAD + ROW).replace(",", "\t"), "text/tab-separated-values"),
        (gzip.compress((HEAD + ROW).encode()), "text/csv"),
        (
            json.dumps(
                [dict(zip(HEAD.strip().split(","), ROW.split(","), strict=True))]
            ),
            "application/json",
        ),
    ],
)
def test_a_file_may_be_of_several_kinds(send, body, kind):
    result = send(body, kind=kind)

    assert (result["state"], result["reason"]) == ("finished", None)
    assert result["rows"]["new"] == 1


def test_what_is_wrong_with_a_row_is_told(send):
    result = send(HEAD + ROW + ODD)

    assert result["rows"]["refused"] == 1
    assert "line 3, date: 'the day before'" in result["problems"][0]


def test_movies_may_be_imported(client, send):
    send("title,year\nThe Second Lamp,2014\n", path=f"{API}?kind=movies")

    assert client.get("/api/v1/movies?q=second lamp").json["items"][0]["year"] == 2014


def test_a_film_that_is_not_here_waits_unless_it_may_be_made(send):
    row = ROW.replace("The Lamplighter", "The Last Lamp")

    waits = send(HEAD + row)
    made = send(HEAD + row, path=f"{REVIEWS}&create_movies=true")

    assert waits["rows"]["waiting"] == 1
    assert made["rows"]["new"] == 1


@pytest.mark.parametrize(
    "body", [b"\x00\xff\x00", b"{", b"a,b\n1,2\n", b"PK\x03\x04", b"\x1f\x8b\x08\x00"]
)
def test_a_file_without_sense_is_refused_with_a_reason(send, body):
    result = send(body)

    assert result["state"] == "refused"
    assert result["reason"].isprintable()
    assert result["rows"] is None


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        (API, "text/csv", "x", 422),
        (f"{API}?kind=members", "text/csv", "x", 422),
        (f"{REVIEWS}&create_movies=1", "text/csv", "x", 422),
        (REVIEWS, "text/csv", "", 422),
        (REVIEWS, "text/plain", "x", 415),
        (REVIEWS, None, "x", 415),
        (REVIEWS, "multipart/form-data; boundary=x", "x", 415),
    ],
)
def test_what_cannot_be_taken_is_refused_at_once(send, path, kind, body, status):
    before = lying()

    answer = send(body, path=path, kind=kind)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert lying() == before


def test_a_file_may_be_larger_than_a_form_but_not_endless(app, send, monkeypatch):
    settings = app.config["SETTINGS"]
    few = replace(settings, import_limit=settings.request_limit * 2)
    monkeypatch.setitem(app.config, "SETTINGS", few)
    filler = "x" * settings.request_limit

    assert send(HEAD + filler)["state"] == "finished"
    too_large = send(HEAD + filler * 2)
    assert too_large.status_code == 413
    assert too_large.mimetype == "application/problem+json"


def test_who_has_very_much_waiting_must_wait(send, monkeypatch):
    monkeypatch.setattr(operations, "MOST_FILES", 1)
    send(HEAD, work=False)

    answer = send(HEAD, work=False)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_only_who_sent_a_file_sees_it(client, edda, send):
    answer = send(HEAD + ROW, work=False)
    other = tokens.holder(
        accounts.member("Emil", roles=("editor",)), [Scope.IMPORTS_WRITE]
    )

    assert client.get(answer.headers["Location"], headers=other).status_code == 404
    assert client.get(API, headers=other).json == {"items": [], "next": None}
    assert len(client.get(API, headers=edda).json["items"]) == 1


def test_the_files_that_were_sent_are_walked(client, edda, send):
    for _ in range(3):
        send(HEAD, work=False)

    first = client.get(f"{API}?limit=2", headers=edda).json
    second = client.get(first["next"], headers=edda).json

    numbers = [each["id"] for each in first["items"] + second["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(numbers), second["next"]) == (3, None)


def test_a_member_sends_no_files(client, app):
    header = tokens.holder(accounts.ada())

    answer = client.post(REVIEWS, data=HEAD, headers=header, content_type="text/csv")

    assert answer.status_code == 403


def without_role() -> None:
    db.session.execute(delete(UserRole))


def shut_out() -> None:
    db.session.execute(update(User).values(active=False))


@pytest.mark.parametrize("end", [without_role, shut_out])
def test_what_an_editor_sent_is_not_imported_once_they_are_none(app, send, end):
    before = lying()
    send(HEAD + ROW, work=False)
    end()
    db.session.commit()

    run_waiting(app)

    db.session.expire_all()
    sent = db.session.query(SentFile).one()
    assert (sent.state, sent.reason) == (FileState.REFUSED, jobs.NOT_ANY_MORE)
    assert db.session.query(CriticReview).count() == 0
    assert lying() == before


def test_a_file_whose_job_was_lost_is_found(app, send, monkeypatch):
    before = lying()
    send(HEAD + ROW, work=False)
    app.extensions["jobs"].flush()
    monkeypatch.setattr(operations, "STALE", -operations.STALE)

    jobs.import_what_was_left()

    db.session.expire_all()
    assert db.session.query(SentFile).one().state == FileState.FINISHED
    assert lying() == before


def test_a_file_that_breaks_the_work_waits_and_is_given_up_at_last(
    app, send, monkeypatch
):
    send(HEAD + ROW, work=False)
    app.extensions["jobs"].flush()
    number = db.session.query(SentFile).one().id

    def broken(*arguments, **named):
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "calendar_of", broken)
    states = []
    for _ in range(operations.MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            jobs.import_sent_file(number)
        db.session.expire_all()
        states.append(db.session.get(SentFile, number).state)

    assert states == [FileState.WAITING] * 4 + [FileState.REFUSED]


def test_a_file_that_is_gone_is_told_so(app, send):
    send(HEAD + ROW, work=False)
    incoming.remove(db.session.query(SentFile).one().file_name)

    run_waiting(app)

    db.session.expire_all()
    assert db.session.query(SentFile).one().reason == jobs.GONE


def test_two_workers_do_not_take_the_same_file(app, send):
    send(HEAD + ROW, work=False)
    row = db.session.query(SentFile).one()

    first = operations.take_up(row.id, at=row.sent_at)
    second = operations.take_up(row.id, at=row.sent_at)
    later = operations.take_up(row.id, at=row.sent_at + operations.STALE)

    assert (first, second, later) == (True, False, True)
