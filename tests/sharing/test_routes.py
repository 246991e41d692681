"""What search engines, browsers and sharing sites are told."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from lxml import etree
from PIL import Image

from app.core.db import db
from app.movies import operations as movie_operations
from app.movies.models import FormerSlug
from app.sharing import queries
from tests.factories import accounts, audience, critics, movies

FILM = "/movies/the-lamplighter"
PICTURE = f"/sharing{FILM}.jpg"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
TRAVELLING = (
    *(PICTURE, "/sharing/site.jpg", "/sitemap.xml", "/sitemaps/movies-1.xml"),
    *("/robots.txt", "/opensearch.xml", "/site.webmanifest"),
)


@pytest.fixture
def film(app):
    """A film that critics and members have seen."""
    movie = movies.movie("The Lamplighter", runtime_minutes=91, rating="R")
    movies.credit(movie, movies.person())
    movies.genre(movie)
    critics.reviews(
        movie,
        6,
        critic_id=critics.critic().id,
        publication_id=critics.publication().id,
        quote="It is " + "very " * 60 + "good.",
        url="https://paper.example/lamps",
    )
    for name, rating in (("Ada", 10), ("Bo", 7)):
        audience.review(movie, accounts.member(name), rating=rating)
    return movie


def metas(page) -> dict[str, str]:
    """Return what a page's head says, by property and by name."""
    return {
        each.get(kind): each.get("content")
        for kind in ("name", "property")
        for each in page.root.cssselect(f"head meta[{kind}]")
    }


def data_of(page) -> dict:
    """Return what a page tells search engines."""
    return json.loads(page.find("script[type='application/ld+json']").text)


def picture_of(client, path=PICTURE) -> Image.Image:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    return Image.open(io.BytesIO(answer.data))


def test_c6_a_card_has_title_description_and_picture(film, client, visit):
    said = metas(visit(FILM))

    assert said["og:type"] == "video.movie"
    assert said["og:title"] == "The Lamplighter (2012)"
    assert said["og:site_name"] == "Matinee"
    assert said["og:url"] == f"http://localhost{FILM}"
    assert said["og:description"].startswith("100% of 6 critics: Fresh.")
    assert said["description"] == said["og:description"]
    assert said["og:image"].startswith(f"http://localhost{PICTURE}?v=")
    assert "The Lamplighter" in said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"
    image = picture_of(client, said["og:image"])
    assert [str(side) for side in image.size] == [
        said["og:image:width"],
        said["og:image:height"],
    ]


def test_c6_a_page_without_a_card_of_its_own_has_one(film, client, visit):
    for path in ("/", "/movies", "/critics", "/critics/cleo-marsh", f"{FILM}/news"):
        page = visit(path)
        said = metas(page)

        assert said["og:title"] in page.title
        assert said["og:url"] == page.find("link[rel=canonical]").get("href")
        assert said["og:description"] == said["description"]
        assert picture_of(client, said["og:image"]).size == (1200, 630)


def test_c7_a_card_finds_publisher_and_icon(film, client, visit):
    page = visit(FILM)

    touch = page.find("link[rel=apple-touch-icon]").get("href")
    with client.get(touch) as answer:
        icon = Image.open(io.BytesIO(answer.data))
    assert min(icon.size) >= 180
    assert page.find("link[rel=icon]").get("type") == "image/svg+xml"
    assert metas(page)["og:site_name"] == "Matinee"


def test_a_new_score_is_a_new_address_of_the_picture(film, visit):
    before = metas(visit(FILM))["og:image"]

    critics.review(film, verdict="rotten")
    movie_operations.touch(film.id)
    db.session.commit()

    assert metas(visit(FILM))["og:image"] != before


def test_a_picture_shows_the_new_score(film, client):
    before = client.get(PICTURE)
    again = client.get(PICTURE, headers={"If-None-Match": before.headers["ETag"]})
    critics.reviews(film, 6, verdict="rotten")
    movie_operations.touch(film.id)
    db.session.commit()

    after = client.get(PICTURE, headers={"If-None-Match": before.headers["ETag"]})

    assert again.status_code == 304
    assert after.status_code == 200
    assert after.data != before.data


@pytest.mark.parametrize("file", ["missing.webp", "../../etc/passwd", "."])
def test_a_poster_that_is_not_there_breaks_no_picture(app, client, file):
    movies.movie("The Lamplighter", poster_file=file)

    assert picture_of(client).size == (1200, 630)


def test_the_picture_of_no_movie_is_not_found(app, client):
    assert client.get("/sharing/movies/no-such-film.jpg").status_code == 404


def test_a_picture_follows_its_film_to_a_new_address(film, client):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    answer = client.get("/sharing/movies/old-lamps.jpg")

    assert (answer.status_code, answer.headers["Location"]) == (301, PICTURE)


def test_other_sites_may_show_a_picture(film, client):
    for path in (PICTURE, "/sharing/site.jpg"):
        headers = client.get(path).headers

        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Content-Encoding" not in headers


def test_search_engines_read_what_the_page_shows(film, visit):
    page = visit(FILM)
    data = data_of(page)

    assert data["@type"] == "Movie"
    assert data["name"] in page.text
    assert data["dateCreated"] == "2012-07-27"
    assert data["director"] == [
        {
            "@type": "Person",
            "name": "Asa Lind",
            "url": "http://localhost/people/asa-lind",
        }
    ]
    assert data["genre"] == ["Documentary"]
    assert data["contentRating"] == "R"
    assert data["duration"] == "PT1H31M"
    assert data["description"] in page.text
    assert data["image"][0].startswith("http://localhost/")


def test_the_rating_is_the_members_and_is_the_one_on_the_page(film, visit):
    page = visit(FILM)
    rating = data_of(page)["aggregateRating"]

    assert rating == {
        "@type": "AggregateRating",
        "ratingValue": "4.3",
        "bestRating": "5",
        "worstRating": "0.5",
        "ratingCount": 2,
    }
    assert f"{rating['ratingValue']} of 5 on average" in page.text
    assert f"User Ratings: {rating['ratingCount']}" in page.text


def test_without_ratings_nothing_is_said_of_them(app, visit):
    critics.reviews(movies.movie("The Lamplighter"), 9)

    assert "aggregateRating" not in data_of(visit(FILM))


def test_a_quote_is_an_exact_excerpt_of_200_characters_at_most(film, visit):
    page = visit(FILM)
    quotes = [each["reviewBody"] for each in data_of(page)["review"]]

    assert len(quotes) == 6
    for quote in quotes:
        assert len(quote) <= 200
        assert quote in page.text


def test_a_review_that_is_nobodys_is_none_for_search_engines(film, visit):
    critics.review(film, quote="Said by nobody.")
    page = visit(FILM)

    assert "Said by nobody." in page.text
    assert len(data_of(page)["review"]) == 6


def test_words_cannot_leave_the_data(app, client, visit):
    nasty = "</script><script>alert(1)</script><!-- \u2028 ' \" &"
    movie = movies.movie(nasty, slug="the-lamplighter", synopsis=nasty)
    critics.review(movie, quote=nasty, critic_id=critics.critic().id)

    page = visit(FILM)

    assert data_of(page)["name"] == nasty
    assert data_of(page)["review"][0]["reviewBody"] == nasty
    block = page.response.text.split('ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["description"] == nasty
    assert not set("<>&\u2028'") & set(block)


@pytest.mark.parametrize("path", TRAVELLING)
def test_it_may_be_kept_on_its_way_and_sets_no_cookie(film, client, path):
    client.set_cookie("session", "whatever")
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == (
        "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"
    )
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    assert again.status_code == 304


def places(client, path) -> dict[str, str | None]:
    """Return addresses and days of a sitemap or its index."""
    answer = client.get(path)
    assert answer.mimetype == "application/xml"
    return {
        each.findtext(f"{SITEMAP}loc").removeprefix("http://localhost"): each.findtext(
            f"{SITEMAP}lastmod"
        )
        for each in etree.fromstring(answer.data)
    }


def test_the_sitemap_leads_to_every_page_and_says_when_it_changed(film, client):
    parts = places(client, "/sitemap.xml")
    pages = {}
    for part in parts:
        pages |= places(client, part)

    (member_day,) = {datetime.now(UTC).date().isoformat()}
    assert pages == {
        "/": None,
        "/movies": None,
        "/critics": None,
        FILM: member_day,
        "/critics/cleo-marsh": "2012-08-01",
        "/publications/the-evening-reel": "2012-08-01",
        "/people/asa-lind": None,
    }
    assert parts["/sitemaps/movies-1.xml"] == member_day
    for page in pages:
        assert client.get(page).status_code == 200


def test_the_day_of_a_page_is_that_of_its_newest_change(app, client):
    for place, days in enumerate(
        [[date(2012, 8, 1), date(2013, 2, 3)], [date.min], [date(2999, 1, 1)], []]
    ):
        movie = movies.movie(f"Film {place}")
        for day in days:
            critics.review(movie, reviewed_on=day)

    found = places(client, "/sitemaps/movies-1.xml")

    assert list(found.values()) == [
        "2013-02-03",
        None,
        datetime.now(UTC).date().isoformat(),
        None,
    ]


def test_an_empty_site_has_a_sitemap(app, client):
    assert list(places(client, "/sitemap.xml")) == ["/sitemaps/pages-1.xml"]


def test_a_large_site_has_its_pages_in_parts(app, client, monkeypatch):
    monkeypatch.setattr(queries, "PART", 2)
    made = [movies.movie(f"Film {number}") for number in range(5)]
    critics.review(made[-1])

    parts = [part for part in places(client, "/sitemap.xml") if "movies" in part]
    pages = [page for part in parts for page in places(client, part)]

    assert pages == [f"/movies/film-{number}" for number in range(5)]
    assert places(client, "/sitemap.xml")[parts[-1]] == "2012-08-01"


@pytest.mark.parametrize(
    "name", ["movies-2", "movies-0", "pages-2", "members-1", "movies-99999999999", "x"]
)
def test_a_part_that_is_none_is_not_found(film, client, name):
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_robots_are_told_what_is_private_and_where_the_sitemap_is(app, client):
    lines = client.get("/robots.txt").text.splitlines()

    assert lines[0] == "User-agent: *"
    assert "Disallow: /account" in lines
    assert "Disallow: /fragments" in lines
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_a_browser_can_search_the_site(film, client, visit):
    page = visit("/")
    link = page.find("link[rel=search]")

    answer = client.get(link.get("href"))

    assert answer.mimetype == link.get("type")
    root = etree.fromstring(answer.data)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    templates = [each.get("template") for each in root.iter(f"{OPENSEARCH}Url")]
    assert templates == [
        "http://localhost/search?q={searchTerms}",
        "http://localhost/search/suggestions?q={searchTerms}",
    ]
    for template in templates:
        path = template.removeprefix("http://localhost")
        assert client.get(path.format(searchTerms="lamp")).status_code == 200


def test_the_manifest_names_icons_that_are_there(app, client, visit):
    answer = client.get(visit("/").find("link[rel=manifest]").get("href"))

    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["name"] == "Matinee"
    sizes = set()
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as file:
            assert file.status_code == 200
            if icon["type"] == "image/png":
                image = Image.open(io.BytesIO(file.data))
                assert icon["sizes"] == f"{image.width}x{image.height}"
                sizes.add((image.width, icon["purpose"]))
    assert {(512, "any"), (512, "maskable"), (192, "any")} <= sizes


def test_who_asks_for_an_icon_by_its_old_name_finds_it(app, client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    with client.get(answer.headers["Location"]) as file:
        assert Image.open(io.BytesIO(file.data)).format == "ICO"


def test_a_page_says_in_which_colour_the_browser_should_frame_it(app, visit):
    themes = visit("/").root.cssselect("meta[name=theme-color]")

    assert {each.get("media") for each in themes} == {
        "(prefers-color-scheme: light)",
        "(prefers-color-scheme: dark)",
    }


def test_further_pages_of_a_list_are_followed_and_not_listed(film, client):
    first = client.get(f"{FILM}/critic-reviews")
    later = client.get(f"{FILM}/critic-reviews?after=2012-08-01.3")

    assert "X-Robots-Tag" not in first.headers
    assert later.headers["X-Robots-Tag"] == "noindex, follow"


def test_a_filter_leads_back_to_the_one_page(film, visit):
    for path in (f"{FILM}?show=top", f"{FILM}?utm_source=x", "/movies?sort=title"):
        canonical = visit(path).find("link[rel=canonical]").get("href")

        assert canonical == f"http://localhost{path.partition('?')[0]}"
