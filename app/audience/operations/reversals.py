"""Put a review back as it was, or let it never have been; the tally moves with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.audience.hold_models import HoldKind, Outcome
from app.audience.models import AudienceReview, Standing
from app.audience.operations.holds import NOTHING, counted, place, settle
from app.audience.operations.ranking import rank
from app.audience.operations.reviews import locked
from app.audience.queries import holds as hold_queries
from app.audience.rules.holds import HoldRule
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
HELD_BEFORE = "Put back to what it said when it was held"


def reinstate(
    values: Mapping[str, Any], *, movie_id: int, user_id: int, at: datetime
) -> None:
    """Give a member's review back what it said before, and count it so."""
    review = locked(movie_id, user_id)
    before = counted(review)
    for name in REINSTATED:
        setattr(review, name, values[name])
    judge_again(review, at=at)
    rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review) - before)
    db.session.flush()


def judge_again(review: AudienceReview, *, at: datetime) -> None:
    """Let a review that was put back be held exactly if it was, or if a wave holds it.

    What was looked at since was another text, so one that was held is held again.
    """
    hold = hold_queries.open_hold(review.id)
    if hold is None:
        if review.standing == Standing.HELD:
            found = [(HoldRule.CHANGED, HELD_BEFORE)]
            place(review.id, HoldKind.RULES, found, at=at)
    elif hold.kind == HoldKind.RULES and review.standing != Standing.HELD:
        settle(hold, Outcome.CHANGED, by_id=None, at=at)
    elif hold.kind == HoldKind.BURST and review.standing != Standing.WITHDRAWN:
        review.standing = Standing.HELD


def erase(*, movie_id: int, user_id: int) -> None:
    """Delete a member's review as if it had never been posted."""
    review = locked(movie_id, user_id)
    score_operations.count_audience(movie_id, NOTHING - counted(review))
    db.session.execute(delete(AudienceReview).where(AudienceReview.id == review.id))
