"""Keep the list of runs: which file, when, and what became of its rows."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, update

from app.core.db import db
from app.core.sqlite import leave_keys_unchecked
from app.imports.models.runs import REMATCH, ImportRun, RunState
from app.imports.operations.writing import PAGES, prepare
from app.imports.rules.columns import Kind
from app.imports.rules.problems import Outcome

LONGEST_NAME = 255
STALE = timedelta(minutes=2)


def start(kind: Kind, *, file: Path, size: int, dialect: str, at: datetime) -> int:
    """Note that a file begins to be imported, and return the run's number."""
    return noted(
        ImportRun(
            kind=kind.value,
            file_name=file.name[-LONGEST_NAME:],
            file_size=size,
            dialect=dialect,
            state=RunState.RUNNING,
            started_at=at,
        )
    )


def ask_rematch(name: str, *, at: datetime) -> int:
    """Note that waiting rows are to be matched again; return the run's number."""
    return noted(
        ImportRun(
            kind=REMATCH,
            file_name=name[:LONGEST_NAME],
            file_size=0,
            state=RunState.ASKED,
            started_at=at,
        )
    )


def noted(run: ImportRun) -> int:
    """Add a run to the list, and return its number."""
    db.session.add(run)
    db.session.flush()
    return run.id


def take_up(run_id: int, *, at: datetime) -> bool:
    """Begin with a rematch, or go on; tell whether nobody else is at it."""
    taken: Any = db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, or_(is_idle(), was_left(at)))
        .values(state=RunState.RUNNING, ended_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)


def is_idle() -> ColumnElement[bool]:
    """Keep runs that nobody is at and that are not at their end."""
    return ImportRun.state.in_([RunState.ASKED, RunState.STOPPED])


def was_left(at: datetime) -> ColumnElement[bool]:
    """Keep runs whose worker has given no sign of life."""
    last = func.coalesce(ImportRun.ended_at, ImportRun.started_at)
    return and_(ImportRun.state == RunState.RUNNING, last <= at - STALE)


def beat(run_id: int, *, at: datetime) -> None:
    """Give a sign of life of a rematch."""
    change(run_id, ended_at=at)


def rows_done(run_id: int) -> int:
    """Return how many rows a run has looked at."""
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    return sum(getattr(run, f"{outcome}_count") for outcome in Outcome)


def take_turn(run_id: int, *, kibibytes: int = PAGES, vouching: bool = False) -> bool:
    """Become the one who writes, before anything is read that the write rests on.

    SQLite keeps so many kibibytes of the database in memory meanwhile. Who vouches for
    the foreign keys of this transaction is told whether it leaves them to them.
    """
    prepare(kibibytes)
    trusted = vouching and leave_keys_unchecked(db.session.connection())
    change(run_id, state=RunState.RUNNING)
    return trusted


def count(run_id: int, counts: Counter[Outcome]) -> None:
    """Add what became of a batch's rows."""
    columns = {outcome: getattr(ImportRun, f"{outcome}_count") for outcome in Outcome}
    change(
        run_id,
        **{
            column.key: column + counts[outcome]
            for outcome, column in columns.items()
            if counts[outcome]
        },
    )


def end(run_id: int, state: RunState, *, at: datetime) -> None:
    """Note that a run has come to its end."""
    change(run_id, state=state, ended_at=at)


def change(run_id: int, **values: Any) -> None:
    """Change columns of a run."""
    if values:
        db.session.execute(
            update(ImportRun)
            .where(ImportRun.id == run_id)
            .values(values)
            .execution_options(synchronize_session=False)
        )
