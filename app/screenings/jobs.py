"""The counting of ballots after a sealed count was opened."""

from app.audience import gate as gates
from app.core.db import db
from app.core.jobs import job, sweep
from app.screenings import operations, queries

HANDFUL = 100


@job
def count_ballots(screening_id: int) -> None:
    """Count what waits, a handful in each transaction, so that nobody waits long."""
    gate = gates.gate_for_ballot()
    while operations.count_waiting(screening_id, limit=HANDFUL, gate=gate):
        db.session.commit()
    db.session.commit()


@sweep(minutes=5)
def count_what_was_left() -> None:
    """Go on with a count that was cut short."""
    for screening_id in queries.uncounted():
        count_ballots(screening_id)
