"""Errors under /api: problem details for every status, and never a page."""

import json
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from app.accounts.rules import Scope
from app.api import queries
from tests.factories import accounts, movies, tokens

RATING = "/api/v1/me/ratings/the-lamplighter"


@pytest.fixture
def ada(app):
    """Return the header of Ada's token, with a movie to rate."""
    movies.movie()
    return tokens.holder(accounts.ada())


def problem(answer, status):
    """Assert that an answer is a problem of this status, and return its body."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    body = json.loads(answer.text)
    assert body["status"] == status
    assert body["type"].endswith(f"/api/v1/docs#problem-{status}")
    assert body["title"] and body["detail"]
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/nowhere",
        "/api/v2/movies",
        "/api/v1/nowhere",
        "/api/v1/movies/",
        "/api/v1/movies/no-such-film",
        "/api/v1/movies/no-such-film/scores",
        "/api/v1/movies/no-such-film/critic-reviews",
        "/api/v1/movies/no-such-film/audience-reviews",
        "/api/v1/movies/%ff",
        "/api/v1/movies/%00",
        "/api/v1/critics/nobody",
        "/api/v1/critics/nobody/reviews",
        "/api/v1/publications/none",
        "/api/v1/publications/none/reviews",
    ],
)
def test_an_unknown_address_is_404(client, path):
    problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_is_not_answered_is_405_and_says_which_are(client, method):
    answer = client.open("/api/v1/movies", method=method)

    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_without_a_token_it_is_401_and_says_how(client):
    answer = client.get("/api/v1/me/ratings")

    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YWRhOnB3",
        "Bearer mat_",
        "Bearer \x7f",
        "Bearer mat_ä",
        "mat_0",
        f"Bearer mat_{'0' * 48}",
        f"Bearer mat_{'0' * 4000}",
    ],
)
def test_what_is_no_token_of_ours_is_401(client, ada, header):
    answer = client.get("/api/v1/me/ratings", headers={"Authorization": header})

    problem(answer, 401)
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_token_that_may_not_is_403_and_names_the_scope(client):
    movies.movie()
    header = tokens.holder(accounts.ada(), [Scope.RATINGS_READ])

    answer = client.put(RATING, json={"rating": 7}, headers=header)

    assert "ratings:write" in problem(answer, 403)["detail"]
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"rating": 7, "rating": 8}',
        b"[" * 100_000,
        b'{"rating": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_is_400(client, ada, body):
    answer = client.put(RATING, data=body, headers=ada, content_type="application/json")

    assert problem(answer, 400)["errors"] == [
        {"detail": "The body is not JSON.", "pointer": ""}
    ]


@pytest.mark.parametrize("kind", [None, "text/plain", "multipart/form-data"])
def test_a_body_of_another_type_is_415(client, ada, kind):
    answer = client.put(RATING, data=b'{"rating": 7}', headers=ada, content_type=kind)

    problem(answer, 415)


def test_a_body_that_is_too_large_is_413(app, client, ada):
    limit = app.config["SETTINGS"].request_limit
    body = json.dumps({"rating": 7, "body": "x" * limit})

    answer = client.put(RATING, data=body, headers=ada, content_type="application/json")

    problem(answer, 413)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/rating"]),
        ([], [""]),
        (None, [""]),
        ("7", [""]),
        ({"rating": 0}, ["/rating"]),
        ({"rating": 11}, ["/rating"]),
        ({"rating": 10**30}, ["/rating"]),
        ({"rating": 7.5}, ["/rating"]),
        ({"rating": "7"}, ["/rating"]),
        ({"rating": True}, ["/rating"]),
        ({"rating": None}, ["/rating"]),
        ({"rating": 7, "spoiler": "yes"}, ["/spoiler"]),
        ({"rating": 7, "spoiler": 1}, ["/spoiler"]),
        ({"rating": 7, "body": 5}, ["/body"]),
        ({"rating": 7, "body": None}, ["/body"]),
        ({"rating": 7, "body": "x" * 10_001}, ["/body"]),
        ({"rating": 7, "verified": True}, ["/verified"]),
        ({"rating": 7, "user_id": 1, "a/b~c": 2}, ["/user_id", "/a~1b~0c"]),
    ],
)
def test_a_body_that_is_wrong_is_422_and_points_at_it(client, ada, body, pointers):
    sent = json.dumps(body)

    answer = client.put(RATING, data=sent, headers=ada, content_type="application/json")

    errors = problem(answer, 422)["errors"]
    assert sorted(each["pointer"] for each in errors) == sorted(pointers)
    assert all(each["detail"] for each in errors)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=", ["limit"]),
        ("limit=1.0", ["limit"]),
        ("limit=1_0", ["limit"]),
        ("limit=%D9%A3", ["limit"]),
        ("limit=9999999999999999999999", ["limit"]),
        ("limit=5&limit=6", ["limit"]),
        ("sort=best", ["sort"]),
        ("year=20x", ["year"]),
        ("year=1", ["year"]),
        ("fields=", ["fields"]),
        ("fields=title,", ["fields"]),
        ("fields=title,password", ["fields"]),
        ("fields=__class__", ["fields"]),
        ("after=", ["after"]),
        ("after=17", ["after"]),
        ("after=f17%0A", ["after"]),
        ("after=f%D9%A3", ["after"]),
        ("after=f17%00", ["after"]),
        ("after=d734725.7", ["after"]),
        ("after=f1' OR 1=1--", ["after"]),
        (f"after=f{'9' * 4000}", ["after"]),
        (f"q={'x' * 101}", ["q"]),
        ("page=2&utm_source=x", ["page", "utm_source"]),
    ],
)
def test_a_parameter_that_is_wrong_is_422_and_named(client, query, names):
    errors = problem(client.get(f"/api/v1/movies?{query}"), 422)["errors"]

    assert sorted(each["parameter"] for each in errors) == sorted(names)


def test_a_refusal_lists_what_would_be_right(client):
    fields = problem(client.get("/api/v1/movies?fields=budget"), 422)["errors"]
    unknown = problem(client.get("/api/v1/movies?sortby=title"), 422)["errors"]

    assert "title, year, directors" in fields[0]["detail"]
    assert "sort, limit, after, fields" in unknown[0]["detail"]


def test_what_a_database_refuses_to_do_now_is_503(client, monkeypatch):
    def locked(*arguments, **values):
        raise OperationalError("…", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(queries, "movies", locked)

    answer = client.get("/api/v1/movies")

    problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_fault_of_ours_is_500_without_its_insides(app, client, monkeypatch):
    def broken(*arguments, **values):
        raise ZeroDivisionError("the secret")

    monkeypatch.setattr(queries, "movies", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = client.get("/api/v1/movies")

    problem(answer, 500)
    assert "secret" not in answer.text


def test_errors_of_pages_stay_pages(client):
    assert client.get("/apiary").mimetype == "text/html"
    assert client.get("/nowhere").mimetype == "text/html"
