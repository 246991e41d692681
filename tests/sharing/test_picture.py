"""The drawn picture of a movie: its size, its words, whatever the movie has."""

import io
import re

import pytest
from PIL import Image

from app.config import ROOT
from app.movies.rules import INKS, MOTIFS
from app.scores.rules import Score, ScoreKind
from app.sharing import lettering, motifs, picture
from app.sharing.lettering import OWN, Lettering
from app.sharing.picture import Subject

LONG = (
    "The Remarkable and Entirely Truthful Account of How the Night Train to Trieste "
    "Was Held at the Border for Eleven Days, Told by Those Who Were Aboard"
)


def score(positive: int, total: int) -> Score:
    return Score(ScoreKind.CRITIC, positive, total, minimum=5, threshold=60)


def subject(**values) -> Subject:
    return Subject(
        **{
            "title": "Dust",
            "bylines": ("2019, directed by Ana Lind", "2019"),
            "motif": "disc",
            "ink": "moss",
            "poster": None,
            "critics": score(9, 10),
            "audience": score(8, 10),
            "stars": "4.1",
            "site_name": "Matinee",
            "lettering": Lettering(),
        }
        | values
    )


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


def near(colour: tuple[int, ...], wanted: str) -> bool:
    """Tell whether a colour is the wanted one, as near as a JPEG keeps it."""
    parts = [int(wanted[place : place + 2], 16) for place in (1, 3, 5)]
    return all(abs(a - b) < 12 for a, b in zip(colour, parts, strict=True))


@pytest.fixture
def poster(tmp_path):
    """A poster that is nothing but blue."""
    path = tmp_path / "poster.webp"
    Image.new("RGB", (400, 600), "#0000ff").save(path, lossless=True)
    return path


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": LONG},
        {"title": "Ż"},
        {"title": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3},
        {"title": "東京物語", "bylines": ("1953, directed by 小津安二郎", "1953")},
        {"title": "東京物語", "bylines": (), "site_name": "映画"},
        {"title": "🎬 \u202eDust\x00", "bylines": ()},
        {"critics": score(0, 0), "audience": score(0, 0), "stars": None},
        {"critics": score(2, 3), "audience": score(1, 1), "stars": "5.0"},
        {"critics": score(1, 10), "audience": score(0, 10**6), "stars": "0.5"},
        {"critics": score(10**6, 10**6), "audience": score(10**7, 10**7)},
    ],
)
def test_every_movie_has_a_picture_of_the_size(values):
    image = opened(picture.drawn(subject(**values)))

    assert image.size == (1200, 630)


def test_a_picture_weighs_little(poster):
    for each in (subject(title=LONG), subject(poster=poster)):
        assert len(picture.drawn(each)) < 300_000


def test_the_poster_stands_at_the_left(poster):
    image = opened(picture.drawn(subject(poster=poster)))

    assert near(image.getpixel((200, 300)), "#0000ff")
    assert near(image.getpixel((1190, 10)), picture.STOCK)


def test_a_poster_that_cannot_be_read_is_none(tmp_path):
    broken = tmp_path / "poster.webp"
    broken.write_bytes(b"RIFF....WEBPnothing of the kind")
    text = tmp_path / "poster.jpg"
    text.write_text("not a picture")
    none = picture.drawn(subject())

    for path in (broken, text, tmp_path / "missing.png", tmp_path):
        assert picture.drawn(subject(poster=path)) == none


def test_a_poster_of_too_many_pixels_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "poster.png"
    Image.new("1", (200, 200)).save(path)
    monkeypatch.setattr(picture, "MOST_PIXELS", 200 * 199)

    assert picture.read_poster(path) is None


@pytest.mark.parametrize(
    ("critics", "ground"),
    [
        (score(9, 10), picture.LAMP),
        (score(2, 3), picture.STOCK_DEEP),
        (score(0, 0), picture.STOCK_DEEP),
    ],
)
def test_the_lamp_is_on_for_fresh_alone(critics, ground):
    image = opened(picture.drawn(subject(critics=critics)))

    assert near(image.getpixel((5, 620)), ground)
    assert near(image.getpixel((1190, 620)), picture.HOUSE)


def test_fresh_and_rotten_differ_by_more_than_colour():
    fresh, rotten = (
        opened(picture.drawn(subject(critics=score(positive, 20)))).convert("L")
        for positive in (12, 11)
    )
    marks = [image.crop((240, 400, 420, 500)) for image in (fresh, rotten)]
    dark = [[value < 110 for value in mark.get_flattened_data()] for mark in marks]

    different = sum(a != b for a, b in zip(*dark, strict=True))
    assert different > 500


def test_another_title_is_another_picture_and_the_same_is_kept():
    before = picture.drawn.cache_info().hits

    first, again, other = (
        picture.drawn(subject(title=each)) for each in ("Salt", "Salt", "Pepper")
    )

    assert first is again
    assert first != other
    assert picture.drawn.cache_info().hits == before + 1


def test_a_title_of_any_length_stays_in_its_room():
    letters = Lettering()

    for title in ("A", "Dust", LONG, "W" * 300, "word " * 90, "Ünïçödé Ż"):
        setting = letters.fitted(title, (700, 180), picture.TITLE_SIZES)
        widths = [
            letters.length(line, setting.size, setting.stretch)
            for line in setting.lines
        ]

        assert max(widths) <= 700
        assert setting.height <= 180
        assert setting.lines[-1].endswith("…") or len(title.split()) == len(
            " ".join(setting.lines).split()
        )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Łucja Śmigły", "Łucja Śmigły"),
        ("Nguyễn", "Nguyen"),
        ("Dust 🎬 \u200b2", "Dust 2"),
        ("東京", None),
        ("Amélie 東京", None),
        ("Война", None),
        ("\x00\x01", None),
        ("", None),
    ],
)
def test_only_letters_that_can_be_drawn_are(text, printed):
    assert Lettering().printable(text) == printed


def test_a_font_of_the_sites_own_lends_its_letters():
    latin, more = OWN

    assert Lettering((latin,)).printable("Łódź") == "Lódz"
    assert Lettering((latin,)).printable("Ŋ") is None
    assert Lettering.with_font(more).fonts == (*OWN, more)
    assert Lettering((latin, more)).printable("Ŋ") == "Ŋ"


def test_our_face_has_the_letters_that_the_sheet_says():
    assert [lettering.has(font, "Ł") for font in OWN] == [False, True]
    assert [lettering.has(font, "e") for font in OWN] == [True, False]


@pytest.mark.parametrize("name", MOTIFS)
def test_every_motif_is_drawn_in_every_ink(name):
    for ink in INKS:
        drawn = motifs.motif(name, motifs.INKS[ink], 100)

        colours = drawn.getcolors(maxcolors=100_000)
        assert drawn.height == 100
        assert len(colours) > 1


def test_inks_and_colours_are_those_of_the_sheets():
    poster = (ROOT / "static/css/components/poster.css").read_text()
    tokens = (ROOT / "static/css/tokens.css").read_text()

    for name, ink in motifs.INKS.items():
        (said,) = re.findall(rf"\.poster--{name} {{(.*?)}}", poster)
        assert f"--ground: {ink.ground};" in said
        assert f"--figure: {ink.figure};" in said
    for name, colour in (
        ("stock", picture.STOCK),
        ("stock-deep", picture.STOCK_DEEP),
        ("ink", picture.INK),
        ("ink-soft", picture.INK_SOFT),
        ("rust", picture.RUST),
        ("lamp", picture.LAMP),
        ("house", picture.HOUSE),
    ):
        assert f"--{name}: light-dark({colour}," in tokens
    assert f"--lamp-glass: {picture.LAMP_GLASS};" in tokens
    assert f"--house-ink: {picture.HOUSE_INK};" in tokens


def test_the_site_has_a_picture_too():
    for name in ("Matinee", "映画", "A Very Long Name of a Film Club, Founded in 1934"):
        assert opened(picture.drawn_site(name, Lettering())).size == (1200, 630)
