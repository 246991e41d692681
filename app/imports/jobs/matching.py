"""Match waiting rows again later; the rows themselves are the truth."""

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.imports.operations import indexes, matching


@job
def rematch_film(film_key: str) -> None:
    """Match the rows of one film again."""
    matching.rematch(at=utcnow(), commit=db.session.commit, film_key=film_key)


@job
def rematch_all() -> None:
    """Match every waiting row again."""
    matching.rematch(at=utcnow(), commit=db.session.commit)


@sweep(minutes=15)
def restore_indexes() -> None:
    """Make indexes again that an import which was cut off has left aside."""
    indexes.restore(before=utcnow() - indexes.PATIENCE)
    db.session.commit()
