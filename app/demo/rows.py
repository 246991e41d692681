"""Put many rows into a table in few statements."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert

from app.core.db import Model, db

BATCH = 1_000

Progress = Callable[[str, int, int], None]
"""Told which step is under way, how much of it is done, and how much there is."""


def insert_rows(
    table: type[Model],
    rows: Sequence[Mapping[str, Any]],
    done: Callable[[int], None] | None = None,
) -> None:
    """Insert rows in their order, so that a later one has a higher id."""
    left = iter(rows)
    inserted = 0
    while batch := list(islice(left, BATCH)):
        db.session.execute(insert(table), batch)
        inserted += len(batch)
        if done is not None:
            done(inserted)
