"""Reading for everybody: lists, filters, pages, fields, freshness, and who may look."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from app.audience import operations as audience_operations
from app.audience.models import Standing
from app.core.clock import utcnow
from app.core.db import db
from app.critics import operations as critic_operations
from app.movies import operations as movie_operations
from tests.factories import accounts, audience, critics, movies

API = "/api/v1"
FILM = f"{API}/movies/the-lamplighter"
UNSURE = {"verdict": None, "original_grade": None, "normalised_grade": None}
PUBLIC = "public, max-age=30"


@pytest.fixture
def film(app):
    return movies.movie()


def walk(client, address: str) -> list[dict]:
    """Return all items of a list, page by page, as a client would gather them."""
    found, pages = [], 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        found += answer.json["items"]
        address = answer.json["next"]
        link = answer.headers.get("Link")
        assert link == (f'<{address}>; rel="next"' if address else None)
        pages += 1
        assert pages < 50
    return found


def test_the_first_page_leads_everywhere(client, film):
    links = client.get(API).json["links"]

    for name, address in links.items():
        path = urlsplit(address).path + ("?q=lamp" if name == "search" else "")
        assert client.get(path).status_code == 200, name


def test_the_word_alone_leads_to_the_page_for_people(client):
    answer = client.get("/api")

    assert answer.status_code == 308
    assert answer.headers["Location"].endswith(f"{API}/docs")


def test_a_movie_is_told_whole(client, film):
    movies.credit(film, movies.person("Asa Lind"))
    movies.genre(film, "Drama")
    movies.photo(film)
    movies.offer(film)

    body = client.get(FILM).json

    assert (body["slug"], body["title"], body["year"]) == (
        "the-lamplighter",
        "The Lamplighter",
        2012,
    )
    assert body["directors"] == ["Asa Lind"]
    assert body["credits"][0]["character"] is None
    assert body["genres"] == ["Drama"]
    assert body["released_on"] == "2012-07-27"
    assert body["photos"][0]["large"]["width"] == 1600
    assert body["offers"][0]["provider"] == "Small Screen"
    assert body["poster"] is None
    assert body["url"] == "http://localhost/movies/the-lamplighter"


def test_movies_are_listed_in_four_orders(client):
    old = movies.movie("Zebra", released_on=date(1990, 1, 1), title_sort="zebra")
    new = movies.movie("Anchor", released_on=date(2020, 1, 1), title_sort="anchor")
    critics.reviews(old, 5, verdict="fresh")
    critics.reviews(new, 5, verdict="rotten")

    def order(sort):
        items = client.get(f"{API}/movies?sort={sort}").json["items"]
        return [item["title"] for item in items]

    assert order("newest") == ["Anchor", "Zebra"]
    assert order("title") == ["Anchor", "Zebra"]
    assert order("critics") == ["Zebra", "Anchor"]
    assert set(order("audience")) == {"Anchor", "Zebra"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=LAMP", {"The Lamplighter"}),
        ("q=věra", {"Věra's Day"}),
        ("q=vera", {"Věra's Day"}),
        ("q=100%25", set()),
        ("q=_", set()),
        ("q=%00lamp", {"The Lamplighter"}),
        ("genre=drama", {"The Lamplighter"}),
        ("genre=Western", set()),
        ("year=1999", {"Věra's Day"}),
        ("year=1999&genre=drama", set()),
        ("q=&genre=", {"The Lamplighter", "Věra's Day"}),
    ],
)
def test_movies_are_filtered(client, film, query, titles):
    movies.genre(film, "Drama")
    movies.movie("Věra's Day", year=1999, title_sort="vera's day")

    items = client.get(f"{API}/movies?{query}").json["items"]

    assert {item["title"] for item in items} == titles


@pytest.mark.parametrize("sort", ["newest", "title", "critics", "audience"])
def test_a_walk_shows_every_movie_once(client, sort):
    for number in range(7):
        film = movies.movie(
            f"Reel {number}", released_on=date(2000, 1, number // 2 + 1)
        )
        critics.reviews(film, 5, verdict="fresh" if number % 3 else "rotten")

    found = walk(client, f"{API}/movies?sort={sort}&limit=2&fields=slug")

    assert sorted(item["slug"] for item in found) == [f"reel-{n}" for n in range(7)]


def test_a_cursor_at_a_movie_that_is_gone_says_so(client, film):
    answer = client.get(f"{API}/movies?after=f{film.id + 1}")

    assert answer.status_code == 404
    assert answer.json["errors"][0]["parameter"] == "after"


def test_the_four_filters_of_critic_reviews(client, film):
    critics.reviews(film, 2, verdict="fresh", top_critic=True)
    critics.reviews(film, 3, verdict="fresh")
    critics.reviews(
        film, 1, verdict="rotten", original_grade="D", normalised_grade=2500
    )

    def counts(show):
        body = client.get(f"{FILM}/critic-reviews?show={show}").json
        assert body["total"] == len(body["items"])
        return body["total"]

    shown = {show: counts(show) for show in ("all", "top", "fresh", "rotten")}
    assert shown == {"all": 6, "top": 2, "fresh": 5, "rotten": 1}


def test_a_walk_shows_every_critic_review_once(client, film):
    cleo = critics.critic("Cleo Marsh")
    paper = critics.publication("The Evening Reel")
    names = {"critic_id": cleo.id, "publication_id": paper.id}
    critics.reviews(film, 4, reviewed_on=date(2012, 8, 1), **names)
    critics.reviews(film, 3, reviewed_on=date(2012, 8, 2), **names)

    for address in (
        f"{FILM}/critic-reviews",
        f"{API}/critics/cleo-marsh/reviews",
        f"{API}/publications/the-evening-reel/reviews",
    ):
        found = walk(client, f"{address}?limit=2")
        assert len({item["id"] for item in found}) == len(found) == 7
        days = [item["reviewed_on"] for item in found]
        assert days == sorted(days, reverse=True)
        assert {item["movie"]["slug"] for item in found} == {"the-lamplighter"}


def test_only_what_counts_is_listed(client, film):
    cleo = critics.critic("Cleo Marsh")
    critics.review(film, critic_id=cleo.id, quote="Counted.")
    critics.review(film, critic_id=cleo.id, quote="Unsure.", **UNSURE)
    withdrawn = critics.review(film, critic_id=cleo.id, quote="Withdrawn.")
    critic_operations.withdraw(withdrawn, at=utcnow())
    held = critics.review(film, critic_id=cleo.id, quote="Embargoed.")
    critic_operations.embargo(held, utcnow() + timedelta(days=9), at=utcnow())
    db.session.commit()

    for address in (f"{FILM}/critic-reviews", f"{API}/critics/cleo-marsh/reviews"):
        items = client.get(address).json["items"]
        assert [item["quote"] for item in items] == ["Counted."], address
    assert client.get(f"{API}/critics/cleo-marsh").json["review_count"] == 1


def test_a_walk_shows_every_rating_once(client, film):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(7):
        audience.review(
            film,
            accounts.member(f"Member {number}"),
            rating=number + 1,
            at=start + timedelta(hours=number // 2),
        )

    found = walk(client, f"{FILM}/audience-reviews?limit=2")

    assert sorted(item["rating"] for item in found) == list(range(1, 8))
    assert all(item["stars"] == item["rating"] / 2 for item in found)
    assert client.get(f"{FILM}/audience-reviews").json["total"] == 7


def test_nothing_gives_the_plot_away_unless_asked(client, film):
    audience.review(film, accounts.ada(), body="The conductor did it.", spoiler=True)
    audience.review(film, accounts.bo(), body="Good. ||He is her son.|| Go.")

    def bodies(query=""):
        items = client.get(f"{FILM}/audience-reviews{query}").json["items"]
        return {item["author"]: item["body"] for item in items}

    assert bodies() == {"Ada": None, "Bo": "Good. [spoiler] Go."}
    assert bodies("?spoilers=show") == {
        "Ada": "The conductor did it.",
        "Bo": "Good. ||He is her son.|| Go.",
    }


def test_what_a_moderator_hid_or_an_author_withdrew_is_gone(client, film):
    ada, bo = accounts.ada(), accounts.bo()
    hidden = audience.review(film, ada, body="Hidden words.")
    audience.review(film, bo, body="Withdrawn words.")
    audience_operations.set_standing(hidden.id, Standing.HIDDEN)
    audience_operations.withdraw(movie_id=film.id, user_id=bo.id, at=utcnow())
    db.session.commit()

    answer = client.get(f"{FILM}/audience-reviews?spoilers=show")

    assert answer.json == {"items": [], "next": None, "total": 0}


def test_names_are_walked_in_order_and_only_with_reviews(client, film):
    for name in ("Dora Finch", "Abel Crane", "Basil Wren"):
        critics.review(film, critic_id=critics.critic(name).id)
    critics.critic("Nobody Yet")

    found = walk(client, f"{API}/critics?limit=1")

    assert [item["name"] for item in found] == [
        "Abel Crane",
        "Basil Wren",
        "Dora Finch",
    ]
    assert found[0]["review_count"] == found[0]["fresh_count"] == 1


def test_fields_are_those_that_were_asked_for(client, film):
    one = client.get(f"{FILM}?fields=title,year").json
    many = client.get(f"{API}/movies?fields=scores,slug").json["items"]

    assert one == {"title": "The Lamplighter", "year": 2012}
    assert [set(item) for item in many] == [{"slug", "scores"}]


def test_search_finds_every_kind_and_leads_on(client, film):
    movies.credit(film, movies.person("Lamp Person"))
    critics.review(film, critic_id=critics.critic("Lamp Critic").id)
    critics.review(film, publication_id=critics.publication("Lamp Weekly").id)

    found = walk(client, f"{API}/search?q=lamp&limit=1")

    kinds = {item["kind"]: item for item in found}
    assert set(kinds) == {"movie", "person", "critic", "publication"}
    assert kinds["person"]["api_url"] is None
    for kind in ("movie", "critic", "publication"):
        assert client.get(kinds[kind]["api_url"]).status_code == 200
    only = client.get(f"{API}/search?q=lamp&kind=critic").json["items"]
    assert [item["title"] for item in only] == ["Lamp Critic"]


@pytest.mark.parametrize("query", ["q=", "q=%00", "q=zzzz", "q=%F0%9F%8E%AC", "q='\"*"])
def test_a_search_that_finds_nothing_is_an_empty_list(client, film, query):
    assert client.get(f"{API}/search?{query}").json == {"items": [], "next": None}


def test_a_search_without_words_is_told_so(client):
    answer = client.get(f"{API}/search")

    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"detail": "Say what to look for.", "parameter": "q"}
    ]


@pytest.mark.parametrize(
    "path", ["", "/scores", "/critic-reviews?show=top", "/audience-reviews?limit=3"]
)
def test_a_former_name_leads_on_with_all_that_was_asked(client, film, path):
    movies.former_slug(film, "the-old-lamplighter")

    answer = client.get(f"{API}/movies/the-old-lamplighter{path}")

    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{FILM}{path}"
    assert answer.data == b""


@pytest.mark.parametrize(
    "path",
    [
        API,
        f"{API}/movies",
        FILM,
        f"{FILM}/scores",
        f"{FILM}/critic-reviews",
        f"{FILM}/audience-reviews",
        f"{API}/critics",
        f"{API}/publications",
        f"{API}/search?q=lamp",
        f"{API}/openapi.json",
    ],
)
def test_an_answer_may_be_kept_and_is_not_sent_twice(client, film, path):
    first = client.get(path)
    second = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert first.mimetype == "application/json"
    assert first.headers["Cache-Control"].startswith(PUBLIC)
    for word in ("stale-while-revalidate", "stale-if-error"):
        assert word in first.headers["Cache-Control"]
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in first.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in first.headers
    assert (second.status_code, second.data) == (304, b"")


def test_a_change_has_another_etag(client, film):
    before = client.get(f"{FILM}/scores").headers["ETag"]

    movie_operations.touch(film.id)
    db.session.commit()
    after = client.get(f"{FILM}/scores", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_a_list_that_is_not_sent_twice_costs_two_statements(
    client, film, count_queries
):
    tag = client.get(f"{API}/movies").headers["ETag"]

    with count_queries() as statements:
        client.get(f"{API}/movies", headers={"If-None-Match": tag})

    assert len(statements) <= 2


def test_a_list_costs_the_same_however_long_it_is(client, film, count_queries):
    for number in range(10):
        other = movies.movie(f"Reel {number}")
        movies.credit(other, movies.person(f"Person {number}"))

    with count_queries() as statements:
        client.get(f"{API}/movies?limit=100")

    assert len(statements) <= 4


def test_scripts_of_other_sites_may_ask_first(client, film):
    answer = client.options(FILM)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert (
        "Access-Control-Allow-Origin" not in client.options(f"{API}/me/ratings").headers
    )


def test_scripts_of_other_sites_may_read_what_went_wrong(client):
    answer = client.get(f"{API}/nowhere")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_the_body(client, film):
    answer = client.head(FILM)

    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers["ETag"] == client.get(FILM).headers["ETag"]
