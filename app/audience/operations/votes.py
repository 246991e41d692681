"""Helpful votes, and what a member means to do about a movie."""

from datetime import datetime

from sqlalchemy import delete, select, update

from app.audience import queries
from app.audience.models import (
    AudienceReview,
    HelpfulVote,
    Interest,
    InterestKind,
    Standing,
)
from app.audience.operations.allowances import Allowance, Deed, keep_within
from app.audience.operations.ranking import rank
from app.audience.queries import holds as hold_queries
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.movies import operations as movie_operations


def find_helpful(
    review_id: int, *, user_id: int, at: datetime, allowance: Allowance | None = None
) -> None:
    """Count a member's vote for a review, once; raises TooMany beyond a day's votes."""
    review = votable(review_id, user_id)
    if allowance is not None and not queries.has_voted(review_id, user_id):
        keep_within(
            allowance,
            Deed.VOTE,
            lambda since: hold_queries.votes_since(user_id, since),
            user_id=user_id,
            at=at,
        )
    if insert_unless_there(
        HelpfulVote, review_id=review_id, user_id=user_id, voted_at=at
    ):
        move_helpful(review, 1, at=at)


def withdraw_helpful(review_id: int, *, user_id: int, at: datetime) -> None:
    """Take a member's vote for a review back, if they gave one."""
    review = votable(review_id, user_id)
    gone = db.session.scalar(
        delete(HelpfulVote)
        .where(HelpfulVote.review_id == review_id, HelpfulVote.user_id == user_id)
        .returning(HelpfulVote.review_id)
    )
    if gone is not None:
        move_helpful(review, -1, at=at)


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


def move_helpful(review: AudienceReview, step: int, *, at: datetime) -> None:
    """Move the count of helpful votes, the rank by them, and the movie's version."""
    db.session.execute(
        update(AudienceReview)
        .where(AudienceReview.id == review.id)
        .values(helpful_count=AudienceReview.helpful_count + step)
    )
    db.session.refresh(review)
    rank(review, at=at)
    db.session.flush()
    movie_operations.touch(review.movie_id)
