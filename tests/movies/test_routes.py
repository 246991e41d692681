"""The movie page and what belongs to it, for a reader whom nobody knows."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.core.db import db
from app.editorial.models import Article, Consensus, Quote
from app.movies.models import FormerSlug
from app.scores.rules import Verdict
from tests.factories import accounts, audience, critics, movies

PAGE = "/movies/the-lamplighter"
EVERY_PAGE = (
    "/",
    "/movies",
    PAGE,
    f"{PAGE}/critic-reviews",
    f"{PAGE}/audience-reviews",
    f"{PAGE}/photos",
    f"{PAGE}/news",
    f"{PAGE}/quotes",
    f"{PAGE}/score",
    f"{PAGE}/widgets",
    "/critics",
)
SECTIONS = [
    "Critics Consensus",
    "Critic Score",
    "Audience Score",
    "Your rating",
    "Movie Info",
    "Critic Reviews for The Lamplighter",
    "Audience Reviews for The Lamplighter",
    "The Lamplighter Quotes",
]


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


def test_an_empty_movie_says_so_in_every_section(film, client):
    page = client.visit(PAGE)

    headings = page.headings
    assert [name for name in SECTIONS if name in headings] == SECTIONS
    for left_out in ("Watch it now", "The Lamplighter Photos", "News & Features"):
        assert left_out not in headings
    for words in (
        "No consensus yet.",
        "Total Count: 0",
        "User Ratings: 0",
        "No reviews yet.",
        "No ratings yet.",
        "There are no approved quotes yet for this movie.",
    ):
        assert words in page.text
    assert "None" not in page.text


def test_a_full_movie_has_its_sections_in_order(film, client):
    movies.credit(film, movies.person())
    movies.genre(film)
    movies.photo(film)
    movies.offer(film, price_cents=399, currency="EUR")
    db.session.add_all(
        [
            Consensus(
                movie_id=film.id,
                body="A lamp worth lighting.",
                signed_by="Edda",
                written_on=date(2026, 1, 1),
            ),
            Article(
                movie_id=film.id,
                kind="interview",
                title="On lamps",
                source="The Evening Reel",
                url="https://reel.example/lamps",
                published_on=date(2026, 1, 2),
            ),
            Article(
                movie_id=film.id,
                kind="feature",
                title="A long history of light",
                source="The Evening Reel",
                url="https://reel.example/light",
                published_on=date(2026, 1, 3),
            ),
            Quote(
                movie_id=film.id,
                line="Who put it out?",
                speaker="The boy",
                status="approved",
                offered_at=accounts.member().created_at,
            ),
        ]
    )
    critics.review(film)
    audience.review(film, accounts.bo())

    page = client.visit(PAGE)

    expected = [*SECTIONS]
    expected[4:4] = ["Watch it now", "The Lamplighter Photos"]
    expected.insert(7, "News & Interviews for The Lamplighter")
    expected.append("News & Features")
    assert [name for name in page.headings if name in expected] == expected
    assert "A lamp worth lighting." in page.text
    assert "Edda, Jan 1, 2026" in page.text
    assert "€3.99" in page.text
    assert "Who put it out?" in page.text


def test_the_filters_carry_their_counts_and_say_which_is_on(film, client):
    critics.reviews(film, 3, top_critic=True)
    critics.reviews(film, 2, verdict=Verdict.ROTTEN)

    page = client.visit(f"{PAGE}?show=rotten")

    nav = list(page.root.cssselect("nav .filters a"))
    assert [" ".join(link.text_content().split()) for link in nav] == [
        "All Critics (5)",
        "Top Critics (3)",
        "Fresh (3)",
        "Rotten (2)",
    ]
    current = [link.get("id") for link in nav if link.get("aria-current") == "true"]
    assert current == ["filter-rotten"]
    assert len(page.root.cssselect("#critic-reviews article")) == 2


@pytest.mark.parametrize("show", ["", "nope", "ALL", "top' OR 1=1", "%00", "💡"])
def test_an_unknown_filter_shows_all(film, client, show):
    critics.reviews(film, 2)

    page = client.visit(f"{PAGE}?show={show}")

    assert len(page.root.cssselect("#critic-reviews article")) == 2


def test_the_list_goes_on_by_cursor_until_its_end(film, client):
    for number in range(23):
        critics.review(
            film,
            quote=f"Review {number:02}.",
            reviewed_on=date(2024, 1, 1) + timedelta(days=number // 3),
        )

    page, seen = client.visit(PAGE), []
    while True:
        seen += page.all("article.review blockquote")
        more = page.root.cssselect("#more-critic-reviews a")
        if not more:
            break
        page = client.visit(more[0].get("data-hx-get"))

    assert seen == [f"Review {number:02}." for number in range(22, -1, -1)]


@pytest.mark.parametrize("after", ["", "x", "2012-99-99.1", "1.x", "%00", "9" * 400])
@pytest.mark.parametrize("room", ["critic-reviews", "audience-reviews"])
@pytest.mark.parametrize("prefix", ["", "/fragments"])
def test_a_malformed_cursor_is_the_first_page(film, client, after, room, prefix):
    critics.review(film)
    audience.review(film, accounts.ada())

    page = client.visit(f"{prefix}{PAGE}/{room}?after={after}")

    assert len(page.root.cssselect("article")) == 1


def test_a_missing_critic_or_publication_is_left_out(film, client):
    critics.review(film, critic_id=critics.critic().id, quote="With a critic.")
    critics.review(film, publication_id=critics.publication().id, quote="Printed.")
    critics.review(film, quote=None, original_grade=None, reviewed_on=None)

    page = client.visit(PAGE)

    assert "None" not in page.text
    assert "Cleo Marsh" in page.text
    assert "The Evening Reel" in page.text


def test_a_grade_stands_as_it_was_printed(film, client):
    critics.review(film, original_grade="2 ½ of four")

    assert "Rating: 2 ½ of four" in client.visit(PAGE).text


def test_too_few_reviews_have_no_percentage(film, client):
    critics.reviews(film, 4)

    page = client.visit(PAGE)

    assert "4 of 4 positive" in page.all("#critic-score")[0]
    assert "%" not in page.all("#critic-score")[0]


def test_the_reel_is_drawn_in_the_order_of_the_reviews(film, client):
    for day, verdict in enumerate(["fresh", "fresh", "rotten", "fresh"], start=1):
        critics.review(film, verdict=verdict, reviewed_on=date(2012, 8, day))

    reel = client.visit(PAGE).find(".reel")

    assert [path.get("d") for path in reel.iter("path")] == [
        "M0.2 5h.6h1M3.2 5h.6",
        "M2.2 8.6h.6",
    ]
    assert reel.get("aria-label").startswith("3 whole marks for Fresh, 1 stump")


def test_a_page_is_sent_without_its_indents(film, client):
    text = client.get(PAGE).text

    assert not re.search(r"\n[ \t]|>  +<", text)


def test_a_review_without_a_verdict_counts_nowhere(film, client):
    critics.review(film, verdict=None)

    page = client.visit(PAGE)

    assert "All Critics (0)" in page.text
    assert page.root.cssselect("#critic-reviews article") == []


def test_a_spoiler_and_a_long_text_are_folded(film, client):
    audience.review(film, accounts.ada(), body="He dies.", spoiler=True)
    audience.review(film, accounts.bo(), body="A long sentence of words. " * 60)

    page = client.visit(PAGE)

    assert page.all("#audience-reviews details.fold--spoiler p") == ["He dies."]
    assert any(
        words.startswith("Read more") for words in page.all("#audience-reviews summary")
    )


def test_markup_in_a_text_is_shown_and_never_runs(film, client):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    audience.review(film, accounts.ada(), body=nasty)
    critics.review(film, quote=nasty, original_grade="<b>A</b>")

    page = client.visit(PAGE)

    assert nasty in page.text
    assert page.root.cssselect("main script, main img[src=x], .review__grade b b") == []


@pytest.mark.parametrize(
    "slug",
    ["nope", "The-Lamplighter", "-", "a_b", "..", "%00", "a" * 300, "the-lamplighter-"],
)
def test_an_unknown_movie_is_404_in_our_own_look(film, client, slug):
    page = client.visit(f"/movies/{slug}", status=404)

    assert "There is no such page" in page.headings


def test_an_old_address_redirects_for_good(film, client):
    db.session.add(FormerSlug(slug="lamps", movie_id=film.id))

    answer = client.get("/movies/lamps?show=top")

    assert answer.status_code == 301
    assert answer.location == f"{PAGE}?show=top"


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_public_page_may_be_kept_and_is_asked_for_anew(film, client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_each_encoding_has_a_tag_of_its_own(film, client, encoding):
    plain = client.get(PAGE, headers={"Accept-Encoding": ""})
    packed = client.get(PAGE, headers={"Accept-Encoding": encoding})

    assert packed.headers["Content-Encoding"] == encoding
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert len(packed.data) < len(plain.data) / 2


def test_after_a_write_a_kept_page_is_old(film, client):
    tag = client.get(PAGE).headers["ETag"]

    audience.review(film, accounts.ada())

    answer = client.get(PAGE, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "User Ratings: 1" in answer.text


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (PAGE, 6),
        (f"/fragments{PAGE}/critic-reviews?show=top", 2),
        (f"/fragments{PAGE}/audience-reviews", 2),
    ],
)
def test_a_page_asks_the_database_little(film, client, count_queries, path, most):
    critics.reviews(film, 12)
    audience.review(film, accounts.ada())
    client.get(path)

    with count_queries() as statements:
        client.get(path)

    assert len(statements) <= most, statements


def test_the_movies_stand_in_the_order_asked_for(film, client):
    other = movies.movie("An Early Zoo", released_on=date(1950, 1, 1))
    critics.reviews(film, 5, verdict=Verdict.ROTTEN)
    critics.reviews(other, 5)
    audience.review(film, accounts.ada())

    def order(sort):
        return client.visit(f"/movies?sort={sort}").all(".film h2")

    assert order("newest") == ["The Lamplighter", "An Early Zoo"]
    assert order("nope") == order("newest")
    assert order("critics") == ["An Early Zoo", "The Lamplighter"]
    assert order("title") == ["An Early Zoo", "The Lamplighter"]


def test_the_list_of_movies_goes_on(app, client):
    for number in range(50):
        movies.movie(f"Film {number:02}", title_sort=f"film {number:02}")

    first = client.visit("/movies?sort=title")
    rest = client.visit(first.links["More movies"])

    assert len(first.all(".film h2")) == 48
    assert rest.all(".film h2") == ["Film 48", "Film 49"]


def test_a_photo_leads_to_its_neighbours(film, client):
    movies.photo(film, 1)
    movies.photo(film, 2)

    page = client.visit(f"{PAGE}/photos/2")

    assert page.links["Previous"] == f"{PAGE}/photos/1"
    assert "Next" not in page.links
    client.visit(f"{PAGE}/photos/3", status=404)
    client.visit(f"{PAGE}/photos/0", status=404)


def test_a_person_leads_to_their_movies(film, client):
    movies.credit(film, movies.person("Asa Lind"))

    page = client.visit("/people/asa-lind")

    assert page.links["The Lamplighter"] == PAGE
    client.visit("/people/nobody", status=404)


def test_a_critic_and_a_publication_have_pages(film, client):
    critics.review(
        film, critic_id=critics.critic().id, publication_id=critics.publication().id
    )

    for path in ("/critics/cleo-marsh", "/publications/the-evening-reel"):
        assert client.visit(path).links["The Lamplighter"] == PAGE
    client.visit("/critics/nobody", status=404)
    client.visit("/publications/nothing", status=404)


def test_media_is_kept_for_good_and_never_leaves_its_folder(film, app, client):
    folder = Path(app.config["MEDIA_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / "still-of-this-test.webp"
    picture.write_bytes(b"picture")

    with client.get(f"/media/{picture.name}") as answer:
        assert answer.data == b"picture"
        assert "immutable" in answer.headers["Cache-Control"]
    for path in (
        "/media/../secret_key",
        "/media/%2e%2e/secret_key",
        "/media/none.webp",
    ):
        assert client.get(path).status_code == 404
