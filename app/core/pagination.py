"""Keyset cursors: where a list goes on, without ever counting rows to skip.

A cursor names the last row shown, as `2012-08-10.123` or, for moments, as
microseconds since 1970 and the id: `1347580800000000.123`; for a list sorted by a
number, as the number and the id: `7.123`. What cannot be read is no
cursor, and the list starts at its beginning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, bindparam, tuple_

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**31 - 1
LONGEST = 60
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort value and the id of the last row shown."""

    value: date | datetime | int
    id: int

    def __str__(self) -> str:
        if isinstance(self.value, datetime):
            return f"{(self.value - EPOCH) // timedelta(microseconds=1)}.{self.id}"
        if isinstance(self.value, int):
            return f"{self.value}.{self.id}"
        return f"{self.value.isoformat()}.{self.id}"


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list, and the cursor of the last one if more follow."""

    items: Sequence[Item]
    after: str | None = None


def day_cursor(text: str | None) -> Cursor | None:
    """Read a cursor of a list sorted by day."""
    match = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,10})", (text or "")[:LONGEST]
    )
    if match is None or int(match[2]) > LARGEST_ID:
        return None
    try:
        return Cursor(date.fromisoformat(match[1]), int(match[2]))
    except ValueError:
        return None


def moment_cursor(text: str | None) -> Cursor | None:
    """Read a cursor of a list sorted by moment."""
    match = re.fullmatch(r"(-?[0-9]{1,18})\.([0-9]{1,10})", (text or "")[:LONGEST])
    if match is None or int(match[2]) > LARGEST_ID:
        return None
    try:
        moment = EPOCH + timedelta(microseconds=int(match[1]))
    except OverflowError:
        return None
    return Cursor(moment, int(match[2]))


def number_cursor(text: str | None) -> Cursor | None:
    """Read a cursor of a list sorted by a whole number."""
    match = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,10})", (text or "")[:LONGEST])
    if match is None or int(match[2]) > LARGEST_ID:
        return None
    return Cursor(int(match[1]), int(match[2]))


def cursor_text(text: str) -> str | None:
    """Return a cursor of any kind in its one spelling; None for what is none."""
    cursor = day_cursor(text) or number_cursor(text) or moment_cursor(text)
    return None if cursor is None else str(cursor)


def behind(cursor: Cursor, value: Any, id_column: Any) -> ColumnElement[bool]:
    """Keep the rows that come after the cursor, newest first."""
    return tuple_(value, id_column) < tuple_(cursor.value, cursor.id)


def behind_parameters(value: Any, id_column: Any, name: str) -> ColumnElement[bool]:
    """Keep what comes after the cursor whose two parts are handed over by name.

    For statements that are made once: its value is `name`, its id `after_id`.
    """
    return tuple_(value, id_column) < tuple_(
        bindparam(name, type_=value.type), bindparam("after_id", type_=Integer())
    )
