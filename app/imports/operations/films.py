"""Find the film that a row means; add it where that is wished and certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from app.core.db import db
from app.imports.queries import matching as queries
from app.imports.rules.films_of_rows import FilmCells, FilmReader
from app.imports.rules.matching import NO_SUCH_FILM, NO_SUCH_TITLE, Film, Match
from app.imports.rules.memory import MOST
from app.imports.rules.problems import Bad
from app.movies.models import FormerSlug, Movie, MovieIdentifier
from app.movies.rules import slugify, title_sort
from app.scores.models import Tally

MISSING = frozenset({NO_SUCH_FILM, NO_SUCH_TITLE})


@dataclass(slots=True)
class Found:
    """The film of a row: which movie it is, or why that is not certain."""

    film: Film
    match: Match


class FilmFinder:
    """Finds films by the cells of their rows; the same cells are matched once.

    With `create`, a film that is certainly not here is added, if it has a title.
    Without `write` nothing is: such a film gets a number below nothing for the preview.
    """

    def __init__(self, fields: Sequence[str], *, create: bool, write: bool) -> None:
        self.reader = FilmReader(fields)
        self.films = queries.films()
        self.create = create
        self.write = write
        self.planned = 0
        self.memory: dict[FilmCells, Found | tuple[str, Bad]] = {}
        self.former: set[str] | None = None

    def find(self, cells: Sequence[FilmCells]) -> list[Found | tuple[str, Bad]]:
        """Return the films of rows, or the field that is wrong in them."""
        if len(self.memory) > MOST:
            self.memory.clear()
        memory = self.memory
        try:
            return list(map(memory.__getitem__, cells))
        except KeyError:
            for each in dict.fromkeys(cells):
                if each not in memory:
                    memory[each] = self.look_up(each)
        return list(map(memory.__getitem__, cells))

    def look_up(self, cells: FilmCells) -> Found | tuple[str, Bad]:
        """Match the film of some cells."""
        film = self.reader.film(cells)
        if isinstance(film, tuple):
            return film
        match = self.films.match(film)
        if self.create and film.title and match.reason in MISSING:
            match = Match(self.add(film))
        return Found(film, match)

    def add(self, film: Film, **facts: Any) -> int:
        """Add a movie with its tally and its numbers; return its own number."""
        slug = self.free_slug(film)
        if self.write:
            movie_id = add_movie(film, slug, **facts)
        else:
            self.planned -= 1
            movie_id = self.planned
        self.films.add(movie_id, film.title, film.year, slug=slug, numbers=film.numbers)
        return movie_id

    def free_slug(self, film: Film) -> str:
        """Return an address for a film; a second one of the name gets its year."""
        if self.former is None:
            self.former = set(db.session.scalars(select(FormerSlug.slug)))
        plain = slugify(film.title)
        slug = plain
        if self.is_taken(slug) and film.year is not None:
            slug = plain = f"{plain}-{film.year}"
        number = 2
        while self.is_taken(slug):
            slug, number = f"{plain}-{number}", number + 1
        return slug

    def is_taken(self, slug: str) -> bool:
        """Tell whether a movie has this address, or had it."""
        return slug in self.films.slugs or slug in (self.former or ())


def add_movie(film: Film, slug: str, **facts: Any) -> int:
    """Write a movie with an empty tally and its numbers at catalogues."""
    movie_id: int | None = db.session.scalar(
        insert(Movie)
        .values(
            slug=slug,
            title=film.title,
            title_sort=title_sort(film.title),
            year=film.year,
            **facts,
        )
        .returning(Movie.id)
    )
    if movie_id is None:
        raise RuntimeError("the database gave a new movie no number")
    db.session.execute(insert(Tally).values(movie_id=movie_id))
    for catalogue, value in film.numbers:
        db.session.execute(
            insert(MovieIdentifier).values(
                movie_id=movie_id, catalogue=catalogue, value=value
            )
        )
    return movie_id
