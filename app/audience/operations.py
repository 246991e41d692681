"""Verbs of the audience: rate, withdraw, find helpful, want to see.

Every one of them changes the tally or the count in the transaction of its row.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.audience import rules
from app.audience.models import (
    AudienceReview,
    HelpfulVote,
    Interest,
    InterestKind,
    Standing,
)
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.movies import operations as movie_operations
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally

NOTHING = AudienceTally()


@dataclass(frozen=True)
class Opinion:
    """What a member says of a movie: half-steps 1 to 10, and words if they like."""

    rating: int
    body: str = ""
    spoiler: bool = False


def publish(
    opinion: Opinion, *, movie_id: int, user_id: int, at: datetime
) -> AudienceReview:
    """Post a member's review of a movie, or change the one they posted.

    The database keeps one row for a member and movie; of two posts at the same
    moment one is the first and the other an edit of it. A review that was withdrawn
    is posted anew; one that a moderator hid stays hidden and uncounted.
    """
    text = rules.clean(opinion.body)
    values = {"rating": opinion.rating, "body": text, "spoiler": opinion.spoiler}
    is_new = insert_unless_there(
        AudienceReview, movie_id=movie_id, user_id=user_id, posted_at=at, **values
    )
    review = locked(movie_id, user_id)
    if is_new:
        before = NOTHING
    else:
        before = counted(review)
        if review.standing == Standing.WITHDRAWN:
            review.standing = Standing.PUBLISHED
            review.posted_at = at
            review.edited_at = None
        elif any(getattr(review, name) != value for name, value in values.items()):
            review.edited_at = at
        for name, value in values.items():
            setattr(review, name, value)
    score_operations.count_audience(movie_id, counted(review) - before)
    db.session.flush()
    return review


def withdraw(*, movie_id: int, user_id: int) -> AudienceReview:
    """Take a member's review back; raises NotFound if there is none to take."""
    review = locked(movie_id, user_id)
    if review.standing == Standing.WITHDRAWN:
        raise NotFound("You have no review of this movie.")
    before = counted(review)
    review.standing = Standing.WITHDRAWN
    score_operations.count_audience(movie_id, NOTHING - before)
    db.session.flush()
    return review


def set_standing(review_id: int, standing: Standing) -> AudienceReview:
    """Hide a review or show it again, and count it as it then stands."""
    review = db.session.scalar(
        select(AudienceReview)
        .where(AudienceReview.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None or review.standing == Standing.WITHDRAWN:
        raise NotFound("This review is no longer there.")
    before = counted(review)
    review.standing = standing
    score_operations.count_audience(review.movie_id, counted(review) - before)
    db.session.flush()
    return review


def find_helpful(review_id: int, *, user_id: int, at: datetime) -> None:
    """Count a member's vote for a review, once."""
    review = votable(review_id, user_id)
    if insert_unless_there(
        HelpfulVote, review_id=review_id, user_id=user_id, voted_at=at
    ):
        move_helpful(review, 1)


def withdraw_helpful(review_id: int, *, user_id: int) -> None:
    """Take a member's vote for a review back, if they gave one."""
    review = votable(review_id, user_id)
    gone = db.session.scalar(
        delete(HelpfulVote)
        .where(HelpfulVote.review_id == review_id, HelpfulVote.user_id == user_id)
        .returning(HelpfulVote.review_id)
    )
    if gone is not None:
        move_helpful(review, -1)


def decide_interest(
    kind: InterestKind | None, *, movie_id: int, user_id: int, at: datetime
) -> None:
    """Write down what a member means to do about a movie; None forgets it."""
    mine = (Interest.movie_id == movie_id, Interest.user_id == user_id)
    if kind is None:
        db.session.execute(delete(Interest).where(*mine))
        return
    values = {"kind": kind, "decided_at": at}
    if not insert_unless_there(Interest, movie_id=movie_id, user_id=user_id, **values):
        db.session.execute(update(Interest).where(*mine).values(values))


def counted(review: AudienceReview) -> AudienceTally:
    """Return what a review adds to the tally as it stands."""
    if review.standing != Standing.PUBLISHED:
        return NOTHING
    return rules.counted(review.rating, verified=review.verified)


def locked(movie_id: int, user_id: int) -> AudienceReview:
    """Return a member's review with its row locked, read anew; raises NotFound."""
    review = db.session.scalar(
        select(AudienceReview)
        .where(AudienceReview.movie_id == movie_id, AudienceReview.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise NotFound("You have no review of this movie.")
    return review


def votable(review_id: int, user_id: int) -> AudienceReview:
    """Return a published review of somebody else; raises NotFound or Forbidden."""
    review = db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.id == review_id,
            AudienceReview.standing == Standing.PUBLISHED,
        )
    )
    if review is None:
        raise NotFound("This review is no longer there.")
    if review.user_id == user_id:
        raise Forbidden("This review is your own.")
    return review


def move_helpful(review: AudienceReview, step: int) -> None:
    """Move the count of helpful votes and the version of the movie's page."""
    db.session.execute(
        update(AudienceReview)
        .where(AudienceReview.id == review.id)
        .values(helpful_count=AudienceReview.helpful_count + step)
    )
    movie_operations.touch(review.movie_id)
