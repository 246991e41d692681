"""Widgets in frames on other sites, and the page that offers them."""

from urllib.parse import parse_qs, urlsplit

import brotli
import pytest

from app.core.db import db
from app.movies.models import FormerSlug
from tests.factories import critics, movies

FILM = "/embed/movies/the-lamplighter"
SCORE = f"{FILM}/score"
REVIEWS = f"{FILM}/critic-reviews"
FRAMES = (SCORE, REVIEWS)
LIGHTEST = 15_000


@pytest.fixture
def film(app):
    """A film with nine reviews: seven Fresh, two of them by Top Critics, two Rotten."""
    movie = movies.movie("The Lamplighter")
    critics.reviews(movie, 5)
    critics.reviews(movie, 2, top_critic=True, quote="Of the top.")
    critics.reviews(movie, 2, verdict="rotten", quote="Burnt.")
    return movie


def cross_site(element) -> bool:
    address = element.get("src") or element.get("href")
    return bool(urlsplit(address).netloc) and "localhost" not in address


def test_the_score_shows_per_cent_count_and_the_way_to_its_making(film, visit):
    page = visit(SCORE)

    assert page.headings == ["The Lamplighter", "Critic Score", "Audience Score"]
    assert "78%" in page.text
    assert "Total Count: 9" in page.text
    assert page.links["How this score is made"] == "/movies/the-lamplighter/score"


def test_a_film_without_votes_says_so(app, visit):
    movies.movie("The Lamplighter")

    assert "No reviews yet." in visit(SCORE).text
    page = visit(REVIEWS)
    assert "No reviews yet." in page.text
    assert page.links["More about this film"] == (
        "/movies/the-lamplighter#critic-reviews"
    )


def test_too_few_reviews_are_told_in_plain_words(app, visit):
    critics.reviews(movies.movie("The Lamplighter"), 2)

    text = visit(SCORE).text

    assert "2 of 2 positive" in text
    assert "Not enough reviews yet" in text
    assert "%" not in text


def test_five_reviews_and_the_way_to_all(film, visit):
    page = visit(REVIEWS)

    assert len(page.root.cssselect("article")) == 5
    assert page.links["All 9 critic reviews"] == (
        "/movies/the-lamplighter#critic-reviews"
    )


@pytest.mark.parametrize(
    ("query", "number"), [("count=2", 2), ("count=99", 9), ("count=-1", 5)]
)
def test_a_site_chooses_how_many_reviews(film, visit, query, number):
    assert len(visit(f"{REVIEWS}?{query}").root.cssselect("article")) == number


@pytest.mark.parametrize(
    ("show", "number", "label"),
    [
        ("all", 5, "All Critics (9)"),
        ("top", 2, "Top Critics (2)"),
        ("fresh", 5, "Fresh (7)"),
        ("rotten", 2, "Rotten (2)"),
        ("nonsense", 5, "All Critics (9)"),
    ],
)
def test_a_filter_is_a_link_to_the_frames_own_address(film, visit, show, number, label):
    page = visit(f"{REVIEWS}?show={show}")

    assert page.all("[aria-current]") == [label]
    assert len(page.root.cssselect("article")) == number
    hrefs = [link.get("href") for link in page.root.cssselect(".filters a")]
    assert [urlsplit(href).path for href in hrefs] == [REVIEWS] * 4
    assert not page.root.cssselect(".filters a[target]")


def test_a_filter_keeps_theme_and_number(film, visit):
    page = visit(f"{REVIEWS}?theme=dark&count=3")

    asked = [
        parse_qs(urlsplit(link.get("href")).query)
        for link in page.root.cssselect(".filters a")
    ]
    assert [each.pop("show") for each in asked] == [
        ["all"],
        ["top"],
        ["fresh"],
        ["rotten"],
    ]
    assert asked == [{"theme": ["dark"], "count": ["3"]}] * 4


@pytest.mark.parametrize("path", FRAMES)
def test_w1_any_site_may_frame_a_widget_and_none_its_page(film, client, path):
    framed = client.get(path).headers
    own = client.get("/movies/the-lamplighter/widgets").headers

    assert "frame-ancestors" not in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in own["Content-Security-Policy"]
    assert own["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", FRAMES)
def test_w2_a_widget_sets_no_cookie_and_asks_nobody_else(film, client, path):
    client.set_cookie("session", "whatever")
    page = client.visit(path)
    headers = page.response.headers

    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    loaded = page.root.cssselect("script, link:not([rel=canonical]), img, iframe")
    assert [each for each in loaded if cross_site(each)] == []
    assert not page.root.cssselect("form, input, [data-hx-get]")


@pytest.mark.parametrize("path", FRAMES)
@pytest.mark.parametrize(
    ("query", "theme"),
    [
        ("", None),
        ("?theme=light", "light"),
        ("?theme=dark", "dark"),
        ("?theme=x", None),
    ],
)
def test_w6_a_theme_may_be_asked_for(film, visit, path, query, theme):
    page = visit(path + query)

    assert page.root.get("data-theme") == theme
    assert page.find("meta[name=color-scheme]").get("content") == (
        theme or "light dark"
    )


@pytest.mark.parametrize("path", FRAMES)
def test_w7_a_widget_says_its_language_and_takes_the_frames_width(film, visit, path):
    page = visit(path)

    assert page.root.get("lang") == "en"
    assert "width=device-width" in page.find("meta[name=viewport]").get("content")


@pytest.mark.parametrize("path", FRAMES)
def test_w9_every_link_but_a_filter_opens_a_window_of_its_own(film, visit, path):
    critics.review(film, url="https://paper.example/a-review")

    links = visit(path).root.cssselect("a:not(.filters a)")

    assert links
    assert {link.get("target") for link in links} == {"_blank"}
    assert all("noopener" in link.get("rel") for link in links)


@pytest.mark.parametrize("path", FRAMES)
def test_w10_search_engines_are_sent_to_the_films_page(film, visit, path):
    page = visit(path)

    assert page.find("meta[name=robots]").get("content") == "noindex"
    canonical = page.find("link[rel=canonical]").get("href")
    assert canonical.startswith("http")
    assert canonical.endswith("/movies/the-lamplighter")


@pytest.mark.parametrize("path", FRAMES)
def test_w11_a_widget_may_be_kept_and_is_asked_for_by_its_version(film, client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    dark = client.get(f"{path}?theme=dark").headers["ETag"]
    critics.review(film)
    changed = client.get(path).headers["ETag"]

    caching = first.headers["Cache-Control"]
    assert caching.startswith("public, max-age=")
    assert "stale-while-revalidate=" in caching
    assert again.status_code == 304
    assert len({first.headers["ETag"], dark, changed}) == 3


@pytest.mark.parametrize("path", FRAMES)
def test_w12_a_widget_weighs_little(film, client, path):
    page = client.visit(path)
    files = [
        page.find("link[rel=stylesheet]").get("href"),
        page.find("script").get("src"),
    ]
    bodies = [page.response.data]
    for each in files:
        with client.get(each) as answer:
            bodies.append(answer.data)

    assert sum(len(brotli.compress(body, quality=5)) for body in bodies) < LIGHTEST


@pytest.mark.parametrize(("path", "most"), [(SCORE, 1), (REVIEWS, 2)])
def test_a_widget_asks_the_database_little(film, client, count_queries, path, most):
    with count_queries() as sent:
        client.get(path)

    assert len(sent) <= most


@pytest.mark.parametrize("path", FRAMES)
def test_an_unknown_film_is_told_within_the_frame(app, visit, path):
    page = visit(path, status=404)

    assert page.headings == ["This film is not here"]
    assert "frame-ancestors" not in page.response.headers["Content-Security-Policy"]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert [link.get("target") for link in page.root.cssselect("a")] == ["_blank"] * 2


@pytest.mark.parametrize("path", ["score", "critic-reviews"])
def test_a_frame_follows_its_film_to_a_new_address(film, client, path):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    answer = client.get(f"/embed/movies/old-lamps/{path}?theme=dark")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{FILM}/{path}?theme=dark"


def test_the_page_of_widgets_shows_each_and_its_line(film, visit):
    page = visit("widgets.gallery", slug="the-lamplighter")

    assert page.headings[0] == "Put this page on your site"
    previews = page.root.cssselect(".preview iframe")
    assert [each.get("src") for each in previews] == [SCORE, REVIEWS]
    for preview in previews:
        assert preview.get("title")
        assert preview.get("loading") == "lazy"
        assert int(preview.get("width")) == 600
        assert int(preview.get("height")) > 200
    lines = [each.value for each in page.root.cssselect("textarea[readonly]")]
    for line, preview in zip(lines, previews, strict=True):
        assert line.startswith('<iframe src="http')
        assert f'{preview.get("src")}" width="600"' in line
        assert f'height="{preview.get("height")}"' in line
    fields = [each.get("id") for each in page.root.cssselect("textarea")]
    assert [each.get("for") for each in page.root.cssselect("label")] == fields


def test_theme_and_width_are_chosen_by_plain_links(film, visit):
    page = visit("/movies/the-lamplighter/widgets?theme=dark&width=320")

    assert page.all(".choices [aria-current]") == ["Dark", "320 pixels"]
    assert page.links["600 pixels"].endswith("/widgets?theme=dark&width=600")
    assert page.links["Light"].endswith("/widgets?theme=light&width=320")
    preview = page.root.cssselect(".preview iframe")[0]
    assert preview.get("src") == f"{SCORE}?theme=dark"
    assert preview.get("width") == "320"
    assert "score?theme=dark" in page.root.cssselect("textarea")[0].value


def test_a_title_with_signs_of_html_stays_words(app, visit):
    movies.movie('Z "<b>" & Co', slug="z")

    line = visit("/movies/z/widgets").root.cssselect("textarea")[0].value

    assert 'title="Scores of Z &quot;&lt;b&gt;&quot; &amp; Co"' in line


def test_widgets_of_an_unknown_film_are_a_404(app, visit):
    visit("/movies/no-such-film/widgets", status=404)
