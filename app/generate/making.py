"""Make a catalogue: batch after batch, each of them committed whole."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, select

from app.accounts.models import User
from app.core.clock import utcnow
from app.core.db import Model, db
from app.core.errors import Conflict
from app.critics.models import Critic, Publication
from app.editorial.models import Consensus
from app.generate import aside, films, words, writing
from app.generate.plan import Plan
from app.generate.reviews import Draw
from app.imports.operations import indexes
from app.imports.operations.writing import prepare
from app.movies import operations as movie_operations
from app.movies.models import Credit, Genre, Movie, MovieGenre, Person
from app.scores import queries as score_queries
from app.scores.models import Tally

MOVIES_AT_ONCE = 2_000
NAMES_AT_ONCE = 10_000
REVIEWS_AT_ONCE = 50_000
KIBIBYTES = 192 * 1024
"""What SQLite may keep of the database in memory while rows go all over it."""

WORTH_IT = 200_000
"""From so many reviews on indexes are made at the end, if the tables are empty."""

Progress = Callable[[str, int, int], None]
"""Told the step under way, how much of it is done, and how much there is."""


class NotEmpty(Conflict):
    """The database holds films already."""


class Impossible(Conflict):
    """Nothing can be reviewed where there are no films."""


def make(plan: Plan, progress: Progress, *, beside: bool = False) -> None:
    """Write the catalogue; `beside` the films that are there already, if any.

    Whatever stops it, the batches that were written are whole and counted.
    """
    if plan.reviews + plan.ratings and not plan.movies:
        raise Impossible("Reviews and ratings need films: ask for --movies, too.")
    if not beside and db.session.scalar(select(exists().select_from(Movie))):
        raise NotEmpty("The database holds films already; --beside adds others to it.")
    large = plan.reviews + plan.ratings >= WORTH_IT
    if large:
        aside.put_aside(at=utcnow())
        db.session.commit()
    try:
        fill(plan, progress)
    finally:
        db.session.rollback()
        if large:
            progress("indexes", 0, 1)
            indexes.restore()
            db.session.commit()
            progress("indexes", 1, 1)


def fill(plan: Plan, progress: Progress) -> None:
    """Write films, names and reviews, in this order."""
    people = names(Person, films.people, plan, step="people", progress=progress)
    movies = add_movies(plan, people, progress)
    outlets = names(
        Publication, films.publications, plan, step="publications", progress=progress
    )
    critics = names(Critic, films.critics, plan, step="critics", progress=progress)
    members = names(User, films.members, plan, step="members", progress=progress)
    draw = Draw(plan)
    for start, stop in batches(
        "critic reviews", plan.reviews, progress, REVIEWS_AT_ONCE
    ):
        rows = draw.critic_reviews(start, stop)
        writing.critic_reviews(rows, movies, critics, outlets, at=utcnow())
    for start, stop in batches("ratings", plan.ratings, progress, REVIEWS_AT_ONCE):
        writing.ratings(draw.ratings(start, stop), movies, members)


def batches(
    step: str, total: int, progress: Progress, size: int
) -> Iterator[tuple[int, int]]:
    """Yield where batches begin and end; commit each when the next one is asked for."""
    for start in range(0, total, size):
        progress(step, start, total)
        prepare(KIBIBYTES)
        yield start, min(start + size, total)
        db.session.commit()
        db.session.expunge_all()
    progress(step, total, total)


def names(
    table: type[Model],
    drawn: Callable[[Plan, int, int, int], Iterator[dict[str, Any]]],
    plan: Plan,
    *,
    step: str,
    progress: Progress,
) -> array[int]:
    """Write those who have nothing but a name, and return their numbers."""
    ids = array("q")
    first = writing.highest(table)
    total = getattr(plan, step)
    for start, stop in batches(step, total, progress, NAMES_AT_ONCE):
        ids.extend(writing.insert_numbered(table, drawn(plan, first, start, stop)))
        movie_operations.touch()
    return ids


def add_movies(plan: Plan, people: Sequence[int], progress: Progress) -> array[int]:
    """Write the films with genres, credits and an empty tally; return their numbers."""
    ids = array("q")
    first = writing.highest(Movie)
    for start, stop in batches("films", plan.movies, progress, MOVIES_AT_ONCE):
        genres = genre_ids()
        rows = list(films.movies(plan, first, start, stop))
        written = writing.insert_numbered(Movie, rows)
        ids.extend(written)
        writing.insert_rows(Tally, tallies(written))
        writing.insert_rows(MovieGenre, genres_of(plan, written, genres, start))
        writing.insert_numbered(Credit, credits_of(plan, written, people, start))
        writing.insert_rows(Consensus, consensuses(plan, written, rows, start))
        movie_operations.touch()
    return ids


def genre_ids() -> Sequence[int]:
    """Return the numbers of the genres, made where one is missing."""
    there = {row[1]: row[0] for row in db.session.execute(select(Genre.id, Genre.name))}
    missing = [{"name": name} for name in words.GENRES if name not in there]
    made = writing.insert_numbered(Genre, missing)
    there |= {row["name"]: number for row, number in zip(missing, made, strict=True)}
    return [there[name] for name in words.GENRES]


def tallies(movies: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield an empty tally for each film, with the minima of the policy in force."""
    critics, audience = score_queries.minima_in_force()
    for movie_id in movies:
        yield {
            "movie_id": movie_id,
            "critic_minimum": critics,
            "audience_minimum": audience,
        }


def genres_of(
    plan: Plan, movies: Sequence[int], genres: Sequence[int], start: int
) -> Iterator[dict[str, Any]]:
    """Yield one to three genres of each film."""
    chance = plan.chance("genres", start)
    for movie_id in movies:
        for genre_id in chance.sample(genres, chance.randint(1, 3)):
            yield {"movie_id": movie_id, "genre_id": genre_id}


def credits_of(
    plan: Plan, movies: Sequence[int], people: Sequence[int], start: int
) -> Iterator[dict[str, Any]]:
    """Yield who did what in each film."""
    chance = plan.chance("credits", start)
    for movie_id in movies:
        for person, role, character, position in films.credits_of(plan, chance):
            yield {
                "movie_id": movie_id,
                "person_id": people[person],
                "role": role.value,
                "character": character,
                "position": position,
            }


def consensuses(
    plan: Plan, movies: Sequence[int], rows: Sequence[dict[str, Any]], start: int
) -> Iterator[dict[str, Any]]:
    """Yield what critics are said to agree on, for some of the films."""
    chance = plan.chance("consensus", start)
    for place, movie_id in enumerate(movies):
        if (start + place) % films.CONSENSUS_EVERY == 0:
            title = rows[place]["title"]
            yield {
                "movie_id": movie_id,
                **films.consensus(plan, start + place, title, chance),
            }
