"""Files of Letterboxd: what it exports, and what it takes in.

In its export the diary and the reviews name an evening by its address; the list of
ratings holds the present rating. No film has its number of another catalogue there, so
films are found by title and year.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape

from app.imports.rules import cells, values
from app.imports.rules.entries import LONGEST_TAGS, Entry, Kind
from app.imports.rules.own_tables import Row, Table
from app.imports.rules.plain_text import plain_text
from app.imports.rules.refusals import FileRefused, Refusal

EXPORT_FILES = (
    "watched.csv",
    "watchlist.csv",
    "ratings.csv",
    "diary.csv",
    "reviews.csv",
)
IN_PIECES = ("films", "watchlist")
"""How the pieces of what goes out are named: films-1.csv, watchlist-1.csv."""

IMPORT_HEADER = (
    "LetterboxdURI",
    "tmdbID",
    "imdbID",
    "Title",
    "Year",
    "Directors",
    "Rating",
    "Rating10",
    "WatchedDate",
    "Rewatch",
    "Tags",
    "Review",
)
LARGEST_PIECE = 1_000_000
"""Bytes of one file; Letterboxd takes no more than 1 MB at once."""


def is_export(table: Table) -> bool:
    """Tell whether a file is one of Letterboxd's export."""
    return {"date", "name", "letterboxd uri"} <= table.columns


def is_import_file(table: Table) -> bool:
    """Tell whether a file is made to be taken in by Letterboxd."""
    known = {name.lower() for name in IMPORT_HEADER}
    own = {"letterboxduri", "tmdbid", "imdbid", "rating10", "watcheddate"}
    return "title" in table.columns and bool(own & table.columns & known)


def read_export(table: Table, *, today: date) -> Iterator[Entry | Refusal]:
    """Read one file of the export."""
    kind = kind_of(table)
    reading = partial(entry_of, kind=kind, today=today)
    for row in table.rows():
        yield row if isinstance(row, Refusal) else values.understood(reading, row)


def kind_of(table: Table) -> Kind:
    """Say which list a file is: by its columns, and where they tell nothing by name."""
    if {"watched date", "rewatch"} & table.columns:
        return Kind.VIEWING
    if "rating" in table.columns:
        return Kind.RATING
    name = table.name.rpartition("/")[2].lower()
    if "watchlist" in name:
        return Kind.WISH
    if "watched" in name:
        return Kind.SEEN
    raise FileRefused(
        f"{table.name}, line 1: a list of films without ratings; expected the name "
        "watchlist.csv or watched.csv, since nothing else tells the two apart."
    )


def entry_of(row: Row, *, kind: Kind, today: date) -> Entry:
    """Return what a row of the export says."""
    return Entry(
        row.file,
        row.line,
        kind,
        values.title(row, "name"),
        values.year(row, "year", today=today),
        on=values.day(row, "date", today=today),
        rating=values.stars(row, "rating"),
        words=plain_text(row.get("review")),
        watched_on=values.day(row, "watched date", today=today),
        rewatch=values.yes_or_no(row, "rewatch"),
        tags=row.get("tags")[:LONGEST_TAGS],
        uri=row.get("letterboxd uri"),
    )


def read_import_file(table: Table, *, today: date) -> Iterator[Entry | Refusal]:
    """Read a file in the form that Letterboxd takes in."""
    for row in table.rows():
        if isinstance(row, Refusal):
            yield row
        else:
            yield values.understood(partial(import_entry, today=today), row)


def import_entry(row: Row, *, today: date) -> Entry:
    """Return what a row of the import format says."""
    unescaped = Row(
        row.file,
        row.line,
        {column: cells.unescaped(cell) for column, cell in row.cells.items()},
    )
    watched_on = values.day(unescaped, "watcheddate", today=today)
    rating = values.stars(unescaped, "rating")
    if rating is None:
        rating = values.out_of_ten(unescaped, "rating10")
    numbers = (("imdb", "imdbid"), ("tmdb", "tmdbid"))
    kind = Kind.VIEWING if watched_on or unescaped.get("rewatch") else Kind.RATING
    return Entry(
        row.file,
        row.line,
        Kind.WISH if "watchlist" in row.file.lower() else kind,
        values.title(unescaped, "title"),
        values.year(unescaped, "year", today=today),
        on=watched_on,
        rating=rating,
        words=plain_text(unescaped.get("review")),
        watched_on=watched_on,
        rewatch=values.yes_or_no(unescaped, "rewatch"),
        tags=unescaped.get("tags")[:LONGEST_TAGS],
        whole=kind is Kind.RATING,
        identifiers=tuple(
            (catalogue, unescaped.get(column))
            for catalogue, column in numbers
            if unescaped.get(column)
        ),
    )


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A film as it is handed to Letterboxd."""

    title: str
    year: int | None
    tmdb: str = ""
    imdb: str = ""
    directors: str = ""
    rating: int | None = None
    watched_on: date | None = None
    rewatch: bool = False
    tags: str = ""
    review: str = ""

    def cells(self) -> Sequence[object]:
        """Return the row in the order of the header; stars as 3.5, and out of ten."""
        rating = self.rating
        return (
            "",
            self.tmdb,
            self.imdb,
            self.title,
            self.year,
            self.directors,
            None if rating is None else f"{rating // 2}{'.5' if rating % 2 else ''}",
            rating,
            self.watched_on,
            "Yes" if self.rewatch else "",
            self.tags,
            # It reads reviews as HTML, so what looks like HTML must not be it.
            escape(self.review, quote=False),
        )


def pieces(films: Iterable[Outgoing]) -> Iterable[bytes]:
    """Return films as files that Letterboxd takes in, each below 1 MB."""
    rows = (film.cells() for film in films)
    return cells.pieces(IMPORT_HEADER, rows, most_bytes=LARGEST_PIECE)
