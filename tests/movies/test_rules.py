"""Slugs, typographic posters, running times and prices."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.movies import rules


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Ai Weiwei: Never Sorry", "ai-weiwei-never-sorry"),
        ("Åsa and the River", "asa-and-the-river"),
        ("Věra's Day", "veras-day"),
        ("Łódź", "lodz"),
        ("東京", "untitled"),
        ("  ...  ", "untitled"),
    ],
)
def test_a_slug_can_be_read(title: str, slug: str) -> None:
    assert rules.slugify(title) == slug


@given(st.text(max_size=400))
def test_every_title_has_a_slug_that_is_an_address(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rules.slugify(title))
    assert len(rules.slugify(title)) <= rules.LONGEST_SLUG


@given(st.text(min_size=1, max_size=200))
def test_a_film_keeps_its_sheet(title: str) -> None:
    sheet = rules.typographic_poster("a-slug", title)

    assert sheet == rules.typographic_poster("a-slug", title)
    assert sheet.motif in rules.MOTIFS
    assert sheet.ink in rules.INKS


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("M.", "short"),
        ("Salt Year", ""),
        ("Nine Winters", "long"),
        ("Understudy", "longer"),
        ("Kitchen at the End of the Line", "longer"),
        ("A Remarkable and Entirely Truthful Account of What Happened", "longest"),
    ],
)
def test_the_size_of_the_letters_follows_the_title(title: str, size: str) -> None:
    assert rules.typographic_poster("slug", title).size == size


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(91, "1 hr. 31 min."), (60, "1 hr."), (45, "45 min."), (0, None), (None, None)],
)
def test_a_running_time_in_words(minutes: int | None, words: str | None) -> None:
    assert rules.running_time(minutes) == words


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (900, "EUR", "€9"),
        (399, "USD", "$3.99"),
        (0, "EUR", "free"),
        (1250, "CHF", "12.50 CHF"),
        (None, "EUR", None),
    ],
)
def test_a_price_as_it_is_printed(
    cents: int | None, currency: str, words: str | None
) -> None:
    assert rules.price(cents, currency) == words


def test_titles_stand_in_order_without_article_and_accent() -> None:
    titles = ["Zebra", "The Aviary", "Éclair", "A Dog"]

    assert sorted(titles, key=rules.title_sort) == [
        "The Aviary",
        "A Dog",
        "Éclair",
        "Zebra",
    ]
