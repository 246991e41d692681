"""Ratings of IMDb: whole numbers from 1 to 10, which are our half-steps.

Files of several years are read by the names of their columns; older ones lack the
original title. A series or a game is found by its number alone, so that it is never
taken for a film of the same name.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from app.imports.rules import values
from app.imports.rules.entries import Entry, Kind
from app.imports.rules.own_tables import Row, Table
from app.imports.rules.refusals import Refusal

FILMS = {
    "movie",
    "short",
    "tv movie",
    "tvmovie",
    "video",
    "feature film",
    "documentary",
}
NUMBER = re.compile(r"tt\d{5,10}")


def is_ratings(table: Table) -> bool:
    """Tell whether a file is a list of ratings of IMDb."""
    return {"const", "your rating"} <= table.columns


def read(table: Table, *, today: date) -> Iterator[Entry | Refusal]:
    """Read the ratings of a member."""
    reading = partial(entry_of, today=today)
    for row in table.rows():
        yield row if isinstance(row, Refusal) else values.understood(reading, row)


def entry_of(row: Row, *, today: date) -> Entry:
    """Return what a row says; a list of wishes has no ratings in it."""
    number = row.get("const")
    if not NUMBER.fullmatch(number):
        raise values.refuse(row, "const", "a number like tt1845773")
    rating = values.out_of_ten(row, "your rating")
    wishes = rating is None and "position" in row.cells
    if rating is None and not wishes:
        raise values.refuse(row, "your rating", "a whole number from 1 to 10")
    kind = row.get("title type").lower()
    return Entry(
        row.file,
        row.line,
        Kind.WISH if wishes else Kind.RATING,
        values.title(row, "title"),
        values.year(row, "year", today=today),
        on=values.day(row, "created" if wishes else "date rated", today=today),
        rating=rating,
        identifiers=(("imdb", number),),
        is_film=not kind or kind in FILMS,
    )
