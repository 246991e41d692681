"""Count what changes of many movies at once: what is added, what a recount sets.

The statements are as many for one movie as for thousands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Column, insert, select, update

from app.core.db import db, insert_into, is_sqlite
from app.core.long_lists import parts
from app.movies.models import Movie, SiteVersion
from app.scores import queries, rules
from app.scores.models import SealChange, SealEvent, Tally
from app.scores.noting import note_before
from app.scores.queries import BUCKETS, VERIFIED_BUCKETS

CRITIC_COUNTS = ("fresh", "rotten", "top_fresh", "top_rotten", "graded", "grade_sum")
AT_ONCE = 500
TALLIES: Any = Tally.__table__
MOVIES: Any = Movie.__table__
SEAL_COLUMNS = tuple(getattr(Tally, name) for name in (*CRITIC_COUNTS, "sealed"))


def count_critics(changes: Mapping[int, Sequence[int]], *, at: datetime) -> None:
    """Add changes of critic reviews to tallies; give and take the seals.

    A change is six numbers, in the order of `CRITIC_COUNTS`.
    """
    add(CRITIC_COUNTS, changes)
    settle_seals(changes, at=at)
    touch(changes)


def count_audience(changes: Mapping[int, rules.AudienceTally]) -> None:
    """Add changes of ratings to tallies."""
    add(
        (*BUCKETS, *VERIFIED_BUCKETS),
        {
            movie_id: (*change.buckets, *change.verified_buckets)
            for movie_id, change in changes.items()
        },
    )
    touch(changes)


def lock_tallies() -> Sequence[int]:
    """Give every movie its tally and lock them all; return the movies' numbers.

    What is counted from then on stays true until the transaction ends: whoever posts
    meanwhile has moved a tally already, or waits to move it.
    """
    without = ~select(Tally.movie_id).where(Tally.movie_id == Movie.id).exists()
    db.session.execute(
        insert_into(TALLIES)
        .from_select(["movie_id"], select(Movie.id).where(without))
        .on_conflict_do_nothing()
    )
    every = select(TALLIES.c.movie_id).order_by(TALLIES.c.movie_id).with_for_update()
    return db.session.scalars(every).all()


def set_tallies(
    counted: Mapping[int, tuple[rules.CriticTally, rules.AudienceTally]],
    *,
    at: datetime,
) -> None:
    """Replace tallies by what was counted from the rows; give and take the seals."""
    note_before(counted)
    names = (*CRITIC_COUNTS, *BUCKETS, *VERIFIED_BUCKETS)
    write_tallies(
        dict.fromkeys(names, ""),
        [
            (
                *(getattr(critics, name) for name in CRITIC_COUNTS),
                *audience.buckets,
                *audience.verified_buckets,
                movie_id,
            )
            for movie_id, (critics, audience) in sorted(counted.items())
        ],
    )
    settle_seals(counted, at=at)
    touch(counted)


def add(names: Sequence[str], changes: Mapping[int, Sequence[int]]) -> None:
    """Add numbers to columns of the tallies, movies in the order of their numbers."""
    moves = [
        (*change, movie_id)
        for movie_id, change in sorted(changes.items())
        if any(change)
    ]
    note_before([move[-1] for move in moves])
    write_tallies({name: f"tally.{name} + " for name in names}, moves)


def write_tallies(columns: Mapping[str, str], moves: Sequence[Sequence[int]]) -> None:
    """Write numbers into columns of tallies, each behind what it is added to.

    A move ends with its movie. Many go in a statement: for each one SQLite copies the
    pages that it changes, as triggers follow and may take it back, and PostgreSQL makes
    ready what the indexes and the triggers of a tally are to work out.
    """
    connection = db.session.connection()
    for part in parts(moves, AT_ONCE):
        if is_sqlite():
            statement = moving(tuple(columns.items()), len(part))
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))
        else:
            numbers = [list(column) for column in zip(*part, strict=True)]
            lock_in_order(TALLIES.c.movie_id, numbers[-1])
            connection.exec_driver_sql(moving_arrays(columns), tuple(numbers))


@lru_cache
def moving(columns: Sequence[tuple[str, str]], count: int) -> str:
    """Return the statement that moves so many tallies of SQLite at once."""
    marks = ", ".join("?" * (len(columns) + 1))
    return moving_by(dict(columns), f"VALUES {', '.join([f'({marks})'] * count)}")


def moving_arrays(columns: Mapping[str, str]) -> str:
    """Return the statement that moves tallies of PostgreSQL, an array for a column."""
    arrays = ", ".join(["%s::bigint[]"] * (len(columns) + 1))
    return moving_by(columns, f"SELECT * FROM unnest({arrays})")  # noqa: S608  names of our own


def moving_by(columns: Mapping[str, str], moved: str) -> str:
    """Return the statement that moves tallies by the rows of another."""
    names = ", ".join((*columns, "movie_id"))
    set_to = ", ".join(
        f"{name} = {begin}moved.{name}" for name, begin in columns.items()
    )
    return (
        f"WITH moved ({names}) AS ({moved}) UPDATE tally SET {set_to} "  # noqa: S608  names of our own
        "FROM moved WHERE tally.movie_id = moved.movie_id"
    )


def lock_in_order(key: Column[int], numbers: Sequence[int]) -> None:
    """Lock rows of PostgreSQL that a statement is about to change, lowest first.

    The statement itself would lock them as it comes upon them, and two that come upon
    them in different orders would wait for each other.
    """
    if is_sqlite():
        return
    db.session.execute(
        select(key)
        .where(key.in_(numbers))
        .order_by(key)
        .with_for_update(key_share=True)
    )


def settle_seals(movie_ids: Iterable[int], *, at: datetime) -> None:
    """Give or take the seals of movies as tally and policy say, and write it down.

    A movie without the seal, and certain to stay so, is not fetched.
    """
    policy = queries.policy_in_force()
    wanted = set(movie_ids)
    total = Tally.fresh + Tally.rotten
    least = min(policy.seal_reviews, policy.seal_reviews_wide)
    may_change = (
        select(Tally.movie_id, Movie.wide_release, *SEAL_COLUMNS)
        .join(Movie, Movie.id == Tally.movie_id)
        .where(
            Tally.sealed
            | ((total >= least) & (Tally.fresh * 100 >= policy.seal_gain * total))
        )
        .order_by(Tally.movie_id)
    )
    if len(wanted) <= AT_ONCE:
        may_change = may_change.where(Tally.movie_id.in_(wanted))
    changed: list[dict[str, Any]] = []
    for row in db.session.execute(may_change).all():
        if row.movie_id not in wanted:
            continue
        tally, held = queries.critic_tally(row), bool(row.sealed)
        stands = rules.seal_standing(
            tally, policy, held, wide_release=bool(row.wide_release)
        )
        if stands != held:
            changed.append(
                {
                    "movie_id": row.movie_id,
                    "change": SealChange.GAINED if stands else SealChange.LOST,
                    "happened_at": at,
                    "policy_version": policy.version,
                    "fresh": tally.fresh,
                    "total": tally.total,
                    "top_total": tally.top_total,
                }
            )
    if changed:
        sealed = update(TALLIES).values(sealed=~TALLIES.c.sealed)
        for part in parts([event["movie_id"] for event in changed], AT_ONCE):
            db.session.execute(sealed.where(TALLIES.c.movie_id.in_(part)))
        log: Any = SealEvent.__table__
        db.session.connection().execute(insert(log), changed)


def touch(movie_ids: Iterable[int]) -> None:
    """Move the versions of movies, then that of the site, always in this order."""
    touched = sorted(movie_ids)
    moved = update(MOVIES).values(version=MOVIES.c.version + 1)
    for part in parts(touched, AT_ONCE):
        lock_in_order(MOVIES.c.id, part)
        db.session.execute(moved.where(MOVIES.c.id.in_(part)))
    if touched:
        db.session.execute(update(SiteVersion).values(number=SiteVersion.number + 1))
