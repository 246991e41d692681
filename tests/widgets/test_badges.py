"""Badges: small pictures that say the Critic Score anywhere (W14)."""

import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from threading import Barrier
from xml.etree import ElementTree

import pytest
from PIL import Image

from app.core.db import db
from app.movies.models import FormerSlug
from app.scores.rules import Score, ScoreKind
from app.widgets import badges, drawing, lettering
from app.widgets.badges import Box, Disc, Mark, Shape, Text
from app.widgets.rules import Theme
from app.widgets.words import LANGUAGES
from tests.factories import critics, movies

SVG = "/badges/the-lamplighter.svg"
PNG = "/badges/the-lamplighter.png"
SCORES = {
    "fresh": (79, 81),
    "full": (100, 100),
    "rotten": (2, 10),
    "few": (2, 3),
    "none": (0, 0),
}


def score(name):
    return Score(ScoreKind.CRITIC, *SCORES[name], 5, 60)


def badge(shape=Shape.FLAT, of="fresh", language="en", site_name="Films", title="Z"):
    return badges.badge(shape, title, score(of), site_name, LANGUAGES[language])


def drawn(made, theme, accent=""):
    return drawing.svg(made, drawing.sheet_of(made, theme, accent))


def extent(part):
    """Return left, top, right and bottom of a part."""
    if isinstance(part, Box):
        return part.x, part.y, part.x + part.width, part.y + part.height
    if isinstance(part, Disc):
        return (part.x - part.radius, part.y - part.radius,
                part.x + part.radius, part.y + part.radius)  # fmt: skip
    if isinstance(part, Mark):
        return part.x, part.y, part.x + part.size, part.y + part.size
    top = part.baseline - part.size * lettering.CAPITAL
    right = part.x + lettering.width(part.words, part.size)
    return part.x, top, right, part.baseline


@pytest.fixture
def film(app):
    movie = movies.movie("The Lamplighter")
    critics.reviews(movie, 9)
    return movie


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("of", SCORES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_w14_nothing_sticks_out_of_a_badge_and_no_words_touch(shape, of, language):
    made = badge(shape, of, language, site_name="The Film Society of Ostrava")

    for part in made.parts:
        left, top, right, bottom = extent(part)
        assert left >= 0, part
        assert top >= 0, part
        assert right <= made.width + 0.01, part
        assert bottom <= made.height, part
    words = [extent(part) for part in made.parts if isinstance(part, Text | Mark)]
    for place, (left, top, right, bottom) in enumerate(words):
        for other in words[:place]:
            apart = other[2] <= left or right <= other[0]
            assert apart or other[3] <= top or bottom <= other[1]


def test_w14_a_width_is_read_from_the_typeface_with_its_kerning():
    apart = lettering.width("A", 100) + lettering.width("V", 100)

    assert lettering.width("AV", 100) < apart
    assert lettering.width("CC", 100) == pytest.approx(2 * lettering.width("C", 100))
    assert lettering.width("", 100) == 0


def test_w14_what_the_typeface_lacks_is_not_drawn_but_said():
    made = badge(Shape.CARD, site_name="映画の会")

    assert "映画の会" not in {
        part.words for part in made.parts if isinstance(part, Text)
    }
    assert made.title.endswith("(映画の会)")
    assert "Critic Score" in badge(language="ar").title
    assert lettering.can_draw("Łódź Příběh")


@pytest.mark.parametrize("shape", Shape)
def test_w14_words_become_escaped_titles_and_paths(shape):
    made = badge(shape, title='Z "<b>" & Co')

    root = ElementTree.fromstring(drawn(made, Theme.SYSTEM))

    assert root.get("role") == "img"
    assert root.get("aria-label") == made.title
    assert root[0].tag.endswith("title")
    assert (
        root[0].text == 'Z "<b>" & Co: Critic Score 98% Fresh, Total Count: 81 (Films)'
    )
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert tags <= {"svg", "title", "style", "rect", "circle", "path"}


def test_a_badge_follows_the_system_or_the_theme_that_is_asked_for():
    made = badge()

    assert "prefers-color-scheme:dark" in drawn(made, Theme.SYSTEM)
    assert drawing.LIT["dark"] in drawn(made, Theme.DARK)
    assert "prefers-color-scheme" not in drawn(made, Theme.DARK)
    assert "#123456" in drawn(made, Theme.LIGHT, "123456")


def test_rotten_and_unscored_badges_are_not_lit():
    for of in ("rotten", "few", "none"):
        made = badge(of=of)
        assert not made.lit
        assert drawing.LIT["light"] not in drawn(made, Theme.LIGHT)
    assert "2 of 3 positive" in badge(of="few").title
    assert "No reviews yet." in badge(of="none").title


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("scale", drawing.SCALES)
def test_a_png_has_the_same_size_and_colours(shape, scale):
    made = badge(shape)

    image = Image.open(BytesIO(drawing.png(made, Theme.LIGHT, scale)))

    assert image.format == "PNG"
    assert image.size == (made.width * scale, made.height * scale)
    colours = {pixel[:3] for _, pixel in image.convert("RGBA").getcolors(100_000)}
    assert (0xFF, 0xD2, 0x1F) in colours
    assert (0x17, 0x19, 0x1E) in colours


def hash_of_sheet(svg):
    """Return the one style sheet of an SVG as a policy names it."""
    (sheet,) = re.findall(r"<style>(.*?)</style>", svg, re.DOTALL)
    return f"sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}"


@pytest.mark.parametrize("query", ["", "?theme=dark", "?accent=0b6e4f&shape=card"])
def test_w14_the_policy_allows_the_sheet_of_this_badge_alone(film, client, query):
    answer = client.get(SVG + query)
    headers = {"If-None-Match": answer.headers["ETag"]}
    kept = client.get(SVG + query, headers=headers)

    assert hash_of_sheet(answer.text) in answer.headers["Content-Security-Policy"]
    assert kept.status_code == 304
    assert (
        kept.headers["Content-Security-Policy"]
        == answer.headers["Content-Security-Policy"]
    )


def test_w14_the_headers_let_a_badge_stand_anywhere_and_do_nothing(film, client):
    answer = client.get(SVG)
    headers = answer.headers

    assert headers["Content-Type"].startswith("image/svg+xml")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src '{hash_of_sheet(answer.text)}'; sandbox"
    )
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [SVG, PNG])
def test_w11_a_badge_may_be_kept_and_is_asked_for_by_its_version(film, client, path):
    client.set_cookie("session", "whatever")
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    critics.reviews(film, 1, verdict="rotten")
    changed = client.get(path).headers["ETag"]

    assert again.status_code == 304
    assert changed != first.headers["ETag"]
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers["Vary"]
    for name in ("max-age", "stale-while-revalidate", "stale-if-error"):
        assert f"{name}=" in first.headers["Cache-Control"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "shape=card",
        "shape=round&theme=dark",
        "shape=nonsense&theme=x&accent=%00&scale=99999999999&lang=%ff",
        "_external=1&_scheme=javascript&slug=x",
    ],
)
def test_whatever_is_asked_a_badge_answers(film, client, query):
    assert client.get(f"{SVG}?{query}").status_code == 200
    assert client.get(f"{PNG}?{query}").data.startswith(b"\x89PNG")


def test_a_badge_follows_its_film_to_a_new_address(film, client):
    db.session.add(FormerSlug(slug="old-lamps", movie_id=film.id))
    db.session.commit()

    answer = client.get("/badges/old-lamps.png?shape=card&_external=1")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{PNG}?shape=card"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("ending", ["svg", "png", "gif", "svg.exe"])
def test_no_badge_of_no_film(app, client, ending):
    assert client.get(f"/badges/no-such-film.{ending}").status_code == 404


def test_badges_can_be_drawn_at_the_same_time_from_the_first_on():
    for each in (lettering.face, lettering.letters, lettering.outline):
        each.cache_clear()
    lettering.measuring.cache_clear()
    lettering.drawing.cache_clear()
    start = Barrier(8)

    def draw(number):
        start.wait()
        made = badge(list(Shape)[number % 3], language=list(LANGUAGES)[number % 4])
        return drawn(made, Theme.SYSTEM), drawing.png(made, Theme.DARK, 1)

    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(draw, range(8)))
    with ThreadPoolExecutor(8) as pool:
        again = list(pool.map(draw, range(8)))

    assert first == again


def test_a_badge_is_light(film, client):
    for shape in Shape:
        sent = client.get(f"{SVG}?shape={shape}", headers={"Accept-Encoding": "br"})
        assert len(sent.data) < 6_000
        assert len(client.get(f"{PNG}?shape={shape}&scale=2").data) < 15_000


def test_the_marks_of_badges_are_those_of_the_pages():
    for name in ("fresh", "rotten"):
        assert len(lettering.polygons_of_mark(name, 0, 0, 24)) >= 1
        assert re.fullmatch("[MLHVCQZ0-9., -]+", lettering.path_of_mark(name, 0, 0, 24))
    with pytest.raises(LookupError):
        lettering.mark("no-such-mark")
