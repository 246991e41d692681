"""Cursors: what is written is read back, and whatever has the form leads somewhere."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api import cursors
from app.core.pagination import LARGEST_ID

IDS = st.integers(0, LARGEST_ID)


@given(st.dates(), IDS)
def test_a_day_is_read_as_it_was_written(day, number):
    text = cursors.day_text(day, number)

    cursor = cursors.read_day(text)

    assert re.fullmatch(cursors.DAY, text)
    assert (cursor.value, cursor.id) == (day, number)


@given(
    st.datetimes(
        cursors.FIRST_MOMENT.replace(tzinfo=None),
        cursors.LAST_MOMENT.replace(tzinfo=None),
        timezones=st.just(UTC),
    ),
    IDS,
)
def test_a_moment_is_read_as_it_was_written(moment, number):
    text = cursors.moment_text(moment, number)

    cursor = cursors.read_moment(text)

    assert re.fullmatch(cursors.MOMENT, text)
    assert (cursor.value, cursor.id) == (moment, number)


@given(
    st.from_regex(cursors.DAY, fullmatch=True, alphabet=st.characters(codec="ascii"))
)
def test_whatever_has_the_form_of_a_day_leads_somewhere(text):
    cursor = cursors.read_day(text)

    assert date.min <= cursor.value <= date.max
    assert 0 <= cursor.id <= LARGEST_ID


@given(
    st.from_regex(cursors.MOMENT, fullmatch=True, alphabet=st.characters(codec="ascii"))
)
def test_whatever_has_the_form_of_a_moment_leads_somewhere(text):
    cursor = cursors.read_moment(text)

    assert cursors.FIRST_MOMENT <= cursor.value <= cursors.LAST_MOMENT
    assert 0 <= cursor.id <= LARGEST_ID


@given(
    st.from_regex(cursors.FILM, fullmatch=True, alphabet=st.characters(codec="ascii"))
)
def test_whatever_has_the_form_of_a_film_leads_somewhere(text):
    assert 0 <= cursors.read_film(text) <= LARGEST_ID


def test_no_cursor_is_one_of_another_list():
    forms = [cursors.DAY, cursors.MOMENT, cursors.FILM, cursors.NAME, cursors.HIT]
    written = [
        cursors.day_text(date(2012, 8, 1), 7),
        cursors.moment_text(datetime(2012, 8, 1, tzinfo=UTC), 7),
        cursors.film_text(7),
        cursors.name_text("cleo-marsh"),
        cursors.hit_text("movie.7"),
    ]

    for place, text in enumerate(written):
        fitting = [
            number for number, form in enumerate(forms) if re.fullmatch(form, text)
        ]
        assert fitting == [place]


def test_a_list_by_day_has_no_cursor_of_another_kind():
    with pytest.raises(TypeError):
        cursors.day_text(7, 1)
