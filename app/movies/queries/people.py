"""A person, and the movies that they had a part in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.core.db import db
from app.movies.models import (
    Credit,
    CreditRole,
    Movie,
    Person,
)


@dataclass(frozen=True)
class PersonPage:
    """A person with the movies they had a part in."""

    id: int
    slug: str
    name: str
    parts: Sequence["Part"] = field(default=())


@dataclass(frozen=True)
class Part:
    """What a person did in which movie."""

    title: str
    year: int | None
    url: str
    role: CreditRole
    character: str


def person(slug: str) -> PersonPage | None:
    """Return a person with their movies, newest first."""
    found = db.session.execute(
        select(Person.id, Person.name).where(Person.slug == slug)
    ).one_or_none()
    if found is None:
        return None
    rows = db.session.execute(
        select(Movie.title, Movie.year, Movie.slug, Credit.role, Credit.character)
        .join(Movie)
        .where(Credit.person_id == found.id)
        .order_by(Movie.released_on.desc().nulls_last(), Movie.id.desc())
    )
    parts = [
        Part(
            row.title,
            row.year,
            f"/movies/{row.slug}",
            CreditRole(row.role),
            row.character,
        )
        for row in rows
    ]
    return PersonPage(found.id, slug, found.name, parts)
