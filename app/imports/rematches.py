"""Match the waiting rows again batch by batch, each of them a transaction.

The run says how far it is: one that was cut off is taken up again where it stood.
"""

from pathlib import Path

from app.core.clock import utcnow
from app.core.db import db
from app.imports.operations import rematching, runs
from app.imports.operations.rematching import Rematched


def carry_out(
    run_id: int, instance: Path, *, film_key: str | None = None
) -> Rematched | None:
    """Do what a run asks for, unless it is done or another is at it."""
    taken = runs.take_up(run_id, at=utcnow())
    db.session.commit()
    if not taken:
        return None

    def commit() -> None:
        runs.beat(run_id, at=utcnow())
        db.session.commit()

    try:
        return rematching.rematch(
            run_id, at=utcnow(), instance=instance, commit=commit, film_key=film_key
        )
    except BaseException:
        db.session.rollback()
        rematching.stop(run_id, at=utcnow(), instance=instance)
        db.session.commit()
        raise
