"""Work of the critics' room that goes by the clock: embargoes end by themselves."""

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import sweep
from app.critics import operations


@sweep(minutes=1)
def lift_embargoes() -> None:
    """Let go the reviews whose embargo has ended since the last minute."""
    operations.lift_embargoes(at=utcnow())
    db.session.commit()
