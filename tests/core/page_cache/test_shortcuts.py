"""The quick way past Flask: the same answers, and the same words when it goes wrong."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.core import readers, reading
from app.core.db import db
from app.core.page_cache.shortcuts import Shortcut
from app.movies import routes
from app.movies.models import Movie
from app.search import routes as search_routes
from tests.core.page_cache.test_middleware import headers_of
from tests.factories import movies

FILM = "/fragments/movies/the-lamplighter"
QUICK = (
    f"{FILM}/critic-reviews?show=fresh",
    f"{FILM}/audience-reviews?sort=lowest",
    f"{FILM}/critic-reviews?after=2012-08-01.3",
    f"{FILM}/audience-reviews?after=1346716119000000.5",
    "/fragments/search?q=lamp",
    "/fragments/search",
)


@pytest.fixture
def plain(start, film):
    """Return a reader of a site that keeps nothing."""
    return start(page_cache=0).test_client()


@pytest.fixture
def by_flask(monkeypatch):
    """Let Flask be asked for everything, once it is called."""
    return lambda: monkeypatch.setattr(Shortcut, "taken", lambda *_: None)


@pytest.fixture
def no_flask(monkeypatch):
    """Forbid Flask's round of a request, once it is called."""

    def forbid(reader):
        def broken(*_):
            raise AssertionError("Flask was asked")

        monkeypatch.setattr(reader.application, "full_dispatch_request", broken)

    return forbid


@pytest.mark.parametrize("path", QUICK)
def test_flask_is_not_asked(plain, no_flask, path):
    no_flask(plain)

    assert plain.get(path).status_code == 200


@pytest.mark.parametrize("path", QUICK)
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_both_ways_lead_to_the_same_answer(plain, by_flask, path, encoding):
    asked = {"Accept-Encoding": encoding}
    quick = plain.get(path, headers=asked)
    has = {**asked, "If-None-Match": quick.headers["ETag"]}
    again, head = plain.get(path, headers=has), plain.head(path, headers=asked)

    by_flask()
    answer = plain.get(path, headers=asked)

    assert (quick.status_code, again.status_code, head.status_code) == (200, 304, 200)
    assert quick.data == answer.data
    assert headers_of(quick) == headers_of(answer)
    assert headers_of(again) == headers_of(plain.get(path, headers=has))
    assert headers_of(head) == headers_of(plain.head(path, headers=asked))


@pytest.mark.parametrize("path", QUICK)
def test_what_is_kept_is_what_was_made(site, plain, cache, no_flask, path):
    reader = site.test_client()
    no_flask(reader)

    first, second = reader.get(path), reader.get(path)

    assert cache.made == 1
    assert first.data == second.data == plain.get(path).data
    assert headers_of(first) == headers_of(second) == headers_of(plain.get(path))


def test_what_is_mistyped_is_found_on_the_quick_way(plain, no_flask):
    with plain.application.app_context():
        movies.movie(title="The Garden")
    no_flask(plain)

    assert "The Garden" in plain.get("/fragments/search?q=gardun").text


def test_what_is_not_there_is_said_as_always(plain):
    page = plain.get("/fragments/movies/nobody-made-it/critic-reviews")

    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_a_foreign_name_of_the_site_is_refused(start, film):
    site = start(page_cache=0, base_url="https://films.example.org")
    reader = site.test_client()

    answers = [
        reader.get(QUICK[0], headers={"Host": host})
        for host in ("films.example.org", "evil.example", "films.example.org:99999")
    ]

    assert [each.status_code for each in answers] == [200, 400, 400]


def test_who_asks_too_often_is_told_when_to_ask_again(start, film):
    reader = start(page_cache=0, search_limit=3).test_client()

    answers = [reader.get("/fragments/search?q=a") for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_what_goes_wrong_counts_once_against_the_limit(start, film, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    reader = start(page_cache=0, search_limit=3).test_client()
    reader.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(search_routes.queries, "suggest", broken)

    answers = [reader.get("/fragments/search?q=a") for _ in range(4)]

    assert [each.status_code for each in answers] == [500, 500, 500, 429]


def test_a_fault_in_a_view_is_told_once_and_leaves_no_connection_open(
    plain, monkeypatch
):
    asked = []

    def broken(*_):
        asked.append("once")
        raise ZeroDivisionError

    plain.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(search_routes.queries, "suggest", broken)
    page = plain.get("/fragments/search?q=a")

    assert (page.status_code, asked) == (500, ["once"])
    with plain.application.app_context():
        assert db.engine.pool.checkedout() == 0


def test_a_database_that_is_away_is_said_once_with_a_time_to_come_again(
    plain, monkeypatch
):
    asked = []

    def away(*_):
        asked.append("once")
        raise OperationalError("SELECT", {}, ConnectionError("away"))

    monkeypatch.setattr(routes.score_queries, "scored_movie", away)
    page = plain.get(QUICK[0])

    assert (page.status_code, asked) == (503, ["once"])
    assert page.headers["Retry-After"]


def test_no_session_is_opened(plain, monkeypatch):
    def opened(*_):
        raise AssertionError("a session was opened")

    monkeypatch.setattr(db.session.registry, "createfunc", opened)

    paths = (*QUICK, "/movies/the-lamplighter")
    assert {plain.get(path).status_code for path in paths} == {200}


def test_statements_go_aside_for_as_long_as_it_is_said(site):
    with site.app_context():
        db.session.add(Movie(title="A", title_sort="a", slug="a", year=2012))
        titles = reading.Lean(select(Movie.title))

        with readers.aside():
            seen_aside = titles.read()
        seen = titles.read()
        db.session.rollback()

    assert (len(seen_aside), len(seen)) == (0, 1)
