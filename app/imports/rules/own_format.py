"""The files that a member takes along from a Matinee site, read again.

They name a film by its address on the site that wrote them, by its numbers at other
catalogues, and by title and year.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from app.imports.rules import cells, values
from app.imports.rules.entries import LONGEST_TAGS, Entry, Kind
from app.imports.rules.own_tables import Row, Table
from app.imports.rules.refusals import Refusal

FILM = ("movie", "title", "year", "imdb", "tmdb")
OPINION = ("half_stars", "stars", "review", "spoiler", "posted_at", "edited_at")
RATINGS = (*FILM, *OPINION, "verified", "standing", "helpful_votes")
INTEREST = (*FILM, "interest", "decided_at")
VIEWINGS = (*FILM, "watched_on", "rewatch", "half_stars", "words", "tags")
FILES = ("ratings.csv", "interest.csv", "viewings.csv")
OWN_CATALOGUE = "matinee"


def is_own(table: Table) -> bool:
    """Tell whether a file was written by a Matinee site."""
    return {"movie", "title", "half_stars"} <= table.columns or (
        {"movie", "title", "interest"} <= table.columns
    )


def read(table: Table, *, today: date) -> Iterator[Entry | Refusal]:
    """Read one of the files; what was withdrawn stays withdrawn and is passed over."""
    reading = partial(entry_of, kind=kind_of(table), today=today)
    for row in table.rows():
        if isinstance(row, Refusal):
            yield row
        elif row.get("standing") != "withdrawn" and row.get("interest") in {
            "",
            "want_to_see",
        }:
            yield values.understood(reading, row)


def kind_of(table: Table) -> Kind:
    """Say which of the files it is."""
    if "interest" in table.columns:
        return Kind.WISH
    return Kind.VIEWING if "watched_on" in table.columns else Kind.RATING


def entry_of(row: Row, *, kind: Kind, today: date) -> Entry:
    """Return what a row says."""
    plain = Row(
        row.file,
        row.line,
        {column: cells.unescaped(cell) for column, cell in row.cells.items()},
    )
    watched_on = values.day(plain, "watched_on", today=today)
    moments = ("edited_at", "posted_at", "decided_at")
    said = next((each for each in moments if plain.get(each)), "posted_at")
    numbers = ((OWN_CATALOGUE, "movie"), ("imdb", "imdb"), ("tmdb", "tmdb"))
    return Entry(
        row.file,
        row.line,
        kind,
        values.title(plain, "title"),
        values.year(plain, "year", today=today),
        on=watched_on if kind is Kind.VIEWING else values.day(plain, said, today=today),
        rating=values.out_of_ten(plain, "half_stars"),
        words=plain.get("words") if kind is Kind.VIEWING else plain.get("review"),
        spoiler=values.yes_or_no(plain, "spoiler"),
        watched_on=watched_on,
        rewatch=values.yes_or_no(plain, "rewatch"),
        tags=plain.get("tags")[:LONGEST_TAGS],
        whole=kind is Kind.RATING,
        identifiers=tuple(
            (catalogue, plain.get(column))
            for catalogue, column in numbers
            if plain.get(column)
        ),
    )
