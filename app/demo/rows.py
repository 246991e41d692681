"""Put many rows into a table in few statements, and find the ids they were given."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import Model, db

BATCH = 500

Report = Callable[[int, int], None]
"""Told how many rows are written, and how many there are."""


def insert_rows(
    table: type[Model], rows: Sequence[Mapping[str, Any]], report: Report | None = None
) -> None:
    """Insert rows in their order, so that a later one has a higher id."""
    left = iter(rows)
    written = 0
    while batch := list(islice(left, BATCH)):
        if report is not None:
            report(written, len(rows))
        db.session.execute(insert(table), batch)
        written += len(batch)
    if report is not None:
        report(written, len(rows))


def ids_by(
    key: InstrumentedAttribute[str], number: InstrumentedAttribute[int]
) -> dict[str, int]:
    """Return the ids of a table by its names or addresses."""
    return {row[0]: row[1] for row in db.session.execute(select(key, number))}
