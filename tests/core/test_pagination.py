"""Cursors name the last row shown; what cannot be read is no cursor."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.core.pagination import Cursor, day_cursor, moment_cursor

IDS = st.integers(min_value=0, max_value=2**31 - 1)


@given(st.dates(), IDS)
def test_a_day_cursor_comes_back_as_it_went(day: date, number: int) -> None:
    cursor = Cursor(day, number)

    assert day_cursor(str(cursor)) == cursor


@given(st.datetimes(timezones=st.just(UTC)), IDS)
def test_a_moment_cursor_keeps_every_microsecond(moment: datetime, number: int) -> None:
    cursor = Cursor(moment, number)

    assert moment_cursor(str(cursor)) == cursor


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_none(text: str) -> None:
    for read in (day_cursor, moment_cursor):
        cursor = read(text)

        assert cursor is None or 0 <= cursor.id < 2**31


def test_a_malformed_cursor_starts_the_list_at_its_beginning() -> None:
    for text in (
        None,
        "",
        "2012-13-01.1",
        "2012-08-10",
        "x.1",
        "1.99999999999",
        "1.-1",
        "2012-08-10.٤",
    ):
        assert day_cursor(text) is None
    for text in (
        None,
        "",
        "99999999999999999999.1",
        "9" * 18 + ".1",
        "1.5.5",
        "1.²",
        "٤.1",
    ):
        assert moment_cursor(text) is None
