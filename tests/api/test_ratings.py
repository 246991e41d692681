"""A member's own ratings through the API: the same write as on the page."""

from dataclasses import replace

import pytest

from app.accounts.rules import Scope
from app.audience import operations as audience_operations
from app.audience.models import Standing
from app.core.db import db
from tests.factories import accounts, audience, movies, tokens

LIST = "/api/v1/me/ratings"
RATING = f"{LIST}/the-lamplighter"


@pytest.fixture
def film(app):
    return movies.movie()


@pytest.fixture
def ada(app):
    return accounts.ada()


@pytest.fixture
def header(ada):
    return tokens.holder(ada)


def audience_total(client) -> int:
    """Return how many ratings the Audience Score counts."""
    scores = client.get("/api/v1/movies/the-lamplighter/scores").json
    return scores["audience"]["total"]


def test_a_first_rating_is_201_and_counts_at_once(client, film, header):
    answer = client.put(
        RATING,
        json={"rating": 7, "body": "Saw it twice.", "spoiler": True},
        headers=header,
    )

    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(RATING)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["rating"] == 7
    assert answer.json["stars"] == 3.5
    assert answer.json["body"] == "Saw it twice."
    assert answer.json["spoiler"] is True
    assert answer.json["movie"]["slug"] == "the-lamplighter"
    assert audience_total(client) == 1


def test_rating_again_is_200_and_replaces_all_of_it(client, film, header):
    client.put(RATING, json={"rating": 7, "body": "Good."}, headers=header)

    answer = client.put(RATING, json={"rating": 9}, headers=header)

    assert answer.status_code == 200
    assert (answer.json["rating"], answer.json["body"]) == (9, "")
    assert answer.json["edited_at"] is not None
    assert audience_total(client) == 1


def test_a_number_that_json_writes_with_a_point_is_still_whole(client, film, header):
    answer = client.put(
        RATING, data='{"rating": 7.0}', headers=header, content_type="application/json"
    )

    assert answer.json["rating"] == 7


def test_signs_that_cannot_be_shown_are_left_out(client, film, header):
    answer = client.put(
        RATING,
        data='{"rating": 7, "body": "A\\u0000B\\ud800C\\u202eD"}',
        headers=header,
        content_type="application/json",
    )

    assert answer.json["body"] == "ABCD"


def test_a_rating_is_withdrawn_once(client, film, header):
    client.put(RATING, json={"rating": 7}, headers=header)

    first = client.delete(RATING, headers=header)
    second = client.delete(RATING, headers=header)

    assert (first.status_code, first.data) == (204, b"")
    assert second.status_code == 404
    assert client.get(RATING, headers=header).status_code == 404
    assert audience_total(client) == 0


def test_a_member_reads_only_their_own(client, film, ada, header):
    audience.review(film, accounts.bo(), rating=3)

    assert client.get(LIST, headers=header).json == {"items": [], "next": None}
    assert client.get(RATING, headers=header).status_code == 404


def test_a_list_is_walked_to_its_end(client, ada, header):
    films = [movies.movie(f"Reel {number}") for number in range(5)]
    for film in films:
        audience.review(film, ada)

    seen, address = [], f"{LIST}?limit=2"
    while address:
        page = client.get(address, headers=header)
        seen += [item["movie"]["slug"] for item in page.json["items"]]
        address = page.json["next"]

    assert seen == [f"reel-{number}" for number in reversed(range(5))]


def test_what_a_moderator_hid_is_shown_to_its_author_as_hidden(
    client, film, ada, header
):
    review = audience.review(film, ada)
    audience_operations.set_standing(review.id, Standing.HIDDEN)
    db.session.commit()

    assert client.get(RATING, headers=header).json["standing"] == "hidden"
    public = client.get("/api/v1/movies/the-lamplighter/audience-reviews").json
    assert public == {"items": [], "next": None, "total": 0}


def test_a_former_name_leads_on_with_the_method_kept(client, film, header):
    movies.former_slug(film, "the-old-lamplighter")

    answer = client.put(
        f"{LIST}/the-old-lamplighter", json={"rating": 7}, headers=header
    )

    assert answer.status_code == 308
    assert answer.headers["Location"] == RATING
    assert answer.data == b""


def test_a_cookie_opens_nothing_here(client, film, ada):
    client.sign_in(ada)

    assert client.get(LIST).status_code == 401
    assert client.put(RATING, json={"rating": 7}).status_code == 401
    assert client.delete(RATING).status_code == 401


def test_a_token_opens_no_page(client, film, header):
    assert client.get("/account", headers=header).status_code == 303
    assert client.get("/account/tokens", headers=header).status_code == 303
    posted = client.post(
        "/movies/the-lamplighter/audience-reviews", data={"rating": "7"}, headers=header
    )
    assert posted.status_code == 400


def test_neither_cookie_nor_session_is_touched(
    client, film, ada, header, count_queries
):
    client.sign_in(ada)

    with count_queries() as statements:
        answer = client.get(LIST, headers=header)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not [line for line in statements if "login_session" in line]


def test_beyond_the_limit_it_is_429_and_nothing_is_written(
    app, client, film, header, monkeypatch
):
    few = replace(app.config["SETTINGS"], token_writes=2)
    monkeypatch.setitem(app.config, "SETTINGS", few)

    answers = [
        client.put(RATING, json={"rating": n}, headers=header) for n in (1, 2, 3)
    ]

    assert [each.status_code for each in answers] == [201, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].mimetype == "application/problem+json"
    assert client.get(RATING, headers=header).json["rating"] == 2


@pytest.mark.parametrize("scope", [Scope.RATINGS_READ, Scope.RATINGS_WRITE])
def test_a_token_does_what_its_scope_says_and_no_more(client, film, ada, scope):
    header = tokens.holder(ada, [scope])

    read = client.get(LIST, headers=header).status_code
    written = client.put(RATING, json={"rating": 7}, headers=header).status_code

    expected = {Scope.RATINGS_READ: (200, 403), Scope.RATINGS_WRITE: (403, 201)}
    assert (read, written) == expected[scope]


def test_who_is_shut_out_has_no_token_either(client, film, ada, header):
    ada.active = False
    db.session.commit()

    assert client.get(LIST, headers=header).status_code == 401
