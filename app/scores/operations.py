"""Verbs that change what is counted: tallies, and with them seals (`bulk.py`).

The rooms that hold reviews hand over what their write changes; this room never looks
into theirs.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, update

from app.core.db import insert_unless_there
from app.core.reading import Lean
from app.movies import operations as movie_operations
from app.scores import bulk, rules
from app.scores.bulk import CRITIC_COUNTS
from app.scores.models import Tally
from app.scores.noting import note_before
from app.scores.queries import BUCKETS, VERIFIED_BUCKETS

TALLIES: Any = Tally.__table__


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
    steps = {
        movie_id: [getattr(change, name) for name in CRITIC_COUNTS]
        for movie_id, change in changes.items()
    }
    bulk.count_critics(steps, at=at)
