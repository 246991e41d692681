"""List the runs of imports, newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.imports.models.runs import REMATCH, ImportRun, RunState

MOST = 50
MOST_REMATCHES = 20


def latest() -> Sequence[ImportRun]:
    """Return the latest files."""
    return newest(ImportRun.kind != REMATCH, most=MOST)


def rematches() -> Sequence[ImportRun]:
    """Return when waiting rows were matched again lately."""
    return newest(ImportRun.kind == REMATCH, most=MOST_REMATCHES)


def newest(which: ColumnElement[bool], *, most: int) -> Sequence[ImportRun]:
    """Return the newest runs of some kinds."""
    return db.session.scalars(
        select(ImportRun)
        .where(which)
        .order_by(ImportRun.started_at.desc(), ImportRun.id.desc())
        .limit(most)
    ).all()


def run(run_id: int) -> ImportRun | None:
    """Return one run."""
    return db.session.get(ImportRun, run_id)


def asked_rematch(name: str) -> int | None:
    """Return the rematch of this name that has not begun, if there is one."""
    return db.session.scalar(
        select(ImportRun.id)
        .where(
            ImportRun.kind == REMATCH,
            ImportRun.state == RunState.ASKED,
            ImportRun.file_name == name,
        )
        .order_by(ImportRun.id)
        .limit(1)
    )


def rematches_left(*, before: datetime) -> Sequence[int]:
    """Return rematches that were to be done before then, and are not begun or done."""
    last = func.coalesce(ImportRun.ended_at, ImportRun.started_at)
    return db.session.scalars(
        select(ImportRun.id)
        .where(
            ImportRun.kind == REMATCH,
            ImportRun.state.in_([RunState.ASKED, RunState.RUNNING]),
            last <= before,
        )
        .order_by(ImportRun.id)
    ).all()
