"""oEmbed, point by point: O1 to O14 of the specification, C1 to C8 of its consumers."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from lxml import etree, html

from app import create_app
from app.audience.models import Standing
from app.core.db import db
from app.movies import operations as movie_operations
from app.movies.models import FormerSlug
from tests.factories import accounts, audience, critics, movies
from tests.support import wordpress
from tests.support.databases import close, settings_of

HOME = "http://localhost"
FILM = f"{HOME}/movies/the-lamplighter"
PAGES = {
    FILM: "/embed/movies/the-lamplighter/score",
    f"{FILM}/critic-reviews": "/embed/movies/the-lamplighter/critic-reviews",
    f"{FILM}/audience-reviews": "/embed/movies/the-lamplighter/audience-reviews",
    f"{HOME}/critics/cleo-marsh": "/embed/critics/cleo-marsh",
}
SIZES = ((1, 1), (100, 100), (200, 300), (320, 200), (500, 750), (599, 400), (9999, 9))
HOSTILE = (
    "http://[",
    "http://a:b/",
    "http://localhost:x/movies/the-lamplighter",
    "\0",
    f"{FILM}\0",
    "//x",
    "//localhost/movies/the-lamplighter",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://localhost/movies/the-lamplighter",
    f"{HOME}@evil.example/movies/the-lamplighter",
    "http://evil.example@localhost/movies/the-lamplighter",
    "http://evil.example/movies/the-lamplighter",
    "http://evil.example/http://localhost/movies/the-lamplighter",
    "http://localhost\\@evil.example/movies/the-lamplighter",
    "http://localhost/movies/../account",
    "http://localhost/movies/the-lamplighter/../..",
    "http://localhost/movies/THE-LAMPLIGHTER",
    "http://localhost/movies/%00",
    "http://[::1]/movies/the-lamplighter",
    "the-lamplighter",
    "x" * 5000,
    "🎬",
)


@pytest.fixture
def film(app):
    """A film with reviews by a critic and one of a member."""
    movie = movies.movie("The Lamplighter")
    critics.reviews(movie, 9, critic_id=critics.critic().id)
    audience.review(movie, accounts.ada())
    return movie


@pytest.fixture
def ask(client):
    """Ask for a page: `ask(FILM, maxwidth=400)`; return the answer."""

    def ask_for(url, **asked):
        query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
        return client.get(f"/oembed?url={quote(url, safe='')}&{query}".rstrip("&"))

    return ask_for


def frame_of(answer):
    """Return the frame in an answer's html."""
    (frame,) = html.fromstring(f"<div>{answer.json['html']}</div>").cssselect("iframe")
    return frame


def test_o1_only_get_is_answered(film, client):
    answers = [client.open("/oembed", method=each) for each in ("PUT", "DELETE")]

    assert [answer.status_code for answer in answers] == [405, 405]
    assert client.head(f"/oembed?url={FILM}").status_code == 200


@pytest.mark.parametrize("query", ["", "url=", "format=json", "url"])
def test_o1_a_missing_url_is_a_404_that_helps(film, client, query):
    answer = client.get(f"/oembed?{query}")

    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert "url=" in answer.text


@pytest.mark.parametrize("form", ["json", "xml"])
def test_o1_a_foreign_or_malformed_url_is_a_404_that_helps(film, ask, form):
    for url in HOSTILE:
        answer = ask(url, format=form)

        assert answer.status_code == 404
        assert "must be the address of a movie" in answer.text
        assert url not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_o1_bytes_that_are_no_text_are_a_404(film, client):
    assert client.get("/oembed?url=%ff%fe%80").status_code == 404


def test_o2_the_sizes_are_obeyed_in_the_numbers_and_in_the_html(film, ask):
    for url in PAGES:
        for maxwidth, maxheight in SIZES:
            answer = ask(url, maxwidth=maxwidth, maxheight=maxheight)

            assert 0 < answer.json["width"] <= maxwidth
            assert 0 < answer.json["height"] <= maxheight
            frame = frame_of(answer)
            assert frame.get("width") == str(answer.json["width"])
            assert frame.get("height") == str(answer.json["height"])
            assert answer.json.get("thumbnail_width", 0) <= maxwidth
            assert answer.json.get("thumbnail_height", 0) <= maxheight


def test_o2_what_is_no_size_does_no_harm(film, ask):
    for text in ("0", "-1", "x", "", "9" * 400, "1e3", "%00", "½"):
        answer = ask(FILM, maxwidth=text, maxheight=text)

        assert answer.status_code == 200
        assert answer.json == ask(FILM).json


def test_o2_a_list_gets_shorter_rather_than_cut(film, ask):
    tall = ask(f"{FILM}/critic-reviews")
    short = ask(f"{FILM}/critic-reviews", maxheight=tall.json["height"] - 1)

    assert parse_qs(urlsplit(frame_of(short).get("src")).query) == {"count": ["4"]}


def test_o2_a_score_becomes_compact_rather_than_cut(film, ask):
    short = ask(FILM, maxheight=250)

    assert frame_of(short).get("src").endswith("/score?size=compact")


def test_o3_unknown_arguments_are_ignored(film, ask):
    assert ask(FILM, dnt=1, callback="x", discover="false").json == ask(FILM).json


def test_o4_json_and_xml_say_the_same(film, ask):
    for url in PAGES:
        json_answer, xml_answer = ask(url, format="json"), ask(url, format="xml")

        assert json_answer.mimetype == "application/json"
        assert xml_answer.mimetype == "text/xml"
        assert xml_answer.content_type == "text/xml; charset=utf-8"
        root = etree.fromstring(xml_answer.data)
        assert root.tag == "oembed"
        assert {each.tag: each.text for each in root} == {
            name: str(value) for name, value in json_answer.json.items()
        }


def test_o4_json_is_what_comes_without_a_format(film, ask):
    assert ask(FILM).mimetype == "application/json"


@pytest.mark.parametrize("title", ["Ž \"<b>\" & 'Co' 東京", "Bad\x01 sign \ufffe"])
def test_o4_strange_signs_pass_in_both(app, ask, title):
    movies.movie(title, slug="the-lamplighter")

    said = ask(FILM).json
    root = etree.fromstring(ask(FILM, format="xml").data)

    assert root.findtext("title") == said["title"]
    fragment = etree.fromstring(f"<div>{said['html']}</div>")
    assert fragment.find("iframe").get("title") == said["title"]


def test_o5_another_format_is_501(film, ask):
    for form in ("yaml", "", "JSON", "jsonp", "\0", "html"):
        answer = ask(FILM, format=form)

        assert answer.status_code == 501
        assert "json and xml" in answer.text


@pytest.mark.parametrize(
    "path", ["/movies/no-such-film", "/critics/nobody", "/embed/movies/none/quote"]
)
def test_o6_what_is_not_here_is_a_404(film, ask, path):
    assert ask(HOME + path).status_code == 404


def test_o6_a_quote_of_a_review_that_is_not_shown_is_a_404(film, ask):
    kept = audience.review(film, accounts.bo(), body="The lamps stay with you.")
    told = audience.review(film, accounts.cleo(), body="He dies.", spoiler=True)
    page = f"{HOME}/embed/movies/the-lamplighter/quote?review=audience-"

    assert ask(f"{page}{kept.id}").status_code == 200
    assert ask(f"{page}{told.id}").status_code == 404
    assert ask(f"{page}{told.id + 1}").status_code == 404
    kept.standing = Standing.HIDDEN
    db.session.flush()
    assert ask(f"{page}{kept.id}").status_code == 404


def test_o6_a_widget_that_is_switched_off_is_a_404(databases, tmp_path):
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path, widgets=("badge",)))
    with app.app_context():
        movies.movie("The Lamplighter")
        critics.critic()

    for page in PAGES:
        answer = app.test_client().get(f"/oembed?url={page}")
        assert answer.status_code == 404
        assert "switched this widget off" in answer.text
        shown = app.test_client().get(urlsplit(page).path)
        assert "oembed" not in shown.text
        assert "Link" not in shown.headers
    close(app)


def test_o7_it_says_what_it_must(film, ask):
    for url in PAGES:
        said = ask(url).json

        assert said["version"] == "1.0"
        assert said["type"] == "rich"
        assert isinstance(said["html"], str)
        assert isinstance(said["width"], int)
        assert isinstance(said["height"], int)


def test_o8_it_says_by_whom_and_for_how_long(film, ask):
    for url in PAGES:
        said = ask(url).json

        assert said["title"]
        assert said["author_name"]
        assert said["author_url"].startswith("http")
        assert said["provider_name"] == "Matinee"
        assert said["provider_url"] == "http://localhost/"
        assert 0 < said["cache_age"] <= 60


@pytest.mark.parametrize("maxwidth", ["", 2000, 1199, 450, 100])
def test_o8_the_thumbnails_fields_come_together(app, client, ask, maxwidth):
    movies.movie(
        "The Lamplighter", poster_file="a.webp", poster_width=400, poster_height=600
    )

    said = ask(FILM, maxwidth=maxwidth).json

    given = {name for name in said if name.startswith("thumbnail")}
    assert len(given) in {0, 3}
    assert bool(given) is (maxwidth != 100)
    if given:
        assert said["thumbnail_url"].startswith(HOME)
        assert said["thumbnail_width"] == (400 if maxwidth in {1199, 450} else 1200)


def test_o9_the_html_is_xhtml_without_margin_and_absolute(film, ask):
    for url in PAGES:
        said = ask(url).json["html"]

        root = etree.fromstring(f"<div>{said}</div>")
        for element in root.iter():
            for name in {"src", "href"} & set(element.keys()):
                assert element.get(name).startswith(f"{HOME}/")
        frame = root.find("iframe")
        assert {frame.get(f"margin{side}") for side in ("width", "height")} == {"0"}
        assert not root.xpath("//@style | //@class | //script")
        assert frame.get("title")


def test_o9_behind_https_everything_is_https(databases, tmp_path):
    url = databases.with_tables("sqlite")
    home = "https://films.example"
    app = create_app(settings_of(url, tmp_path, base_url=home))
    with app.app_context():
        movies.movie("The Lamplighter")

    answer = app.test_client().get(
        f"/oembed?url={home}/movies/the-lamplighter", base_url=home
    )
    close(app)

    assert answer.status_code == 200
    assert "http:" not in answer.text
    assert answer.json["html"].count(f"{home}/") == 2


def test_o10_a_page_names_both_forms_in_its_head_and_its_headers(film, client):
    for url in PAGES:
        page = client.visit(urlsplit(url).path)
        wanted = {
            kind: f"{HOME}/oembed?url={quote(url, safe='')}&format={form}"
            for form, kind in (
                ("json", "application/json+oembed"),
                ("xml", "text/xml+oembed"),
            )
        }

        links = page.root.cssselect("head link[rel=alternate][type$=oembed]")
        headers = page.response.headers.getlist("Link")

        assert {each.get("type"): each.get("href") for each in links} == wanted
        assert all(each.get("title") for each in links)
        assert set(headers) == {
            f'<{href}>; rel="alternate"; type="{kind}"' for kind, href in wanted.items()
        }
        for href in wanted.values():
            assert client.get(href).status_code == 200


def test_o10_a_filter_or_a_letters_tail_is_not_part_of_it(film, client):
    plain = client.get("/movies/the-lamplighter").headers.getlist("Link")

    asked = client.get("/movies/the-lamplighter?show=top&utm_source=x")

    assert asked.headers.getlist("Link") == plain


def test_o11_the_links_stand_early_in_the_head(film, client):
    page = client.get("/movies/the-lamplighter").data

    last = page.rindex(b"+oembed")
    assert last < page.index(b"</head>")
    assert last < 150_000


def test_o12_other_ways_to_write_it_lead_to_the_movie(film, ask):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    for url in (
        "http://www.localhost/movies/the-lamplighter",
        "https://localhost/movies/the-lamplighter",
        "http://LOCALHOST/movies/the-lamplighter",
        f"{FILM}/",
        f"{FILM}?utm_source=letter&utm_medium=mail",
        f"{FILM}#critic-reviews",
        f"{FILM}/?a=b#c",
        f"{HOME}/movies/old-lamps",
        f"{HOME}/movies/the%2Dlamplighter",
    ):
        assert ask(url).json == ask(FILM).json, url


@pytest.mark.parametrize("form", ["json", "xml"])
def test_o13_it_may_be_kept_and_read_by_everybody(film, client, form):
    for url in PAGES:
        path = f"/oembed?url={url}&format={form}"
        client.set_cookie("session", "whatever")

        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        movie_operations.touch(film.id)
        db.session.commit()
        later = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in first.headers
        assert first.headers["Cache-Control"].startswith("public, max-age=30")
        assert "stale-while-revalidate" in first.headers["Cache-Control"]
        assert "stale-if-error" in first.headers["Cache-Control"]
        assert "Set-Cookie" not in first.headers
        assert first.headers["Vary"] == "Accept-Encoding"
        assert (again.status_code, later.status_code) == (304, 200)


def test_o13_an_error_can_be_read_by_everybody_too(film, ask):
    assert ask("x").headers["Access-Control-Allow-Origin"] == "*"


def test_o14_a_first_answer_is_quick_since_it_asks_little(film, ask, count_queries):
    for url in PAGES:
        with count_queries() as sent:
            ask(url)

        assert len(sent) <= 4


@pytest.mark.parametrize(
    "path",
    [
        "/embed/movies/the-lamplighter/critic-reviews?theme=dark&count=2&show=fresh",
        "/embed/movies/the-lamplighter/score?theme=light&size=compact",
        "/embed/movies/the-lamplighter/audience-reviews?lang=de",
        "/embed/critics/cleo-marsh?count=1",
    ],
)
def test_a_widgets_own_address_keeps_its_choices(film, ask, path):
    source = urlsplit(frame_of(ask(HOME + path)).get("src"))

    assert source.path == urlsplit(path).path
    assert parse_qs(source.query) == parse_qs(urlsplit(path).query)


def test_a_page_under_a_filter_shows_the_widget_under_it(film, ask):
    answer = ask(f"{FILM}/critic-reviews?show=fresh&after=2012-08-01.3")

    assert frame_of(answer).get("src").endswith("/critic-reviews?show=fresh")


def test_what_is_framed_is_there(film, ask, client):
    for url in PAGES:
        assert client.get(frame_of(ask(url)).get("src")).status_code == 200


def test_c1_wordpress_keeps_the_frame_and_the_link(film, ask):
    for url in PAGES:
        said = ask(url, maxwidth=500, maxheight=750).json["html"]

        kept = wordpress.embedded(said, secret="s3cr3t")

        assert wordpress.sanitised(said) == said
        assert said.startswith("<blockquote>")
        assert said.count("<iframe") == 1
        root = html.fromstring(f"<div>{kept}</div>")
        (frame,) = root.cssselect("iframe")
        assert frame.get("src").endswith("#?secret=s3cr3t")
        assert frame.get("sandbox") == "allow-scripts"
        assert root.cssselect("blockquote[data-secret=s3cr3t] a[href]")


def test_c1_our_wordpress_is_strict():
    frame = '<iframe src="https://a.example/"></iframe>'

    assert wordpress.embedded("<p>no frame</p>", secret="x") is None
    assert wordpress.sanitised(f'<script>1</script><p style="x">{frame}</p>') == frame
    assert 'class="wp-embedded-content"' not in wordpress.embedded(frame, secret="x")


def test_c4_no_word_that_makes_consumers_drop_the_html(film, ask):
    for url in PAGES:
        for form in ("json", "xml"):
            answer = ask(url, format=form)

            assert "wp-embedded-content" not in answer.text
            assert "wp-json" not in answer.text


def test_c4_nor_in_the_page(film, client):
    page = client.get("/movies/the-lamplighter")

    assert not re.search("wp-embedded-content|wp-json", page.text)
    assert "wp-json" not in "".join(page.headers.getlist("Link"))


def test_c5_ghost_finds_type_version_html_and_width(film, ask):
    for url in PAGES:
        said = ask(url).json

        assert {"type", "version", "html", "width", "height"} <= set(said)
        assert said["html"] and said["width"]


def test_c8_iframely_finds_the_same_frame_by_either_form(film, ask):
    said = ask(FILM, format="xml")

    assert etree.fromstring(said.data).findtext("html") == ask(FILM).json["html"]
