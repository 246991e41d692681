"""What one member gave: a review, a vote, an interest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, bindparam, select

from app.accounts.models import User
from app.audience.models import (
    AudienceReview,
    AudienceRevision,
    Favourite,
    HelpfulVote,
    Interest,
    Standing,
)
from app.core.db import db
from app.core.reading import Lean


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A member's review as their own place shows it."""

    id: int
    rating: int
    body: str
    spoiler: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class Own:
    """What a member has said and means to do about a movie."""

    review: OwnReview | None = None
    withdrawn: OwnReview | None = None
    interest: str | None = None
    favourite: bool = False


OF_MOVIE = bindparam("movie", type_=Integer)
OWN = Lean(
    select(
        AudienceReview.id,
        AudienceReview.rating,
        AudienceReview.body,
        AudienceReview.spoiler,
        AudienceReview.standing,
        Interest.kind,
        Favourite.movie_id.label("favourite"),
    )
    .select_from(User)
    .outerjoin(
        AudienceReview,
        and_(AudienceReview.movie_id == OF_MOVIE, AudienceReview.user_id == User.id),
    )
    .outerjoin(
        Interest, and_(Interest.movie_id == OF_MOVIE, Interest.user_id == User.id)
    )
    .outerjoin(
        Favourite, and_(Favourite.movie_id == OF_MOVIE, Favourite.user_id == User.id)
    )
    .where(User.id == bindparam("member", type_=Integer))
)


def own(movie_id: int, user_id: int) -> Own:
    """Return all of a member's that their place on a movie's page shows."""
    row = OWN.first(movie=movie_id, member=user_id)
    if row is None:
        return Own()
    said: tuple[Any, ...] = tuple(row)[:5]
    review = None if row.id is None else OwnReview(*said)
    withdrawn = review is not None and review.standing == Standing.WITHDRAWN
    return Own(
        review=None if withdrawn else review,
        withdrawn=review if withdrawn else None,
        interest=None if row.kind is None else str(row.kind),
        favourite=row.favourite is not None,
    )


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
