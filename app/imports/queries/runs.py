"""List the runs of imports, newest first."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.imports.models.runs import ImportRun

MOST = 50


def latest() -> Sequence[ImportRun]:
    """Return the latest runs."""
    return db.session.scalars(
        select(ImportRun)
        .order_by(ImportRun.started_at.desc(), ImportRun.id.desc())
        .limit(MOST)
    ).all()


def run(run_id: int) -> ImportRun | None:
    """Return one run."""
    return db.session.get(ImportRun, run_id)
