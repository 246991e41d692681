"""Widgets as pages for frames on other sites: what they show, and how they answer."""

from urllib.parse import parse_qs, urlsplit

import brotli
import pytest

from app import create_app
from app.config import WIDGETS
from app.core.db import db
from app.core.public import TRAVELLING
from app.movies import operations as movie_operations
from app.movies.models import FormerSlug
from app.widgets.words import LANGUAGES
from tests.factories import accounts, audience, critics, movies
from tests.support.databases import close, settings_of
from tests.support.reader import Reader

FILM = "/embed/movies/the-lamplighter"
SCORE = f"{FILM}/score"
COMPACT = f"{SCORE}?size=compact"
REVIEWS = f"{FILM}/critic-reviews"
RATINGS = f"{FILM}/audience-reviews"
QUOTE = f"{FILM}/quote"
CRITIC = "/embed/critics/cleo-marsh"
FRAMES = (SCORE, COMPACT, REVIEWS, RATINGS, QUOTE, CRITIC)
LIGHTEST = 15_000


def with_option(path, option):
    """Return the address of a widget with one more option."""
    return f"{path}{'&' if '?' in path else '?'}{option}"


@pytest.fixture
def film(app):
    """A film with nine reviews: seven Fresh, two of them by Top Critics, two Rotten.

    Five are by Cleo; Ada and Bo have rated it.
    """
    movie = movies.movie("The Lamplighter")
    critics.reviews(movie, 5, critic_id=critics.critic().id)
    critics.reviews(movie, 2, top_critic=True, quote="Of the top.")
    critics.reviews(movie, 2, verdict="rotten", quote="Burnt.")
    audience.review(movie, accounts.ada(), rating=9, body="Saw it *twice*.")
    audience.review(movie, accounts.bo(), rating=5, body="")
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
        ("theme=", None),
        ("theme=light", "light"),
        ("theme=dark", "dark"),
        ("theme=x", None),
    ],
)
def test_w6_a_theme_may_be_asked_for(film, visit, path, query, theme):
    page = visit(with_option(path, query))

    assert page.root.get("data-theme") == theme
    assert page.find("meta[name=color-scheme]").get("content") == (
        theme or "light dark"
    )


@pytest.mark.parametrize("path", FRAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_w7_a_widget_speaks_and_says_its_language(film, visit, path, language):
    page = visit(with_option(path, f"lang={language}"))

    words = LANGUAGES[language]
    assert page.root.get("lang") == language
    assert page.root.get("dir") == words.direction
    assert "width=device-width" in page.find("meta[name=viewport]").get("content")
    if language != "en":
        for english in ("Critic", "Rating", "Fresh", "review", "Count", "stars"):
            assert english not in page.text.replace("Cleo", ""), english


@pytest.mark.parametrize("path", FRAMES)
def test_w7_what_comes_from_people_finds_its_own_direction(film, visit, path):
    page = visit(with_option(path, "lang=ar"))

    foreign = page.root.cssselect("h1, blockquote, .rating__text, .rating__name")
    assert foreign
    assert {each.get("dir") for each in foreign} == {"auto"}


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
    whole = "/critics/cleo-marsh" if path == CRITIC else "/movies/the-lamplighter"
    assert canonical.endswith(whole)


@pytest.mark.parametrize("path", FRAMES)
def test_w11_a_widget_may_be_kept_and_is_asked_for_by_its_version(film, client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    dark = client.get(with_option(path, "theme=dark")).headers["ETag"]
    critics.review(film)
    movie_operations.touch(film.id)
    db.session.commit()
    changed = client.get(path).headers["ETag"]

    caching = first.headers["Cache-Control"]
    assert caching.startswith("public, max-age=")
    assert "stale-while-revalidate=" in caching
    assert "stale-if-error=" in caching
    assert again.status_code == 304
    assert len({first.headers["ETag"], dark, changed}) == 3


@pytest.mark.parametrize("path", FRAMES)
def test_w12_a_widget_weighs_little(film, client, path):
    page = client.visit(with_option(path, "accent=ember&lang=ar"))
    files = [
        *(each.get("href") for each in page.root.cssselect("link[rel=stylesheet]")),
        page.find("script").get("src"),
    ]
    assert len(files) == 3
    bodies = [page.response.data]
    for each in files:
        with client.get(each) as answer:
            bodies.append(answer.data)

    assert sum(len(brotli.compress(body, quality=5)) for body in bodies) < LIGHTEST


@pytest.mark.parametrize(
    ("path", "most"),
    [(SCORE, 1), (COMPACT, 1), (REVIEWS, 2), (RATINGS, 2), (QUOTE, 2), (CRITIC, 3)],
)
def test_a_widget_asks_the_database_little(film, client, count_queries, path, most):
    with count_queries() as sent:
        client.get(path)

    assert len(sent) <= most


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        (SCORE, "This film is not here"),
        (REVIEWS, "This film is not here"),
        (RATINGS, "This film is not here"),
        (QUOTE, "This film is not here"),
        (CRITIC, "This critic is not here"),
        (f"{SCORE}?lang=de", "Diesen Film gibt es hier nicht"),
    ],
)
def test_what_is_not_there_is_told_within_the_frame(app, visit, path, heading):
    page = visit(path, status=404)

    assert page.headings == [heading]
    assert "frame-ancestors" not in page.response.headers["Content-Security-Policy"]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert [link.get("target") for link in page.root.cssselect("a")] == ["_blank"] * 2


@pytest.mark.parametrize("path", ["score", "critic-reviews", "quote"])
def test_a_frame_follows_its_film_to_a_new_address(film, client, path):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    answer = client.get(f"/embed/movies/old-lamps/{path}?theme=dark")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{FILM}/{path}?theme=dark"


def test_the_audiences_ratings_are_plain_words_with_stars(film, visit):
    page = visit(RATINGS)

    assert page.all(".rating__name") == ["Bo", "Ada"]
    assert page.all(".rating__text") == ["Saw it twice."]
    labels = [each.get("aria-label") for each in page.root.cssselect(".stars")]
    assert labels == ["2.5 out of 5 stars", "4.5 out of 5 stars"]
    assert page.links["All 2 ratings"] == "/movies/the-lamplighter#audience-reviews"


def test_no_spoiler_is_told_in_a_frame(film, visit):
    audience.review(film, accounts.member("Cy"), body="He dies.", spoiler=True)
    audience.review(film, accounts.member("Di"), body="A turn: ||he lives||. Go.")

    page = visit(RATINGS)

    assert "He dies" not in page.text
    assert "he lives" not in page.text
    assert "Contains spoilers. Show the review" in page.text
    assert not page.root.cssselect("input, details")


def test_a_long_review_is_cut_and_leads_to_the_whole(film, visit):
    review = audience.review(film, accounts.member("Cy"), body="Word after word. " * 40)

    page = visit(RATINGS)

    assert len(page.all(".rating__text")[0]) <= 200
    assert page.links["Read the whole review: Cy"] == (
        f"/movies/the-lamplighter/audience-reviews#review-{review.id}"
    )


def test_a_critics_reviews_name_the_films(film, visit):
    page = visit(f"{CRITIC}?count=2")

    assert page.headings[0] == "Latest Reviews by Cleo Marsh"
    assert page.all(".review__film") == ["The Lamplighter"] * 2
    assert page.links["All 5 reviews by Cleo Marsh"] == "/critics/cleo-marsh"


def test_a_critic_with_one_review_is_named_without_a_count(app, visit):
    critics.review(movies.movie(), critic_id=critics.critic().id)

    page = visit(CRITIC)

    assert page.all(".widget__foot a")[0] == "Cleo Marsh"


def test_a_quote_is_the_review_that_was_chosen(film, visit):
    chosen = critics.review(film, quote="Chosen of many.", verdict="rotten")
    critics.review(film, quote="A newer one.")
    rating = audience.review(film, accounts.member("Cy"), rating=8, body="Go at once.")

    by_critic = visit(f"{QUOTE}?review=critic-{chosen.id}")
    by_audience = visit(f"{QUOTE}?review=audience-{rating.id}")

    assert by_critic.all("blockquote") == ["Chosen of many."]
    assert by_critic.all(".verdict") == ["Rotten"]
    assert by_audience.all("blockquote") == ["Go at once."]
    assert by_audience.all(".review__critic") == ["Cy"]
    assert visit(QUOTE).all("blockquote") == ["A newer one."]


@pytest.mark.parametrize("wish", ["critic-999999", "audience-999999", "nonsense", "0"])
def test_a_review_that_is_gone_is_told_kindly_with_a_link(film, visit, wish):
    page = visit(f"{QUOTE}?review={wish}", status=404)

    assert page.headings == ["This review is no longer available"]
    assert page.links["All reviews of this film"].endswith("#critic-reviews")


def test_a_hidden_withdrawn_or_foreign_review_is_quoted_nowhere(film, visit):
    other = movies.movie("Another Film")
    foreign = critics.review(other, quote="About something else.")
    unsure = critics.review(film, quote="Not counted.", verdict=None)
    hidden = audience.review(film, accounts.member("Cy"), body="Hidden.")
    hidden.standing = "hidden"
    spoiling = audience.review(film, accounts.member("Di"), body="Ends.", spoiler=True)
    elsewhere = audience.review(other, accounts.member("Ed"), body="Elsewhere.")
    db.session.commit()

    for wish in (
        f"critic-{foreign.id}",
        f"critic-{unsure.id}",
        f"audience-{hidden.id}",
        f"audience-{spoiling.id}",
        f"audience-{elsewhere.id}",
    ):
        page = visit(f"{QUOTE}?review={wish}", status=404)
        assert page.headings == ["This review is no longer available"], wish


def test_a_film_without_reviews_has_a_quote_to_come(app, visit):
    movies.movie("The Lamplighter")

    assert "No reviews yet." in visit(QUOTE).text


@pytest.mark.parametrize("path", FRAMES)
def test_an_accent_comes_as_a_sheet_of_its_own(film, client, path):
    page = client.visit(with_option(path, "accent=%23C42"))
    plain = client.visit(with_option(path, "accent=red;}"))

    sheets = [each.get("href") for each in page.root.cssselect("[rel=stylesheet]")]
    assert sheets[-1] == "/embed/accents/cc4422.css"
    assert len(plain.root.cssselect("[rel=stylesheet]")) == 1
    answer = client.get(sheets[-1])
    assert answer.mimetype == "text/css"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(sheets[-1], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("accent", ["ember", "C42", "x", "cc4422;", "cc442"])
def test_an_accent_has_one_address(app, client, accent):
    assert client.get(f"/embed/accents/{accent}.css").status_code == 404


HOSTILE = ("", "%00", "%ff", "9" * 400, "../..", "<script>", "🎬", "1e9", "-1")


@pytest.mark.parametrize("path", FRAMES)
@pytest.mark.parametrize(
    "name", ["theme", "accent", "lang", "count", "show", "size", "after", "x"]
)
def test_nonsense_never_breaks_a_frame(film, client, path, name):
    for words in HOSTILE:
        answer = client.get(with_option(path, f"{name}={words}"))
        assert answer.status_code == 200, words
        assert "<script>" not in answer.text


def test_a_name_full_of_signs_stays_words_in_every_frame(app, visit):
    film = movies.movie('Z "<b>" </script> & Co', slug="the-lamplighter")
    critic = critics.critic("Cleo <i>Marsh</i>", slug="cleo-marsh")
    critics.review(film, critic_id=critic.id, quote="<img src=x onerror=alert(1)>")
    audience.review(film, accounts.member("Ada"), body="<script>alert(1)</script>")

    for path in FRAMES:
        page = visit(path)
        assert not page.root.cssselect("i, img, h1 b, blockquote *:not(p)")
        assert len(page.root.cssselect("script")) == 1


@pytest.mark.parametrize("path", FRAMES)
def test_a_widget_can_be_found_by_oembed(film, visit, path):
    page = visit(with_option(path, "theme=dark"))

    links = page.root.cssselect("link[rel=alternate]")
    assert [each.get("type") for each in links] == [
        "application/json+oembed",
        "text/xml+oembed",
    ]
    asked = parse_qs(urlsplit(links[0].get("href")).query)
    assert set(asked) == {"url", "format"}
    assert urlsplit(asked["url"][0]).path == urlsplit(path).path
    assert "theme=dark" in asked["url"][0]


@pytest.fixture
def site_with(databases, tmp_path):
    """Make a site with other settings: `site_with(widgets="score")`."""
    made = []

    def make(**settings):
        url = databases.with_tables("sqlite")
        made.append(create_app(settings_of(url, tmp_path / "instance", **settings)))
        made[-1].test_client_class = Reader
        with made[-1].app_context():
            film = movies.movie("The Lamplighter")
            critics.reviews(film, 5, critic_id=critics.critic().id)
        return made[-1].test_client()

    yield make
    for app in made:
        close(app)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("score", SCORE),
        ("critic-reviews", REVIEWS),
        ("audience-reviews", RATINGS),
        ("quote", QUOTE),
        ("critic", CRITIC),
    ],
)
def test_a_widget_that_is_switched_off_says_so_and_vanishes(site_with, kind, path):
    client = site_with(widgets=" ".join(each for each in WIDGETS if each != kind))

    page = client.visit(path, status=404)
    gallery = client.visit("/movies/the-lamplighter/widgets")

    assert page.headings == ["This widget is switched off"]
    assert page.response.headers["Cache-Control"] == "no-store"
    offered = [each.get("href") for each in gallery.root.cssselect(".choices a")]
    assert not [href for href in offered if f"widget={kind}&" in f"{href}&"]
    assert not [each for each in gallery.root.cssselect("iframe")
                if each.get("src") == path]  # fmt: skip


def test_badges_can_be_switched_off(site_with):
    client = site_with(widgets="score")

    assert client.get("/badges/the-lamplighter.svg").status_code == 404
    assert client.get("/badges/the-lamplighter.png").status_code == 404
    assert client.get(SCORE).status_code == 200


def test_an_owner_may_offer_no_widgets_at_all(site_with):
    client = site_with(widgets="none")

    gallery = client.visit("/movies/the-lamplighter/widgets")
    critic = client.visit("/critics/cleo-marsh/widgets")

    assert "offers no widgets" in gallery.text
    assert "offers no widgets" in critic.text
    assert client.get(SCORE).status_code == 404


@pytest.mark.parametrize("words", ["sore", "score,quote", "none score"])
def test_a_widget_that_there_is_not_is_refused_with_its_name(tmp_path, words):
    with pytest.raises(ValueError, match="is no widget; there are score"):
        settings_of("sqlite://", tmp_path, widgets=words)


@pytest.mark.parametrize("path", FRAMES)
def test_w1_an_owner_may_name_the_sites_that_frame(site_with, path):
    client = site_with(embed_sites="https://a.example https://*.b.example:8443")

    policy = client.get(path).headers["Content-Security-Policy"]

    assert policy.endswith(
        "frame-ancestors 'self' https://a.example https://*.b.example:8443"
    )


@pytest.mark.parametrize(
    "sites", ["a.example", "https://a.example/path", "'none'", "https://a;script-src"]
)
def test_w1_what_is_no_site_is_refused_at_the_start(tmp_path, sites):
    with pytest.raises(ValueError, match="is no origin"):
        settings_of("sqlite://", tmp_path, embed_sites=sites)


def test_a_score_that_moves_is_seen_within_a_minute():
    ages = dict(
        part.strip().split("=") for part in TRAVELLING.split(",") if "=" in part
    )

    assert int(ages["max-age"]) + int(ages["stale-while-revalidate"]) <= 60
    assert int(ages["stale-if-error"]) >= 3600


@pytest.mark.parametrize(
    "path", ["/embed/x", "/embed/movies/the-lamplighter/nonsense", "/embed/a/b/c"]
)
def test_a_mistyped_frame_says_so_and_may_be_framed(app, client, path):
    page = client.visit(f"{path}?lang=de&theme=dark", status=404)

    headers = page.response.headers
    assert page.headings == ["Ein solches Widget gibt es nicht"]
    assert page.root.cssselect("a[href]")
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors" not in headers["Content-Security-Policy"]
    assert "form-action 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_a_mistyped_frame_keeps_to_the_sites_that_may_frame(site_with):
    client = site_with(embed_sites="https://www.example.org")

    policy = client.get("/embed/x").headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'self' https://www.example.org")


def test_no_other_unknown_address_may_be_framed(app, client):
    for path in ("/embedded/x", "/embed", "/movies/nothing"):
        answer = client.get(path)

        assert (answer.status_code, answer.headers["X-Frame-Options"]) == (404, "DENY")
