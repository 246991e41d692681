"""Write who made a film, its genres and its numbers, very many at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete

from app.core.db import db
from app.imports.operations.writing import insert_many, next_ids
from app.imports.queries import catalogue as queries
from app.imports.rules.catalogue import PEOPLE
from app.imports.rules.cleaning import name_key
from app.movies.models import Credit, Genre, MovieGenre, MovieIdentifier, Person
from app.movies.rules import slugify


class CreditWriter:
    """Gathers rows about movies until `flush`; knows everybody by name."""

    def __init__(self) -> None:
        self.people: dict[str, int] | None = None
        self.slugs: set[str] = set()
        self.genres: dict[str, int] = {}
        self.names: list[tuple[str, str]] = []
        self.credits: list[tuple[int, str, str, int]] = []
        self.kinds: list[tuple[int, str]] = []
        self.numbers: list[tuple[int, str, str]] = []

    def add(self, movie_id: int, field: str, names: Sequence[str]) -> None:
        """Note the people of a role, or the genres, of a movie."""
        if field == "genres":
            self.kinds += [(movie_id, name) for name in names]
            return
        self.credits += [
            (movie_id, name, PEOPLE[field], place) for place, name in enumerate(names)
        ]

    def replace(self, movie_id: int, field: str, names: Sequence[str]) -> None:
        """Note them in the place of those there are."""
        if field == "genres":
            db.session.execute(
                delete(MovieGenre).where(MovieGenre.movie_id == movie_id)
            )
        else:
            db.session.execute(
                delete(Credit).where(
                    Credit.movie_id == movie_id, Credit.role == PEOPLE[field]
                )
            )
        self.add(movie_id, field, names)

    def flush(self) -> None:
        """Write what was noted."""
        if self.people is None:
            self.people = queries.people()
            self.slugs = queries.people_slugs()
            self.genres = queries.genres()
        self.add_people(self.people)
        self.add_genres()
        insert_many(
            Credit.__table__,
            ("movie_id", "person_id", "role", "character", "position"),
            [
                (movie_id, self.people[name_key(name)], role, "", place)
                for movie_id, name, role, place in self.credits
            ],
        )
        insert_many(
            MovieGenre.__table__,
            ("movie_id", "genre_id"),
            [(movie_id, self.genres[name_key(name)]) for movie_id, name in self.kinds],
        )
        insert_many(
            MovieIdentifier.__table__, ("movie_id", "catalogue", "value"), self.numbers
        )
        self.credits, self.kinds, self.numbers = [], [], []

    def add_people(self, people: dict[str, int]) -> None:
        """Add those whom nobody knows yet."""
        named = {name_key(name): name for _, name, _, _ in reversed(self.credits)}
        missing = {key: name for key, name in named.items() if key not in people}
        ids = next_ids(Person.__table__, len(missing))
        rows: list[tuple[Any, ...]] = []
        for person_id, (key, name) in zip(ids, missing.items(), strict=True):
            people[key] = person_id
            rows.append((person_id, self.free_slug(name), name))
        insert_many(Person.__table__, ("id", "slug", "name"), rows)

    def add_genres(self) -> None:
        """Add the genres that are new."""
        named = {name_key(name): name for _, name in reversed(self.kinds)}
        missing = {key: name for key, name in named.items() if key not in self.genres}
        ids = next_ids(Genre.__table__, len(missing))
        rows = list(zip(ids, missing.values(), strict=True))
        self.genres |= dict(zip(missing, ids, strict=True))
        insert_many(Genre.__table__, ("id", "name"), rows)

    def free_slug(self, name: str) -> str:
        """Return an address that nobody has."""
        plain = slugify(name)
        slug, number = plain, 2
        while slug in self.slugs:
            slug, number = f"{plain}-{number}", number + 1
        self.slugs.add(slug)
        return slug
