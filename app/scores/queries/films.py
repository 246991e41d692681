"""Lists of films with their scores, each along an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    literal_column,
    select,
    tuple_,
)

from app.core.db import db
from app.core.pagination import Page
from app.core.reading import first_row, rows
from app.movies.models import NEWEST, Credit, CreditRole, Movie, Person
from app.movies.queries import (
    Picture,
    Poster,
    poster,
    sources_of,
)
from app.scores import rules
from app.scores.models import (
    AUDIENCE_KEY,
    CRITIC_KEY,
    Tally,
)
from app.scores.queries.sheets import TALLY_COLUMNS, audience_tally, critic_tally


class Sort(StrEnum):
    """The orders of the list of movies."""

    NEWEST = "newest"
    CRITICS = "critics"
    AUDIENCE = "audience"
    TITLE = "title"

    @classmethod
    def read(cls, text: str | None) -> "Sort":
        """Return the order of that name; an unknown name is the newest first."""
        return next((each for each in cls if each == text), cls.NEWEST)


@dataclass(frozen=True)
class FilmCard:
    """A movie in a list, with its Critic Score."""

    id: int
    title: str
    url: str
    year: int | None
    poster: Poster
    directors: Sequence[str]
    critic: rules.Score
    audience: rules.Score

    @property
    def byline(self) -> str:
        """The directors' names in a line."""
        return ", ".join(self.directors)


def films(
    sort: Sort, policy: rules.Policy, *, after: int | None = None, limit: int
) -> Page[FilmCard]:
    """Return movies in an order; `after` is the id of the last one shown before."""
    last = first_row(key_of(sort), movie_id=after) if after is not None else None
    if last is None:
        found = rows(listing(sort, further=False), limit=limit + 1)
    else:
        found = rows(
            listing(sort, further=True), limit=limit + 1, key=last.key, after=after
        )
    shown = found[:limit]
    directors = directors_of([row.id for row in shown])
    cards = [film_card(row, directors.get(row.id, ()), policy) for row in shown]
    return Page(cards, str(cards[-1].id) if len(found) > limit else None)


SORT_KEYS: dict[Sort, tuple[Any, Any]] = {
    Sort.NEWEST: (literal_column(NEWEST, Date()), Movie.id),
    Sort.TITLE: (Movie.title_sort, Movie.id),
    Sort.CRITICS: (literal_column(CRITIC_KEY, BigInteger()), Tally.movie_id),
    Sort.AUDIENCE: (literal_column(AUDIENCE_KEY, BigInteger()), Tally.movie_id),
}
"""What each order sorts by, in the words of its index, and whose id follows."""


@cache
def listing(sort: Sort, *, further: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a list of movies; `further` begins behind one of them."""
    key, id_column = SORT_KEYS[sort]
    statement = film_rows().limit(bindparam("limit", type_=Integer()))
    if further:
        end = bindparam("key", type_=key.type)
        statement = statement.where(
            *beyond(sort, end, bindparam("after", type_=Integer()))
        )
    if sort is Sort.TITLE:
        return statement.order_by(key, id_column)
    return statement.order_by(key.desc(), id_column.desc())


def beyond(sort: Sort, end: Any, after: Any) -> Sequence[ColumnElement[bool]]:
    """Keep the movies that come after the one that is sorted by `end`.

    The first of the two conditions follows from the second: by it SQLite finds the
    place in an index of an expression.
    """
    key, id_column = SORT_KEYS[sort]
    place, last = tuple_(key, id_column), tuple_(end, after)
    if sort is Sort.TITLE:
        return (key >= end, place > last)
    return (key <= end, place < last)


@cache
def key_of(sort: Sort) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads by what one movie is sorted."""
    key, _ = SORT_KEYS[sort]
    return (
        select(key.label("key"))
        .join_from(Movie, Tally, Tally.movie_id == Movie.id)
        .where(Movie.id == bindparam("movie_id", type_=Integer()))
    )


def film(movie_id: int, policy: rules.Policy) -> FilmCard | None:
    """Return one movie as lists show it."""
    row = db.session.execute(film_rows().where(Movie.id == movie_id)).one_or_none()
    if row is None:
        return None
    return film_card(row, directors_of([movie_id]).get(movie_id, ()), policy)


def film_rows() -> Select[*tuple[Any, ...]]:
    """Select movies with their tallies."""
    return select(
        Movie.id,
        Movie.slug,
        Movie.title,
        Movie.year,
        Movie.poster_file,
        Movie.poster_width,
        Movie.poster_height,
        Movie.poster_widths,
        *TALLY_COLUMNS,
    ).join(Tally, Tally.movie_id == Movie.id)


def directors_of(movie_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the directors' names of some movies."""
    found = db.session.execute(
        select(Credit.position, Credit.id, Credit.movie_id, Person.name)
        .join(Person)
        .where(Credit.movie_id.in_(movie_ids), Credit.role == CreditRole.DIRECTOR)
    )
    names: dict[int, list[str]] = {}
    for row in sorted(found.all()):
        names.setdefault(row.movie_id, []).append(row.name)
    return names


def film_card(row: Any, directors: Sequence[str], policy: rules.Policy) -> FilmCard:
    """Return the card of a row of `films`."""
    picture = None
    if row.poster_file:
        picture = Picture(
            f"/media/{row.poster_file}",
            row.poster_width or 400,
            row.poster_height or 600,
            alt="",
            sources=sources_of(row.poster_file, row.poster_widths),
        )
    return FilmCard(
        id=row.id,
        title=row.title,
        url=f"/movies/{row.slug}",
        year=row.year,
        poster=poster(row.slug, row.title, picture),
        directors=directors,
        critic=rules.critic_score(critic_tally(row), policy),
        audience=rules.audience_score(audience_tally(row), policy),
    )
