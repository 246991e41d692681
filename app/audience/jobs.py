"""What time alone changes among audience reviews."""

from app.audience import operations
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.jobs import sweep


@sweep(hour=3)
def rank_reviews() -> None:
    """Rank the most helpful reviews by their age of today."""
    operations.rank_anew(at=utcnow())
    db.session.commit()


@sweep(minutes=5)
def open_ratings() -> None:
    """Count the ratings of movies whose first public screening has come."""
    operations.settle_releases(today=today())
    db.session.commit()


@sweep(minutes=5)
def release_waves() -> None:
    """Count the waves that no moderator has decided about in time; forget proofs."""
    at = utcnow()
    operations.release_due(at=at)
    operations.forget_spent_proofs(at=at)
    db.session.commit()
