"""Look up what an import of movies compares with: people, genres, what is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.imports.models.marks import ImportedMovie
from app.imports.rules.catalogue import FACTS, Facts
from app.imports.rules.cleaning import name_key
from app.movies.models import Credit, Genre, Movie, MovieGenre, MovieIdentifier, Person

AT_ONCE = 10_000
ROLES = {"director": "directors", "writer": "writers", "cast": "cast"}


@dataclass
class Present:
    """A movie as it stands, and what the last import wrote of it, if there was one."""

    facts: Facts
    written: Facts | None = None
    content: int | None = None


def people() -> dict[str, int]:
    """Return everybody by the key of their name; of two, the first."""
    rows = db.session.execute(select(Person.id, Person.name).order_by(Person.id))
    found: dict[str, int] = {}
    for row in rows.yield_per(AT_ONCE):
        found.setdefault(name_key(row.name), row.id)
    return found


def people_slugs() -> set[str]:
    """Return the addresses that people have."""
    return set(db.session.scalars(select(Person.slug)))


def genres() -> dict[str, int]:
    """Return the genres by the key of their names."""
    rows = db.session.execute(select(Genre.id, Genre.name).order_by(Genre.id))
    return {name_key(row.name): row.id for row in rows}


def numbers() -> dict[int, dict[str, str]]:
    """Return the numbers of every movie by catalogue."""
    found: dict[int, dict[str, str]] = {}
    rows = db.session.execute(
        select(
            MovieIdentifier.movie_id, MovieIdentifier.catalogue, MovieIdentifier.value
        )
    )
    for row in rows.yield_per(AT_ONCE):
        found.setdefault(row.movie_id, {})[row.catalogue] = row.value
    return found


def present(movie_ids: Sequence[int]) -> dict[int, Present]:
    """Return movies as they stand, with their people and genres."""
    columns = [getattr(Movie, name) for name in FACTS]
    found: dict[int, Present] = {}
    for row in db.session.execute(
        select(Movie.id, *columns).where(Movie.id.in_(movie_ids))
    ):
        facts: Facts = {name: getattr(row, name) for name in FACTS}
        facts["released_on"] = facts["released_on"] and facts["released_on"].isoformat()
        facts |= {"genres": [], "directors": [], "writers": [], "cast": []}
        found[row.id] = Present(facts)
    for row in credit_rows(movie_ids):
        found[row.movie_id].facts[ROLES[row.role]].append(row.name)
    for row in db.session.execute(
        select(MovieGenre.movie_id, Genre.name)
        .join(Genre, Genre.id == MovieGenre.genre_id)
        .where(MovieGenre.movie_id.in_(movie_ids))
    ):
        found[row.movie_id].facts["genres"].append(row.name)
    for mark in db.session.execute(
        select(
            ImportedMovie.movie_id, ImportedMovie.content, ImportedMovie.written
        ).where(ImportedMovie.movie_id.in_(movie_ids))
    ):
        found[mark.movie_id].written = mark.written
        found[mark.movie_id].content = mark.content
    return found


def credit_rows(movie_ids: Sequence[int]) -> Sequence[Any]:
    """Return who did what in some movies, in the order of the credits."""
    return db.session.execute(
        select(Credit.movie_id, Credit.role, Person.name)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.movie_id.in_(movie_ids))
        .order_by(Credit.position, Credit.id)
    ).all()
