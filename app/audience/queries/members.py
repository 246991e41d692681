"""What one member gave: a review, a vote, an interest."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audience.models import (
    AudienceReview,
    AudienceRevision,
    HelpfulVote,
    Interest,
    Standing,
)
from app.core.db import db


def of_member(movie_id: int, user_id: int) -> AudienceReview | None:
    """Return a member's review of a movie, unless it was withdrawn."""
    return db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.user_id == user_id,
            AudienceReview.standing != Standing.WITHDRAWN,
        )
    )


def author_id_of(review_id: int) -> int | None:
    """Return who wrote a review."""
    return db.session.scalar(
        select(AudienceReview.user_id).where(AudienceReview.id == review_id)
    )


def withdrawn_of(movie_id: int, user_id: int) -> AudienceReview | None:
    """Return the review of a movie that a member has withdrawn."""
    return db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.user_id == user_id,
            AudienceReview.standing == Standing.WITHDRAWN,
        )
    )


def revisions_of(review_id: int) -> Sequence[AudienceRevision]:
    """Return what a review said before, the latest first."""
    return db.session.scalars(
        select(AudienceRevision)
        .where(AudienceRevision.review_id == review_id)
        .order_by(AudienceRevision.id.desc())
    ).all()


def movies_reviewed_by(user_id: int) -> Sequence[int]:
    """Return the numbers of the movies on whose pages a member's name stands."""
    return db.session.scalars(
        select(AudienceReview.movie_id).where(
            AudienceReview.user_id == user_id,
            AudienceReview.standing == Standing.PUBLISHED,
        )
    ).all()


def has_voted(review_id: int, user_id: int) -> bool:
    """Tell whether a member found a review helpful."""
    return db.session.get(HelpfulVote, (review_id, user_id)) is not None


def interest_of(movie_id: int, user_id: int) -> str | None:
    """Return what a member means to do about a movie."""
    found = db.session.get(Interest, (movie_id, user_id))
    return None if found is None else str(found.kind)
