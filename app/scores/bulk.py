"""Count what changes of many movies at once: what is added, what a recount sets.

The statements are as many for one movie as for thousands.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import insert, select, update

from app.core.db import db, insert_into
from app.movies.models import Movie, SiteVersion
from app.scores import queries, rules
from app.scores.models import SealChange, SealEvent, Tally
from app.scores.noting import note_before
from app.scores.queries import BUCKETS, VERIFIED_BUCKETS

CRITIC_COUNTS = ("fresh", "rotten", "top_fresh", "top_rotten", "graded", "grade_sum")
AT_ONCE = 500
TALLIES: Any = Tally.__table__
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

    A move ends with its movie. PostgreSQL takes one after another, so that rows are
    locked in their order. SQLite takes many in a statement: as triggers follow, it
    copies each page before a statement first changes it, to be able to take it back.
    """
    if db.session.get_bind().dialect.name != "sqlite":
        set_to = ", ".join(f"{name} = {begin}?" for name, begin in columns.items())
        run_many(f"UPDATE tally SET {set_to} WHERE movie_id = ?", moves)  # noqa: S608  names of our own
        return
    connection = db.session.connection()
    for start in range(0, len(moves), AT_ONCE):
        part = moves[start : start + AT_ONCE]
        statement = moving(tuple(columns.items()), len(part))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))


@lru_cache
def moving(columns: Sequence[tuple[str, str]], count: int) -> str:
    """Return the statement that moves so many tallies of SQLite at once."""
    names = ", ".join((*dict(columns), "movie_id"))
    marks = ", ".join("?" * (len(columns) + 1))
    rows = ", ".join([f"({marks})"] * count)
    set_to = ", ".join(f"{name} = {begin}moved.{name}" for name, begin in columns)
    return (
        f"WITH moved ({names}) AS (VALUES {rows}) UPDATE tally SET {set_to} "  # noqa: S608  names of our own
        "FROM moved WHERE tally.movie_id = moved.movie_id"
    )


def run_many(statement: str, moves: Sequence[Sequence[int]]) -> None:
    """Run a statement with numbers for its question marks, as the driver likes it."""
    if not moves:
        return
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        statement = statement.replace("?", "%s")
    connection.exec_driver_sql(statement, [tuple(move) for move in moves])


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
        run_many(
            "UPDATE tally SET sealed = NOT sealed WHERE movie_id = ?",
            [(event["movie_id"],) for event in changed],
        )
        log: Any = SealEvent.__table__
        db.session.connection().execute(insert(log), changed)


def touch(movie_ids: Iterable[int]) -> None:
    """Move the versions of movies, then that of the site, always in this order."""
    moves = [(movie_id,) for movie_id in sorted(movie_ids)]
    if moves:
        run_many("UPDATE movie SET version = version + 1 WHERE id = ?", moves)
        db.session.execute(update(SiteVersion).values(number=SiteVersion.number + 1))
