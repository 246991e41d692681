"""What reviews are sorted by among the most helpful ones."""

from datetime import datetime

from sqlalchemy import or_, select, update

from app.audience import rules
from app.audience.models import AudienceReview
from app.core.db import db
from app.movies import operations as movie_operations


def rank(review: AudienceReview, *, at: datetime) -> None:
    """Set what a review is sorted by among the most helpful ones."""
    review.helpful_rank = rules.helpful_rank(
        review.helpful_count, posted_at=review.posted_at, at=at, body=review.body
    )


def rank_anew(*, at: datetime) -> int:
    """Rank every review with words as it stands today; return how many have moved."""
    rows = db.session.execute(
        select(
            AudienceReview.id,
            AudienceReview.movie_id,
            AudienceReview.helpful_count,
            AudienceReview.helpful_rank,
            AudienceReview.posted_at,
        ).where(
            AudienceReview.body != "",
            or_(AudienceReview.helpful_count > 0, AudienceReview.helpful_rank == 0),
        )
    ).all()
    moved = []
    for row in rows:
        new = rules.helpful_rank(
            row.helpful_count, posted_at=row.posted_at, at=at, body="words"
        )
        if new != row.helpful_rank:
            moved.append((row, new))
    if moved:
        db.session.execute(
            update(AudienceReview),
            [{"id": row.id, "helpful_rank": new} for row, new in moved],
        )
        movie_operations.touch(*{row.movie_id for row, _ in moved})
    return len(moved)
