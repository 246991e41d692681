"""Verbs that change movies."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from app.core.db import db
from app.core.errors import Conflict
from app.core.folding import fold
from app.core.reading import Lean
from app.movies.models import (
    Credit,
    CreditRole,
    FormerSlug,
    Genre,
    Movie,
    MovieGenre,
    MovieIdentifier,
    Person,
    SiteVersion,
)
from app.movies.rules import slugify, title_sort

MOVIES: Any = Movie.__table__
MOVE_MOVIE = Lean(
    update(MOVIES)
    .where(MOVIES.c.id == bindparam("of"))
    .values(version=MOVIES.c.version + 1)
)
SITE: Any = SiteVersion.__table__
MOVE_SITE = Lean(update(SITE).values(number=SITE.c.number + 1))
SLUG_TAKEN = "Another film has this address, or had it."


def touch(*movie_ids: int) -> None:
    """Move the version of movies and of the site, always in this order.

    Every write that a movie's page shows calls it in its own transaction; the order
    keeps two writers from waiting for each other. A write to many movies calls it once,
    after all its other writes.
    """
    for movie_id in sorted(movie_ids):
        MOVE_MOVIE.change(of=movie_id)
    MOVE_SITE.change()


def skip_versions(number: int) -> None:
    """Move the versions of all movies and of the site on by a number."""
    db.session.execute(update(MOVIES).values(version=MOVIES.c.version + number))
    db.session.execute(update(SITE).values(number=SITE.c.number + number))


def add(title: str, year: int | None, facts: Mapping[str, Any]) -> Movie:
    """Add a movie under an address of its own; `facts` are values of its columns."""
    movie = Movie(
        slug=free_slug(title, year),
        title=title,
        title_sort=title_sort(title),
        year=year,
        **facts,
    )
    db.session.add(movie)
    db.session.flush()
    return movie


def correct(
    movie: Movie, title: str, year: int | None, facts: Mapping[str, Any]
) -> None:
    """Change what a movie is called and known to be; its address stays."""
    movie.title, movie.title_sort, movie.year = title, title_sort(title), year
    for name, value in facts.items():
        setattr(movie, name, value)
    db.session.flush()


def move(movie: Movie, slug: str) -> None:
    """Give a movie another address; the one it had leads there for ever.

    Raises Conflict if another film has the address, or had it.
    """
    if slug == movie.slug:
        return
    former = db.session.get(FormerSlug, slug)
    if former is not None and former.movie_id == movie.id:
        db.session.delete(former)
        db.session.flush()
    elif is_taken(slug):
        raise Conflict(SLUG_TAKEN)
    db.session.add(FormerSlug(slug=movie.slug, movie_id=movie.id))
    movie.slug = slug
    db.session.flush()


def credit(
    movie_id: int, lines: Mapping[CreditRole, Sequence[tuple[str, str]]]
) -> None:
    """Replace the people of a movie: for each role (name, character) in their order.

    A name that somebody here has is that person; who has no part left goes.
    """
    before = set(
        db.session.scalars(select(Credit.person_id).where(Credit.movie_id == movie_id))
    )
    db.session.execute(delete(Credit).where(Credit.movie_id == movie_id))
    for role, parts in lines.items():
        for position, (name, character) in enumerate(parts):
            db.session.add(
                Credit(
                    movie_id=movie_id,
                    person_id=person_called(name),
                    role=role,
                    character=character,
                    position=position,
                )
            )
    db.session.flush()
    db.session.execute(
        delete(Person).where(
            Person.id.in_(before), ~exists().where(Credit.person_id == Person.id)
        )
    )


def sort_into(movie_id: int, genres: Sequence[str]) -> None:
    """Replace the genres of a movie; one that is new is added."""
    db.session.execute(delete(MovieGenre).where(MovieGenre.movie_id == movie_id))
    known = {fold(row.name): row.id for row in db.session.scalars(select(Genre))}
    chosen = set()
    for name in genres:
        number = known.get(fold(name))
        if number is None:
            genre = Genre(name=name)
            db.session.add(genre)
            db.session.flush()
            number = known[fold(name)] = genre.id
        chosen.add(number)
    for number in sorted(chosen):
        db.session.execute(
            insert(MovieGenre).values(movie_id=movie_id, genre_id=number)
        )


def identify(movie_id: int, identifiers: Sequence[tuple[str, str]]) -> None:
    """Replace a movie's numbers at other catalogues.

    Raises Conflict if another film has one of them.
    """
    db.session.execute(
        delete(MovieIdentifier).where(MovieIdentifier.movie_id == movie_id)
    )
    for catalogue, value in identifiers:
        other = db.session.scalar(
            select(Movie.title)
            .join(MovieIdentifier, MovieIdentifier.movie_id == Movie.id)
            .where(
                MovieIdentifier.catalogue == catalogue, MovieIdentifier.value == value
            )
        )
        if other is not None:
            raise Conflict(f"{catalogue} {value} is the number of {other} here.")
        db.session.add(
            MovieIdentifier(movie_id=movie_id, catalogue=catalogue, value=value)
        )
    db.session.flush()


def free_slug(title: str, year: int | None) -> str:
    """Return an address for a film; a second one of the name gets its year."""
    slug = plain = slugify(title)
    if is_taken(slug) and year is not None:
        slug = plain = f"{plain}-{year}"
    number = 2
    while is_taken(slug):
        slug, number = f"{plain}-{number}", number + 1
    return slug


def is_taken(slug: str) -> bool:
    """Tell whether a movie has this address, or had it."""
    taken = select(
        or_(exists().where(Movie.slug == slug), exists().where(FormerSlug.slug == slug))
    )
    return bool(db.session.scalar(taken))


def person_called(name: str) -> int:
    """Return the number of the person of a name; add them if nobody is called so."""
    plain = slugify(name)
    alike = db.session.execute(
        select(Person.id, Person.name, Person.slug)
        .where(
            or_(
                Person.slug == plain,
                Person.slug.startswith(f"{plain}-", autoescape=True),
            )
        )
        .order_by(Person.id)
    ).all()
    for row in alike:
        if fold(row.name) == fold(name):
            return int(row.id)
    taken = {row.slug for row in alike}
    slug, number = plain, 2
    while slug in taken:
        slug, number = f"{plain}-{number}", number + 1
    person = Person(slug=slug, name=name)
    db.session.add(person)
    db.session.flush()
    return person.id
