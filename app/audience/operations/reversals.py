"""Put a review back as it was, or let it never have been; the tally moves with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.audience.models import AudienceReview
from app.audience.operations.holds import NOTHING, counted
from app.audience.operations.ranking import rank
from app.audience.operations.reviews import locked
from app.core.db import db
from app.scores import operations as score_operations

REINSTATED = (
    "rating",
    "body",
    "spoiler",
    "standing",
    "standing_before",
    "posted_at",
    "edited_at",
)
"""What makes up a review as somebody may want it back."""


def reinstate(
    values: Mapping[str, Any], *, movie_id: int, user_id: int, at: datetime
) -> None:
    """Give a member's review back what it said before, and count it so."""
    review = locked(movie_id, user_id)
    before = counted(review)
    for name in REINSTATED:
        setattr(review, name, values[name])
    rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review) - before)
    db.session.flush()


def erase(*, movie_id: int, user_id: int) -> None:
    """Delete a member's review as if it had never been posted."""
    review = locked(movie_id, user_id)
    score_operations.count_audience(movie_id, NOTHING - counted(review))
    db.session.execute(delete(AudienceReview).where(AudienceReview.id == review.id))
