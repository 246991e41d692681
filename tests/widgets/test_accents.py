"""A site's own colour is made readable before a widget wears it (W6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets import accents

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#C42", "cc4422"),
        ("cc4422", "cc4422"),
        ("ember", accents.NAMES["ember"]),
        (" Ember ", accents.NAMES["ember"]),
        ("", ""),
        (None, ""),
        ("red;}", ""),
        ("cc442", ""),
        ("cc4422cc", ""),
        ("٣٣٣", ""),
        ("../../etc", ""),
        ("f" * 5000, ""),
    ],
)
def test_a_colour_is_three_or_six_digits_or_a_name(text, colour):
    assert accents.read(text) == colour


@given(st.text(max_size=30))
def test_whatever_is_asked_is_six_digits_or_nothing(text):
    found = accents.read(text)

    assert found == "" or (len(found) == 6 and int(found, 16) >= 0)
    assert accents.read(found) == found


@given(colours)
def test_w6_the_ink_on_every_accent_reads(colour):
    ground, ink = accents.readable(colour)

    assert accents.contrast(ground, ink) >= accents.TEXT


@given(colours)
def test_w6_stars_in_every_accent_stand_out_from_the_dark_sheet(colour):
    stars = accents.lighter_until(colour, accents.HOUSES, accents.GRAPHIC)

    assert all(
        accents.contrast(stars, house) >= accents.GRAPHIC for house in accents.HOUSES
    )


@given(colours)
def test_a_colour_that_reads_stays_as_it_is(colour):
    inks = (accents.BLACK, accents.WHITE)
    if max(accents.contrast(colour, ink) for ink in inks) >= accents.TEXT:
        assert accents.readable(colour)[0] == colour


def test_the_worked_example():
    assert accents.contrast("777777", accents.BLACK) == pytest.approx(4.06, abs=0.05)
    assert accents.contrast("777777", accents.WHITE) == pytest.approx(4.48, abs=0.01)
    assert accents.readable("777777") == ("767676", accents.WHITE)


def test_the_contrast_is_that_of_the_guidelines():
    assert accents.contrast("000000", "ffffff") == pytest.approx(21)
    assert accents.contrast("abcdef", "abcdef") == pytest.approx(1)


def test_a_sheet_puts_the_accent_in_the_lamps_place():
    sheet = accents.sheet("cc4422")

    assert sheet.startswith(":root{--lamp:#cc4422;--black:#ffffff;")
    assert sheet.count("{") == sheet.count("}") == 1
