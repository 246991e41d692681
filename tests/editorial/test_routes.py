"""Quotes that readers offer and editors decide."""

import pytest

from app.editorial import queries
from tests.factories import accounts, movies

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


def test_an_offered_quote_is_shown_only_when_approved(film, client, edda):
    client.sign_in(accounts.ada())

    assert offer(client).status_code == 303

    assert "Who put it out?" not in client.visit(PAGE).text
    (waiting,) = queries.quotes_to_decide()
    answer = edda.send(f"/desk/quotes/{waiting.id}/approve", page="/desk/quotes")
    assert answer.status_code == 303
    assert "Who put it out?" in client.visit(PAGE).text
    assert "Who put it out?" in client.visit(f"{PAGE}/quotes").text


def test_a_declined_quote_is_not_shown(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client)
    (waiting,) = queries.quotes_to_decide()

    edda.send(f"/desk/quotes/{waiting.id}/decline", page="/desk/quotes")

    assert "Who put it out?" not in client.visit(f"{PAGE}/quotes").text
    assert "Nothing waits for you." in edda.visit("/desk/quotes").text


def test_of_two_editors_the_second_is_told(film, client, edda):
    client.sign_in(accounts.ada())
    offer(client)
    offer(client, line="Another.")
    first, _ = queries.quotes_to_decide()
    path = f"/desk/quotes/{first.id}"
    edda.send(f"{path}/approve", page="/desk/quotes")

    answer = edda.send(f"{path}/decline", page="/desk/quotes")

    assert answer.status_code == 409
    assert "already" in answer.text


@pytest.mark.parametrize(
    "fields", [{"line": ""}, {"line": "x" * 501}, {"speaker": "x" * 121}]
)
def test_a_quote_that_cannot_be_is_422_with_what_was_typed(film, client, fields):
    client.sign_in(accounts.ada())

    answer = offer(client, **fields)

    assert answer.status_code == 422
    assert queries.quotes_to_decide() == []


def test_a_reader_is_led_to_the_sign_in(film, client):
    answer = client.get(f"{PAGE}/quotes/new")

    assert answer.status_code in (302, 303)
    assert "/account/login" in answer.location


@pytest.mark.parametrize("cast", [accounts.ada, accounts.cleo, accounts.mo])
def test_only_editors_see_the_desk(film, client, cast):
    client.sign_in(cast())

    client.visit("/desk/quotes", status=403)
