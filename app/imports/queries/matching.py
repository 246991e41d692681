"""Look up what imports match against: films, names, choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.critics.models import Critic, FormerByline, Publication
from app.imports.models.matching import FilmChoice
from app.imports.rules.cleaning import name_key
from app.imports.rules.matching import Films
from app.movies.models import Movie, MovieIdentifier

BYLINES: dict[str, Any] = {"critic": Critic, "publication": Publication}
AT_ONCE = 10_000


@dataclass
class Name:
    """A critic or a publication by its key; without an id it is still to be added."""

    key: str
    name: str
    id: int | None
    approved: bool = True


def films() -> Films:
    """Return every film of the site, ready to be matched."""
    known = Films()
    rows = db.session.execute(
        select(Movie.id, Movie.title, Movie.year, Movie.slug).order_by(Movie.id)
    ).yield_per(AT_ONCE)
    for row in rows:
        known.add(row.id, row.title, row.year, slug=row.slug)
    numbers: Any = db.session.execute(
        select(
            MovieIdentifier.movie_id, MovieIdentifier.catalogue, MovieIdentifier.value
        )
    ).yield_per(AT_ONCE)
    for number in numbers:
        known.add_number(number.movie_id, number.catalogue, number.value)
    choices = db.session.execute(select(FilmChoice.film_key, FilmChoice.movie_id))
    known.choose({row.film_key: row.movie_id for row in choices})
    return known


def names(kind: str) -> dict[str, Name]:
    """Return critics or publications by the key of their names; the oldest wins."""
    table = BYLINES[kind]
    columns = [table.id, table.name]
    if kind == "publication":
        columns.append(Publication.approved)
    found: dict[str, Name] = {}
    for row in db.session.execute(select(*columns).order_by(table.id)):
        key = name_key(row.name)
        approved = getattr(row, "approved", True)
        found.setdefault(key, Name(key, row.name, row.id, approved))
    return found


def former_names(kind: str) -> Sequence[tuple[str, int]]:
    """Return names that were merged into others, with the id of what they are now."""
    owner = getattr(FormerByline, f"{kind}_id")
    rows = db.session.execute(
        select(FormerByline.name, owner)
        .where(FormerByline.kind == kind, owner.is_not(None))
        .order_by(FormerByline.id)
    )
    return [(row[0], row[1]) for row in rows]


def slugs(kind: str) -> set[str]:
    """Return the addresses that critics or publications have or had."""
    table = BYLINES[kind]
    present = db.session.scalars(select(table.slug))
    former = db.session.scalars(
        select(FormerByline.slug).where(FormerByline.kind == kind)
    )
    return {*present, *former}
