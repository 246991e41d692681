"""Keep the list of runs: which file, when, and what became of its rows."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from app.core.db import db
from app.core.sqlite import leave_keys_unchecked
from app.imports.models.runs import ImportRun, RunState
from app.imports.operations.writing import PAGES, prepare
from app.imports.rules.columns import Kind
from app.imports.rules.problems import Outcome

LONGEST_NAME = 255


def start(kind: Kind, *, file: Path, size: int, dialect: str, at: datetime) -> int:
    """Note that a file begins to be imported, and return the run's number."""
    run = ImportRun(
        kind=kind.value,
        file_name=file.name[-LONGEST_NAME:],
        file_size=size,
        dialect=dialect,
        state=RunState.RUNNING,
        started_at=at,
    )
    db.session.add(run)
    db.session.flush()
    return run.id


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
