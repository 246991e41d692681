"""Match waiting rows again later; the rows and their run are the truth."""

from flask import current_app

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.imports import rematches
from app.imports.operations import indexes, runs
from app.imports.queries import runs as queries


@job
def rematch_rows(run_id: int, film_key: str | None = None) -> None:
    """Match every waiting row again, or those of one film."""
    settings: Settings = current_app.config["SETTINGS"]
    rematches.carry_out(run_id, settings.instance_path, film_key=film_key)


@sweep(minutes=5)
def resume_rematches() -> None:
    """Go on with what was left lying; every row that waits is looked at."""
    for run_id in queries.rematches_left(before=utcnow() - runs.STALE):
        rematch_rows.later(run_id)
    db.session.commit()


@sweep(minutes=15)
def restore_indexes() -> None:
    """Make indexes again that an import which was cut off has left aside."""
    indexes.restore(before=utcnow() - indexes.PATIENCE)
    db.session.commit()
