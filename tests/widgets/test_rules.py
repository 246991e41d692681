"""What may be asked of a widget, and what becomes of nonsense (W6, W7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.widgets import rules
from app.widgets.rules import ChosenReview, Kind, Options, Size, Theme


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
def test_w6_an_unknown_theme_follows_the_system(text, theme):
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
        ("٤", 5),
        ("9" * 5000, 5),
    ],
)
def test_one_to_ten_reviews_are_shown_and_five_for_nonsense(text, count):
    assert rules.read_count(text) == count


@pytest.mark.parametrize(
    ("text", "width"),
    [("320", 320), ("600", 600), ("900", 900), ("321", 600), (None, 600)],
)
def test_an_unknown_width_is_the_middle_one(text, width):
    assert rules.read_width(text) == width


@pytest.mark.parametrize(
    ("text", "review"),
    [
        (None, None),
        ("", None),
        ("newest", None),
        ("12", ChosenReview(12)),
        ("critic-12", ChosenReview(12)),
        ("audience-7", ChosenReview(7, by_audience=True)),
        ("editor-7", ChosenReview(0)),
        ("audience-", ChosenReview(0)),
        ("-7", ChosenReview(7)),
        ("critic-critic-7", ChosenReview(0)),
        ("99999999999", ChosenReview(0)),
        ("9" * 5000, ChosenReview(0)),
        ("4294967296", ChosenReview(0)),
        ("1 OR 1=1", ChosenReview(0)),
        ("critic-٤", ChosenReview(0)),
    ],
)
def test_a_review_is_named_by_its_number_and_nonsense_is_no_review(text, review):
    assert rules.read_review(text) == review


@given(
    st.dictionaries(
        st.sampled_from(
            ["theme", "accent", "lang", "count", "show", "size", "review", "x"]
        ),
        st.text(max_size=40),
    )
)
def test_whatever_is_asked_becomes_options_that_an_address_can_hold(asked):
    options = Options.read(asked)

    assert Options.read(options.asked()) == options
    assert "x" not in options.asked()


def test_options_at_their_defaults_are_left_out_of_addresses():
    assert Options().asked() == {}
    assert Options.read({"theme": "dark", "lang": "de", "count": "3"}).asked() == {
        "theme": "dark",
        "lang": "de",
        "count": "3",
    }


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (Kind.SCORE, {"theme", "size"}),
        (Kind.CRITIC_REVIEWS, {"theme", "count", "show"}),
        (Kind.AUDIENCE_REVIEWS, {"theme", "count"}),
        (Kind.QUOTE, {"theme", "review"}),
        (Kind.CRITIC, {"theme", "count"}),
    ],
)
def test_a_widget_keeps_only_the_options_that_it_knows(kind, kept):
    options = Options(
        theme=Theme.DARK,
        count=3,
        show="top",
        size=Size.COMPACT,
        review=ChosenReview(4),
    )

    assert set(options.only_for(kind).asked()) == kept


def test_an_address_holds_only_what_was_chosen():
    assert rules.address("/embed/x", show="", theme="dark") == "/embed/x?theme=dark"
    assert rules.address("/embed/x", show="", theme="") == "/embed/x"


@given(st.text(max_size=80), st.integers(2, 40))
def test_a_shortened_text_is_no_longer_and_begins_alike(text, most):
    short = rules.shortened(text, most)

    assert len(short) <= max(most, 1)
    assert short == text or text.startswith(short.removesuffix("…"))


def test_a_text_is_cut_between_two_words():
    assert rules.shortened("One two three", 9) == "One two…"
    assert rules.shortened("One two", 9) == "One two"
    assert rules.shortened("Unbreakable", 5) == "Unbr…"
    assert rules.shortened("One, two three", 6) == "One…"
