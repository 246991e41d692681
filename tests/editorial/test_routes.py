"""Quotes that readers offer and editors decide."""

from dataclasses import replace

import pytest

from app.core.db import db
from app.editorial import queries
from app.editorial.models import Quote
from app.editorial.queries import words
from tests.factories import accounts, movies
from tests.support.page import Page

PAGE = "/movies/the-lamplighter"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def edda(app):
    reader = app.test_client()
    reader.sign_in(accounts.edda())
    return reader


def offer(client, **fields):
    fields = {"line": "Who put it out?", "speaker": "The boy"} | fields
    return client.send(f"{PAGE}/quotes", fields, page=f"{PAGE}/quotes/new")


def decide(edda, quote, decision="approve", **fields):
    fields = {"line": quote.line, "speaker": quote.speaker or ""} | fields
    path = f"/desk/quotes/{quote.id}/{decision}"
    return edda.send(path, fields, page="/desk/quotes")


def told(client):
    return client.visit("/account/notices").text


def test_an_offered_quote_is_shown_only_when_approved(film, client, edda):
    client.sign_in(accounts.ada())

    assert offer(client).status_code == 303

    assert "Who put it out?" not in client.visit(PAGE).text
    (waiting,) = queries.quotes_to_decide().items
    answer = decide(edda, waiting)
    assert answer.status_code == 303
    assert "Who put it out?" in client.visit(PAGE).text
    assert "Who put it out?" in client.visit(f"{PAGE}/quotes").text


def test_a_declined_quote_is_not_shown(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client)
    (waiting,) = queries.quotes_to_decide().items

    decide(edda, waiting, "decline")

    assert "Who put it out?" not in client.visit(f"{PAGE}/quotes").text
    assert "Nothing waits for you." in edda.visit("/desk/quotes").text


def test_of_two_editors_the_second_is_told(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client)
    offer(client, line="Another.")
    first, _ = queries.quotes_to_decide().items
    decide(edda, first)

    answer = decide(edda, first, "decline")

    assert answer.status_code == 409
    assert "already" in answer.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"line": ""}, "Write the line"),
        ({"line": "  "}, "Write the line"),
        ({"line": "x" * 501}, "at most 500"),
        ({"speaker": "x" * 121}, "at most 120"),
    ],
)
def test_a_quote_that_cannot_be_is_422_with_what_was_typed(film, client, fields, said):
    client.sign_in(accounts.ada())

    answer = offer(client, **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert queries.quotes_to_decide().items == []


def test_the_same_quote_waits_once_and_a_day_has_its_limit(
    film, client, edda, monkeypatch
):
    settings = client.application.config["SETTINGS"]
    few = replace(settings, daily_quotes_newcomer=2)
    monkeypatch.setitem(client.application.config, "SETTINGS", few)
    client.sign_in(accounts.ada())
    assert offer(client).status_code == 303
    assert offer(client, line=" Who put  it out?").status_code == 303
    assert len(queries.quotes_to_decide().items) == 1
    assert offer(client, line="Another.").status_code == 303

    answer = offer(client, line="And another.")

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 86_400
    assert "You have offered 2 quotes today" in answer.text
    assert Page(answer).values["line"].strip() == "And another."
    assert len(queries.quotes_to_decide().items) == 2


def test_a_reader_is_led_to_the_sign_in(film, client):
    answer = client.get(f"{PAGE}/quotes/new")

    assert answer.status_code in (302, 303)
    assert "/account/login" in answer.location


@pytest.mark.parametrize("cast", [accounts.ada, accounts.cleo, accounts.mo])
def test_only_editors_see_the_desk(film, client, cast):
    client.sign_in(cast())

    client.visit("/desk/quotes", status=403)


def test_a_corrected_quote_stands_as_the_editor_has_it(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client, line="Who putt it out?", speaker="")
    (waiting,) = queries.quotes_to_decide().items

    decide(edda, waiting, line="Who put it out?", speaker="The boy", word_back="A t.")

    page = client.visit(f"{PAGE}/quotes").text
    assert "Who put it out?" in page
    assert "The boy" in page
    assert "putt" not in page
    row = db.session.get(Quote, waiting.id)
    assert (row.offered_line, row.offered_speaker) == ("Who putt it out?", None)
    assert "is shown, corrected by an editor" in told(client)
    assert "A t." in told(client)


def test_a_declined_quote_comes_back_with_a_word(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client)
    (waiting,) = queries.quotes_to_decide().items

    decide(edda, waiting, "decline", word_back="It is from another film.")

    assert "was declined" in told(client)
    assert "It is from another film." in told(client)


@pytest.mark.parametrize("fields", [{"line": ""}, {"word_back": "x" * 1001}])
def test_a_decision_that_cannot_be_changes_nothing(film, client, edda, fields):
    client.sign_in(accounts.ada())
    offer(client)
    (waiting,) = queries.quotes_to_decide().items

    answer = decide(edda, waiting, **fields)

    assert answer.status_code == 422
    assert len(queries.quotes_to_decide().items) == 1


def test_a_long_list_of_quotes_goes_on_and_shows_each_once(
    film, client, edda, monkeypatch
):
    monkeypatch.setattr(words, "AT_ONCE", 2)
    client.sign_in(accounts.ada())
    for number in range(5):
        offer(client, line=f"Line {number}.")

    seen, there = [], "/desk/quotes"
    while there:
        page = edda.visit(there)
        seen.append([each.get("action") for each in page.root.cssselect("main form")])
        there = page.links.get("Later ones")

    assert [len(each) for each in seen] == [2, 2, 1]
    assert len({action for each in seen for action in each}) == 5
    refused = edda.send(seen[2][0], {"line": ""}, page="/desk/quotes")
    forms = Page(refused).root.cssselect("main form")
    assert [each.get("action") for each in forms] == seen[2], "the one that failed"
    assert len(edda.visit("/desk/quotes?after=x").root.cssselect("main form")) == 2
