"""Verbs of the audience: rate, withdraw, find helpful, want to see.

Every one of them changes the tally or the count in the transaction of its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from app.audience import rules
from app.audience.models import (
    AudienceReview,
    AudienceRevision,
    HelpfulVote,
    Interest,
    InterestKind,
    Standing,
)
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.movies import operations as movie_operations
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally

NOTHING = AudienceTally()
REINSTATED = ("rating", "body", "spoiler", "standing", "posted_at", "edited_at")
"""What makes up a review as somebody may want it back."""


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
        AudienceReview,
        movie_id=movie_id,
        user_id=user_id,
        posted_at=at,
        standing=first_standing(movie_id),
        **values,
    )
    review = locked(movie_id, user_id)
    before = NOTHING if is_new else counted(review)
    if not is_new:
        change(review, values, at=at)
    rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review) - before)
    db.session.flush()
    return review


def withdraw(*, movie_id: int, user_id: int) -> AudienceReview:
    """Take a member's review back; raises NotFound if there is none to take."""
    review = locked(movie_id, user_id)
    if review.standing == Standing.WITHDRAWN:
        raise NotFound("You have no review of this movie.")
    before = counted(review)
    review.standing_before = review.standing
    review.standing = Standing.WITHDRAWN
    score_operations.count_audience(movie_id, NOTHING - before)
    db.session.flush()
    return review


def restore(*, movie_id: int, user_id: int, at: datetime) -> AudienceReview:
    """Put a withdrawn review back where it stood; raises NotFound if there is none."""
    review = locked(movie_id, user_id)
    if review.standing != Standing.WITHDRAWN:
        raise NotFound("You have no withdrawn review of this movie.")
    stand_again(review)
    rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review))
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


def find_helpful(review_id: int, *, user_id: int, at: datetime) -> None:
    """Count a member's vote for a review, once."""
    review = votable(review_id, user_id)
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


def change(review: AudienceReview, values: dict[str, Any], *, at: datetime) -> None:
    """Write new values into a review, and keep the old ones for moderators."""
    differs = any(getattr(review, name) != value for name, value in values.items())
    if differs:
        db.session.add(
            AudienceRevision(
                review_id=review.id,
                rating=review.rating,
                body=review.body,
                spoiler=review.spoiler,
                replaced_at=at,
            )
        )
    if review.standing == Standing.WITHDRAWN:
        stand_again(review)
        review.posted_at = at
        review.edited_at = None
    elif differs:
        review.edited_at = at
    for name, value in values.items():
        setattr(review, name, value)


def stand_again(review: AudienceReview) -> None:
    """Put a withdrawn review back to where it stood; a hidden one stays hidden."""
    stood = review.standing_before or Standing.PUBLISHED
    if stood in (Standing.PUBLISHED, Standing.WAITING):
        stood = first_standing(review.movie_id)
    review.standing = stood
    review.standing_before = None


def first_standing(movie_id: int) -> Standing:
    """Return where a new review of a movie stands: before the release it waits."""
    is_open = db.session.scalar(select(Movie.ratings_open).where(Movie.id == movie_id))
    return Standing.PUBLISHED if is_open else Standing.WAITING


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
