"""Verbs that change what is counted: tallies and seals.

The rooms that hold reviews hand over what their write changes; this room never looks
into theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select, update

from app.core.db import db, insert_unless_there
from app.core.reading import Lean
from app.movies import operations as movie_operations
from app.movies.models import Movie
from app.scores import queries, rules
from app.scores.models import SealChange, SealEvent, Tally
from app.scores.noting import note_before
from app.scores.queries import BUCKETS, VERIFIED_BUCKETS

NOTHING = rules.CriticTally()
TALLIES: Any = Tally.__table__
CRITIC_COUNTS = ("fresh", "rotten", "top_fresh", "top_rotten", "graded", "grade_sum")


def open_tally(movie_id: int) -> None:
    """Give a movie its tally, at nothing, if it has none."""
    insert_unless_there(Tally, movie_id=movie_id)


def count_audience(movie_id: int, change: rules.AudienceTally) -> None:
    """Add a change of ratings to a movie's tally and move its version."""
    steps = {
        name: step
        for names, all_steps in (
            (BUCKETS, change.buckets),
            (VERIFIED_BUCKETS, change.verified_buckets),
        )
        for name, step in zip(names, all_steps, strict=True)
        if step
    }
    if steps:
        note_before([movie_id])
        by = {f"by_{name}": step for name, step in steps.items()}
        moving(tuple(steps)).change(of=movie_id, **by)
    movie_operations.touch(movie_id)


@lru_cache(maxsize=512)
def moving(names: tuple[str, ...]) -> Lean:
    """Return the statement that adds steps to counts of a movie's tally, by name."""
    return Lean(
        update(TALLIES)
        .where(TALLIES.c.movie_id == bindparam("of"))
        .values({name: TALLIES.c[name] + bindparam(f"by_{name}") for name in names})
    )


def count_critics(movie_id: int, change: rules.CriticTally, *, at: datetime) -> None:
    """Add a change of critic reviews to a movie's tally; give or take its seal."""
    count_critics_of({movie_id: change}, at=at)


def count_critics_of(changes: Mapping[int, rules.CriticTally], *, at: datetime) -> None:
    """Add changes of critic reviews to the tallies of many movies, as one write.

    Movies are taken in the order of their numbers, and the versions come last, so that
    two such writes never wait for each other.
    """
    note_before([each for each, change in changes.items() if change != NOTHING])
    for movie_id, change in sorted(changes.items()):
        moves = {
            name: getattr(Tally, name) + getattr(change, name)
            for name in CRITIC_COUNTS
            if getattr(change, name)
        }
        if moves:
            db.session.execute(
                update(Tally).where(Tally.movie_id == movie_id).values(moves)
            )
        settle_seal(movie_id, at=at)
    movie_operations.touch(*changes)


def settle_seal(movie_id: int, *, at: datetime) -> None:
    """Give or take the seal as the tally and the policy say, and write it down."""
    row = queries.tally_row(movie_id)
    tally = queries.critic_tally(row)
    policy = queries.policy_in_force()
    wide = db.session.scalar(select(Movie.wide_release).where(Movie.id == movie_id))
    held = bool(row.sealed)
    stands = rules.seal_standing(tally, policy, held, wide_release=bool(wide))
    if stands == held:
        return
    db.session.execute(
        update(Tally).where(Tally.movie_id == movie_id).values(sealed=stands)
    )
    db.session.add(
        SealEvent(
            movie_id=movie_id,
            change=SealChange.GAINED if stands else SealChange.LOST,
            happened_at=at,
            policy_version=policy.version,
            fresh=tally.fresh,
            total=tally.total,
            top_total=tally.top_total,
        )
    )
    db.session.flush()
