"""A member appeals once, and another moderator answers."""

import pytest

from app.core.db import db
from app.ledger.queries import differences
from app.moderation import queries
from app.moderation.models import Appeal
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.support.page import Page

PAGE = "/movies/the-lamplighter"


@pytest.fixture
def hidden(posted, decide):
    decide(posted, "hide", "It insults.")
    return queries.actions_on(posted)[0].id


@pytest.fixture
def max_(app):
    """Another moderator."""
    reader = app.test_client()
    reader.sign_in(accounts.member("Max", roles=("moderator",)))
    return reader


def appeal(reader, action_id, words="It was a quotation."):
    path = f"/account/appeals/{action_id}"
    return reader.send(path, {"words": words}, page=path)


def answer(reader, outcome, words="You are right."):
    (appeal_id,) = db.session.scalars(db.select(Appeal.id)).all()
    fields = {"outcome": outcome, "answer": words}
    return reader.send(
        f"/moderation/appeals/{appeal_id}", fields, page=f"{PAGE}/review"
    )


def test_an_appeal_that_is_upheld_undoes_the_decision(hidden, bos_screen, max_):
    assert appeal(bos_screen, hidden).status_code == 303
    assert "It was a quotation." in max_.visit("/moderation/appeals").text

    assert answer(max_, "upheld").status_code == 303

    assert "You fool." in bos_screen.visit(PAGE).text
    page = bos_screen.visit(f"/account/appeals/{hidden}").text
    assert "It was upheld" in page
    assert "You are right." in page
    assert "Your appeal was upheld" in bos_screen.visit("/account/notices").text
    assert differences() == []


def test_an_appeal_that_is_declined_changes_nothing(hidden, bos_screen, max_):
    appeal(bos_screen, hidden)

    answer(max_, "declined", "It insults all the same.")

    assert "You fool." not in bos_screen.visit(PAGE).text
    page = bos_screen.visit(f"/account/appeals/{hidden}").text
    assert "It insults all the same." in page


def test_there_is_one_appeal_against_a_decision(hidden, bos_screen):
    path = f"/account/appeals/{hidden}"
    token = bos_screen.visit(path).token
    for words in ("First.", "Second."):
        bos_screen.post(path, data={"words": words, "csrf_token": token})

    assert db.session.scalars(db.select(Appeal.words)).all() == ["First."]
    assert "First." in bos_screen.visit(path).text


def test_who_decided_does_not_answer_where_there_is_another(
    hidden, bos_screen, mo, max_
):
    appeal(bos_screen, hidden)

    assert "another moderator answers" in mo.visit("/moderation/appeals").text
    assert answer(mo, "declined").status_code == 403
    assert answer(max_, "declined").status_code == 303
    assert answer(max_, "upheld").status_code == 409


def test_the_only_moderator_looks_again(hidden, bos_screen, mo):
    appeal(bos_screen, hidden)

    assert answer(mo, "upheld").status_code == 303
    assert "You fool." in bos_screen.visit(PAGE).text


def test_nobody_sees_or_appeals_anothers_decision(hidden, client):
    client.sign_in(accounts.ada())
    path = f"/account/appeals/{hidden}"

    client.visit(path, status=404)
    answer = client.send(path, {"words": "Let me."}, page="/account")
    assert answer.status_code == 404


@pytest.mark.parametrize("words", ["", "  ", "x" * 4001])
def test_an_appeal_needs_words(hidden, bos_screen, words):
    assert appeal(bos_screen, hidden, words).status_code == 422
    assert db.session.scalars(db.select(Appeal.id)).all() == []


@pytest.mark.parametrize("fields", [("", "Words."), ("upheld", ""), ("burn", "x")])
def test_an_answer_needs_an_outcome_and_words(hidden, bos_screen, max_, fields):
    appeal(bos_screen, hidden)

    assert answer(max_, *fields).status_code == 422


def test_who_is_banned_appeals_from_the_door(posted, decide, bo, client, max_):
    decide(posted, "ban", "Insults.")
    page = client.visit("/account/login")
    fields = {"email": bo.email, "password": PASSWORD, "csrf_token": page.token}
    shut = Page(client.post("/account/login", data=fields))
    path = shut.links["Appeal"]

    assert client.send(path, {"words": "Not me."}, page=path).status_code == 303
    assert "It waits for a moderator." in client.visit(path).text
    answer(max_, "upheld")

    assert client.post("/account/login", data=fields).status_code == 303


@pytest.mark.parametrize("ticket", ["x", "a.b.c", "WzEsMV0.aaaa.bbbb"])
def test_a_ticket_that_was_made_up_opens_nothing(client, ticket):
    client.visit(f"/appeals/{ticket}", status=404)


def test_an_appeal_undoes_no_later_decision(hidden, posted, decide, bos_screen, max_):
    appeal(bos_screen, hidden)
    decide(posted, "remove", "It insults still more.")

    assert answer(max_, "upheld").status_code == 303

    assert "You fool." not in bos_screen.visit(PAGE).text
    assert differences() == []
