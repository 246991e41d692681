"""Whether the index says what the tables say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal, null, select, text, union_all
from sqlalchemy.exc import DatabaseError

from app.core.db import db, is_sqlite
from app.critics.models import Critic, Publication
from app.movies.models import Movie, Person
from app.search import rules
from app.search.models import Kind, SearchDocument
from app.search.queries.finding import weight_of

SOURCES: dict[Kind, tuple[Any, Any, Any]] = {
    Kind.MOVIE: (Movie, Movie.title, Movie.year),
    Kind.PERSON: (Person, Person.name, null()),
    Kind.CRITIC: (Critic, Critic.name, null()),
    Kind.PUBLICATION: (Publication, Publication.name, null()),
}
COLUMNS = ("kind", "row_id", "name", "bare", "year", "said", "title", "slug")
FULL_TEXT = ("search_words", "search_trigrams")


@dataclass(frozen=True)
class Difference:
    """A name that the index has otherwise than the tables; None where it has none."""

    kind: Kind
    row_id: int
    stored: str | None
    expected: str | None


def about(count: Any) -> Any:
    """Return about how many these are, as `rules.about` does."""
    steps = [(count < below, count - count % step) for below, step in rules.ABOUT]
    return case(*steps, else_=count - count % rules.LONGEST_STEP)


def should_be() -> Any:
    """Select the documents as the tables want them."""
    return union_all(
        *(
            select(
                literal(kind.value).label("kind"),
                table.id.label("row_id"),
                func.search_fold(name).label("name"),
                func.search_bare(name).label("bare"),
                year.label("year"),
                (
                    about(weight_of(table.id)) if kind is Kind.MOVIE else literal(0)
                ).label("said"),
                name.label("title"),
                table.slug.label("slug"),
            )
            for kind, (table, name, year) in SOURCES.items()
        )
    )


def differences() -> Sequence[Difference]:
    """Return every document that is missing, left over, or not as it should be."""
    stored = {
        (row[0], row[1]): tuple(row)
        for row in db.session.execute(
            select(*(getattr(SearchDocument, name) for name in COLUMNS))
        )
    }
    expected = {(row[0], row[1]): tuple(row) for row in db.session.execute(should_be())}
    return [
        Difference(
            Kind(key[0]),
            key[1],
            stored[key][2] if key in stored else None,
            expected[key][2] if key in expected else None,
        )
        for key in sorted(stored.keys() | expected.keys())
        if stored.get(key) != expected.get(key)
    ]


def broken_indexes() -> Sequence[str]:
    """Return the full text tables that do not agree with the documents: SQLite's."""
    if not is_sqlite():
        return []
    broken = []
    for name in FULL_TEXT:
        try:
            with db.session.begin_nested():
                db.session.execute(
                    text(
                        f"INSERT INTO {name} ({name}, rank) "  # noqa: S608  a name of ours
                        "VALUES ('integrity-check', 1)"
                    )
                )
        except DatabaseError:
            broken.append(name)
    return broken
