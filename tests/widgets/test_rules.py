"""What may be asked of a widget, and the line to copy (W6)."""

import pytest

from app.widgets import rules
from app.widgets.rules import Frame, Theme


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("light", Theme.LIGHT),
        ("dark", Theme.DARK),
        ("auto", Theme.SYSTEM),
        ("", Theme.SYSTEM),
        (None, Theme.SYSTEM),
        ('dark" onload="', Theme.SYSTEM),
    ],
)
def test_an_unknown_theme_follows_the_system(text, theme):
    assert Theme.read(text) is theme


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (None, 5),
        ("", 5),
        ("1", 1),
        ("10", 10),
        ("0", 1),
        ("11", 10),
        ("-3", 5),
        ("three", 5),
        ("3.5", 5),
        ("²", 5),
        ("9" * 5000, 5),
    ],
)
def test_one_to_ten_reviews_are_shown_and_five_for_nonsense(text, count):
    assert rules.read_count(text) == count


@pytest.mark.parametrize(
    ("text", "width"), [("320", 320), ("600", 600), ("321", 600), (None, 600)]
)
def test_an_unknown_width_is_the_wide_one(text, width):
    assert rules.read_width(text) == width


def test_an_address_holds_only_what_was_chosen():
    assert rules.address("/embed/x", show="", theme="dark") == "/embed/x?theme=dark"
    assert rules.address("/embed/x", show="", theme="") == "/embed/x"


def test_the_line_to_copy_reserves_its_place_and_escapes_what_it_says():
    frame = Frame(
        key="score",
        heading="The scores",
        explanation="",
        title='Scores of "Z" <b>',
        path="/embed/movies/z/score",
        src="https://films.example/embed/movies/z/score?theme=dark&count=3",
        width=320,
        height=342,
    )

    assert frame.line == (
        '<iframe src="https://films.example/embed/movies/z/score?theme=dark&amp;count=3"'
        ' width="320" height="342" title="Scores of &quot;Z&quot; &lt;b&gt;"'
        ' loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
