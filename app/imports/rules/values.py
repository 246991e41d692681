"""Values of a member's files, read strictly: each is right, empty, or refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from app.imports.rules.entries import FIRST_FILM, LONGEST_TITLE
from app.imports.rules.own_tables import Row
from app.imports.rules.refusals import Refusal

Value = TypeVar("Value")
STARS = re.compile(r"([0-5])(?:[.,]([05])0*)?")
WHOLE = re.compile(r"\d{1,2}")
YEAR = re.compile(r"\d{4}")
YES, NO = {"yes", "true", "1", "y"}, {"", "no", "false", "0", "n"}
HIGHEST = 10
AHEAD = 10


class BadValue(Exception):
    """A value of a row that cannot be."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def refuse(row: Row, column: str, expected: str) -> BadValue:
    """Return the error for a value."""
    return BadValue(row.refusal(column, expected))


def title(row: Row, column: str) -> str:
    """Return a title; a row without one says nothing."""
    text = " ".join(row.get(column).split())
    if not text:
        raise refuse(row, column, "the title of a film")
    if len(text) > LONGEST_TITLE:
        raise refuse(row, column, f"a title of at most {LONGEST_TITLE} characters")
    return text


def year(row: Row, column: str, *, today: date) -> int | None:
    """Return a year, or None where there is none."""
    text = row.get(column)
    if not text:
        return None
    if not YEAR.fullmatch(text) or not text.isascii():
        raise refuse(row, column, "a year of four digits, or nothing")
    number = int(text)
    if not FIRST_FILM.year - 20 <= number <= today.year + AHEAD:
        raise refuse(row, column, f"a year from 1868 to {today.year + AHEAD}")
    return number


def stars(row: Row, column: str) -> int | None:
    """Return stars as half-steps: 3.5 is 7; None where there are none."""
    text = row.get(column)
    if not text:
        return None
    found = STARS.fullmatch(text)
    steps = int(found[1]) * 2 + (found[2] == "5") if found else 0
    if not 1 <= steps <= HIGHEST:
        raise refuse(row, column, "0.5 to 5 in half stars, or nothing")
    return steps


def out_of_ten(row: Row, column: str) -> int | None:
    """Return a rating of 1 to 10, which are our half-steps."""
    text = row.get(column)
    if not text:
        return None
    if not WHOLE.fullmatch(text) or not 1 <= int(text) <= HIGHEST:
        raise refuse(row, column, "a whole number from 1 to 10, or nothing")
    return int(text)


def day(row: Row, column: str, *, today: date) -> date | None:
    """Return a day, or None where there is none; tomorrow is today somewhere."""
    text = row.get(column)
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        raise refuse(row, column, "a day like 2024-05-31, or nothing") from None
    if not FIRST_FILM <= found <= today + timedelta(days=1):
        raise refuse(row, column, f"a day from {FIRST_FILM} to today")
    return min(found, today)


def yes_or_no(row: Row, column: str) -> bool:
    """Return whether something is so; nothing means no."""
    text = row.get(column).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise refuse(row, column, "Yes, or nothing")


def understood(read: Callable[[Row], Value], row: Row) -> Value | Refusal:
    """Return what a row says, or the refusal of what it cannot say."""
    try:
        return read(row)
    except BadValue as bad:
        return bad.refusal
