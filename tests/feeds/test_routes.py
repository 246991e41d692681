"""Feeds: valid, folded, paged, and the same for everybody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree, html
from sqlalchemy import select

from app.audience.models import AudienceReview
from app.core.db import db
from app.editorial.models import Article, ArticleKind
from app.movies import operations as movie_operations
from app.movies.models import FormerSlug
from tests.factories import accounts, audience, critics, movies
from tests.support import atom
from tests.support.atom import ATOM

FEEDS = (
    "/feeds/critic-reviews.atom",
    "/feeds/audience-reviews.atom",
    "/feeds/news.atom",
    "/feeds/movies/the-lamplighter/critic-reviews.atom",
    "/feeds/movies/the-lamplighter/audience-reviews.atom",
    "/feeds/critics/cleo-marsh.atom",
    "/feeds/publications/the-evening-reel.atom",
)
OF_CRITICS = [path for path in FEEDS if "audience" not in path and "news" not in path]
OF_AUDIENCE = [path for path in FEEDS if "audience" in path]
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def film(app):
    """A film with a critic's review, a member's review and a piece of news."""
    movie = movies.movie("The Lamplighter")
    critics.review(
        movie,
        critic_id=critics.critic().id,
        publication_id=critics.publication().id,
        quote='Warm & wide, "almost" <too> bright.',
        url="https://paper.example/a?b=1&c=2",
    )
    audience.review(movie, accounts.ada(), body="*Saw* it twice.", at=NOON)
    add_article(movie)
    return movie


def add_article(movie, **values) -> Article:
    row = Article(
        **{
            "movie_id": movie.id,
            "kind": ArticleKind.NEWS,
            "title": "Lamps at the festival",
            "summary": "A short report.",
            "source": "The Evening Reel",
            "url": "https://paper.example/lamps",
            "published_on": date(2024, 4, 2),
        }
        | values
    )
    db.session.add(row)
    movie_operations.touch(movie.id)
    db.session.commit()
    return row


def feed(client, path):
    """Return a feed as elements, after its rules were asked."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert atom.complaints(answer.data) == [], path
    return etree.fromstring(answer.data)


def entries(root) -> list:
    return root.findall(f"{ATOM}entry")


def link(element, relation: str) -> str | None:
    found = [each for each in atom.links(element) if atom.relation(each) == relation]
    return found[0].get("href") if found else None


def words(entry) -> str:
    """Return the words of an entry as a reader sees them."""
    return html.fromstring(entry.findtext(f"{ATOM}content")).text_content()


def test_a_feed_is_valid_and_has_what_is_new(film, client):
    for path in FEEDS:
        root = feed(client, path)

        assert len(entries(root)) == 1
        assert link(root, "self") == f"http://localhost{path}"
        assert link(root, "next") is None
        assert link(root, "alternate").startswith("http://localhost/")


def test_what_a_feed_leads_to_is_there(film, client):
    for path in FEEDS:
        root = feed(client, path)

        for element in [root, *entries(root)]:
            page = link(element, "alternate")
            if page.startswith("http://localhost"):
                assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("path", FEEDS)
def test_an_empty_feed_is_valid_too(app, client, path):
    movies.movie("The Lamplighter")
    critics.critic()
    critics.publication()

    assert entries(feed(client, path)) == []


def test_a_critics_review_is_told_as_it_was_printed(film, client):
    (entry,) = entries(feed(client, FEEDS[0]))

    assert entry.findtext(f"{ATOM}title") == (
        "Fresh: The Lamplighter (2012), by Cleo Marsh in The Evening Reel"
    )
    said = words(entry)
    assert 'Warm & wide, "almost" <too> bright.' in said
    assert "Rating: B." in said
    assert link(entry, "related") == "https://paper.example/a?b=1&c=2"
    assert entry.findtext(f"{ATOM}updated") == "2012-08-01T00:00:00Z"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Cleo Marsh"


@pytest.mark.parametrize("path", OF_CRITICS)
def test_a_review_that_does_not_count_is_not_told(app, client, path):
    movie = movies.movie("The Lamplighter")
    critic, paper = critics.critic(), critics.publication()
    critics.review(movie, critic_id=critic.id, publication_id=paper.id, verdict=None)

    assert entries(feed(client, path)) == []


def test_a_review_of_unknown_day_counts_as_old(app, client):
    movie = movies.movie("The Lamplighter")
    critics.review(movie, reviewed_on=None, listed_on=date.min)

    (entry,) = entries(feed(client, FEEDS[0]))

    assert entry.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("path", OF_AUDIENCE)
def test_a_members_review_keeps_its_emphasis(film, client, path):
    (entry,) = entries(feed(client, path))

    assert entry.findtext(f"{ATOM}content") == "<p><em>Saw</em> it twice.</p>"
    assert entry.findtext(f"{ATOM}title") == "4 stars: The Lamplighter (2012), by Ada"


@pytest.mark.parametrize("path", OF_AUDIENCE)
def test_spoilers_are_folded(app, client, path):
    movie = movies.movie("The Lamplighter")
    audience.review(
        movie, accounts.ada(), body="The butler did it.", spoiler=True, at=NOON
    )
    audience.review(
        movie, accounts.bo(), body="Good, but ||the gardener|| helped.", at=NOON
    )

    answer = client.get(path)
    by_bo, by_ada = map(words, entries(etree.fromstring(answer.data)))

    assert "butler" not in answer.text
    assert "gardener" not in answer.text
    assert "This review has spoilers" in by_ada
    assert "Good, but [spoiler] helped." in by_bo


@pytest.mark.parametrize("path", OF_AUDIENCE)
def test_a_rating_without_words_is_not_told(app, client, path):
    audience.review(movies.movie("The Lamplighter"), accounts.ada(), body="")

    assert entries(feed(client, path)) == []


@pytest.mark.parametrize("path", FEEDS)
def test_signs_that_xml_cannot_hold_are_left_out(app, client, path):
    movie = movies.movie("Lamp\x0b <&> \ufffe", slug="the-lamplighter")
    critics.review(
        movie,
        critic_id=critics.critic().id,
        publication_id=critics.publication().id,
        quote="Bad\x01 sign",
        url="https://paper.example/a b",
    )
    audience.review(movie, accounts.ada(), body="A ]]> b <script>c</script> \x02")
    add_article(movie, title="\x0c", summary=None, url="javascript:alert(1)")

    root = feed(client, path)

    assert b"javascript" not in etree.tostring(root)
    for entry in entries(root):
        content = html.fromstring(entry.findtext(f"{ATOM}content"))
        assert not content.cssselect("script, [onclick], [style]")


def test_a_feed_is_kept_until_something_is_new(film, client):
    for path in FEEDS:
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        movie_operations.touch(film.id)
        db.session.commit()
        later = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

        assert first.mimetype == "application/atom+xml"
        assert again.status_code == 304
        assert later.status_code == 200
        caching = first.headers["Cache-Control"]
        assert caching.startswith("public, max-age=30, stale-while-revalidate=")
        assert "stale-if-error" in caching
        assert first.headers["Vary"] == "Accept-Encoding"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in first.headers


def test_a_changed_review_is_newer_and_keeps_its_name(film, client):
    (before,) = entries(feed(client, OF_AUDIENCE[0]))
    (row,) = db.session.scalars(select(AudienceReview))
    row.edited_at = NOON + timedelta(days=2)
    movie_operations.touch(film.id)
    db.session.commit()

    (after,) = entries(feed(client, OF_AUDIENCE[0]))

    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}updated") == "2024-05-03T12:00:00Z"
    assert after.findtext(f"{ATOM}published") == "2024-05-01T12:00:00Z"


def pages(client, path) -> list[list[str]]:
    """Return the ids of each page of a feed, to its end."""
    found = []
    while path is not None:
        root = feed(client, path)
        assert link(root, "self") == f"http://localhost{path}"
        found.append([entry.findtext(f"{ATOM}id") for entry in entries(root)])
        path = (link(root, "next") or "").removeprefix("http://localhost") or None
    return found


def test_a_long_feed_of_critics_goes_on(app, client):
    critics.reviews(movies.movie("The Lamplighter"), 65)

    found = pages(client, FEEDS[0])

    assert [len(page) for page in found] == [30, 30, 5]
    assert len({name for page in found for name in page}) == 65


def test_a_long_feed_of_members_goes_on(app, client):
    movie = movies.movie("The Lamplighter")
    for number in range(31):
        member = accounts.member(f"Member {number}")
        audience.review(movie, member, at=NOON + timedelta(minutes=number % 3))

    found = pages(client, OF_AUDIENCE[1])

    assert [len(page) for page in found] == [30, 1]
    assert len({name for page in found for name in page}) == 31


def test_long_news_go_on(app, client):
    movie = movies.movie("The Lamplighter")
    for number in range(31):
        add_article(movie, published_on=date(2024, 1, 1 + number % 3))

    found = pages(client, "/feeds/news.atom")

    assert [len(page) for page in found] == [30, 1]
    assert len({name for page in found for name in page}) == 31


@pytest.mark.parametrize(
    "after", ["", "x", "9" * 300, "2012-99-99.1", "%00", "0.0", "1e9.5", "-1.-1"]
)
def test_a_strange_cursor_breaks_nothing(film, client, after):
    for path in FEEDS:
        answer = client.get(f"{path}?after={after}")

        assert answer.status_code == 200
        assert atom.complaints(answer.data) == []


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/movies/no-such-film/critic-reviews.atom",
        "/feeds/movies/no-such-film/audience-reviews.atom",
        "/feeds/critics/nobody.atom",
        "/feeds/publications/nowhere.atom",
        "/feeds/whatever.atom",
    ],
)
def test_a_feed_of_nothing_is_not_found(app, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["critic-reviews", "audience-reviews"])
def test_a_feed_follows_its_film_to_a_new_address(film, client, name):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    answer = client.get(f"/feeds/movies/old-lamps/{name}.atom")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/feeds/movies/the-lamplighter/{name}.atom"


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("/", "/feeds/critic-reviews.atom"),
        ("/", "/feeds/audience-reviews.atom"),
        ("/", "/feeds/news.atom"),
        ("/movies/the-lamplighter", FEEDS[3]),
        ("/movies/the-lamplighter", FEEDS[4]),
        ("/movies/the-lamplighter/critic-reviews", FEEDS[3]),
        ("/movies/the-lamplighter/audience-reviews", FEEDS[4]),
        ("/critics/cleo-marsh", FEEDS[5]),
        ("/publications/the-evening-reel", FEEDS[6]),
    ],
)
def test_a_page_names_its_feed(film, visit, page, path):
    links = visit(page).root.cssselect(
        "head link[rel=alternate][type='application/atom+xml']"
    )

    assert path in [each.get("href") for each in links]
    assert all(each.get("title") for each in links)


def test_a_feed_asks_the_database_little(film, client, count_queries):
    for path in FEEDS:
        with count_queries() as sent:
            client.get(path)

        assert len(sent) <= 3
