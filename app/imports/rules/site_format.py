"""Rows of a site as lines of JSON, and back: every value checked on the way in.

A line is one row: {"id": 7, "title": "Salt Year", "year": 2012}. Moments are written in
UTC, bytes as base64; what a column cannot hold is refused with what was expected.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from app.imports.rules.refusals import FileRefused, Refusal, shown

FORMAT, VERSION = "matinee-site", 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
LARGEST_INTEGER = 2**31 - 1
LONG = range(-(2**63), 2**63)


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "a whole number"
    LONG = "a whole number of 64 bits"
    DECIMAL = "a number"
    BOOLEAN = "true or false"
    DAY = "a day like 2024-05-31"
    MOMENT = "a moment like 2024-05-31T12:00:00+00:00"
    BYTES = "bytes in base64"
    JSON = "any JSON"


@dataclass(frozen=True, slots=True)
class Field:
    """A column as the format knows it."""

    name: str
    holds: Holds
    nullable: bool
    longest: int | None = None

    @property
    def expected(self) -> str:
        """What may stand in it, in words."""
        words = str(self.holds)
        if self.longest and self.holds is Holds.TEXT:
            words = f"text of at most {self.longest} characters"
        return f"{words}, or null" if self.nullable else words


def line_of(values: Mapping[str, Any]) -> str:
    """Return a row as one line."""
    plain = {name: written(value) for name, value in values.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"


def written(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, StrEnum):
        return str(value)
    return value


def row_of(
    text: str, fields: Mapping[str, Field], *, file: str, line: int
) -> dict[str, Any]:
    """Return the row of a line; raise FileRefused for what cannot be one."""
    try:
        values = json.loads(text)
    except ValueError:
        raise refused(file, line, "the whole line", text, "a row as JSON") from None
    if not isinstance(values, dict):
        raise refused(file, line, "the whole line", text, "a row as JSON in braces")
    for name in values.keys() ^ fields.keys():
        if name in values:
            raise refused(file, line, name, values[name], "no column of this name")
        raise refused(file, line, name, "nothing", fields[name].expected)
    return {
        name: read(value, fields[name], file=file, line=line)
        for name, value in values.items()
    }


def read(value: Any, field: Field, *, file: str, line: int) -> Any:
    """Return a value as the database wants it."""
    if value is None and field.nullable:
        return None
    try:
        found = READERS[field.holds](value)
    except (TypeError, ValueError, OverflowError, binascii.Error):
        raise refused(file, line, field.name, value, field.expected) from None
    if isinstance(found, str) and field.longest and len(found) > field.longest:
        raise refused(file, line, field.name, value, field.expected)
    return found


def read_text(value: Any) -> str:
    """Return a text; PostgreSQL takes no zero byte and no half of a letter."""
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    value.encode("utf-8")
    return value


def read_integer(value: Any) -> int:
    """Return a number that both databases hold."""
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise TypeError
    return value


def read_long(value: Any) -> int:
    """Return a number that both databases hold where they are told that it is large."""
    if type(value) is not int or value not in LONG:
        raise TypeError
    return value


def read_decimal(value: Any) -> float:
    """Return a number with a fraction."""
    if type(value) not in (int, float):
        raise TypeError
    return float(value)


def read_boolean(value: Any) -> bool:
    """Return true or false, and nothing that only looks like it."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def read_moment(value: Any) -> datetime:
    """Return a moment with its zone."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def read_bytes(value: Any) -> bytes:
    """Return bytes."""
    return base64.b64decode(value, validate=True)


def read_json(value: Any) -> Any:
    """Return anything that came as JSON."""
    return value


READERS: Mapping[Holds, Callable[[Any], Any]] = {
    Holds.TEXT: read_text,
    Holds.INTEGER: read_integer,
    Holds.LONG: read_long,
    Holds.DECIMAL: read_decimal,
    Holds.BOOLEAN: read_boolean,
    Holds.DAY: date.fromisoformat,
    Holds.MOMENT: read_moment,
    Holds.BYTES: read_bytes,
    Holds.JSON: read_json,
}


def refused(
    file: str, line: int, column: str, value: object, expected: str
) -> FileRefused:
    """Return the error for a place in a file."""
    return FileRefused(str(Refusal(file, line, column, shown(value), expected)))
