"""Rate, change, withdraw, restore: each with the tally, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm.util import identity_key

from app.audience import rules
from app.audience.models import AudienceReview, AudienceRevision, Standing
from app.audience.operations.bursts import watch
from app.audience.operations.holds import (
    NOTHING,
    Gate,
    Sifted,
    counted,
    hold_on,
    keep_back,
    sift,
)
from app.audience.operations.ranking import rank
from app.core import events
from app.core.db import as_read, db
from app.core.errors import NotFound
from app.core.reading import Lean, adding
from app.movies.models import Movie
from app.scores import operations as score_operations

# As the insert would lock it. So it is read where nobody else writes on SQLite, too.
IS_OPEN = Lean(
    select(Movie.ratings_open)
    .where(Movie.id == bindparam("of", type_=Integer))
    .with_for_update(read=True, key_share=True)
)
LOCKED = (
    select(AudienceReview)
    .where(
        AudienceReview.movie_id == bindparam("movie"),
        AudienceReview.user_id == bindparam("member"),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
UNSAID = {
    "helpful_count": 0,
    "standing_before": None,
    "edited_at": None,
    "withdrawn_at": None,
}
"""What a new review holds besides."""


@dataclass(frozen=True)
class Opinion:
    """What a member says of a movie: half-steps 1 to 10, and words if they like."""

    rating: int
    body: str = ""
    spoiler: bool = False


def publish(
    opinion: Opinion,
    *,
    movie_id: int,
    user_id: int,
    at: datetime,
    verified: bool = False,
    gate: Gate | None = None,
) -> AudienceReview:
    """Post a member's review of a movie, or change the one they posted.

    The database keeps one row for a member and movie; of two posts at the same
    moment one is the first and the other an edit of it. A review that was withdrawn
    is posted anew; one that a moderator hid stays hidden and uncounted. `verified`
    says that it came with a screening's code; a later change leaves it so. A post that
    comes through a `gate` may be held; raises TooMany beyond the day's limit, and
    Forbidden for a review that a moderator has removed.
    """
    text = rules.clean(opinion.body)
    sifted = Sifted()
    if gate is not None:
        sifted = sift(gate, text, movie_id=movie_id, user_id=user_id, at=at)
    standing = sifted.standing or first_standing(movie_id)
    values = {"rating": opinion.rating, "body": text, "spoiler": opinion.spoiler}
    said = {**values, "verified": verified, "standing": standing}
    new = insert(movie_id, user_id, said, at=at)
    if new is not None:
        review, before = new, NOTHING
        keep_back(review, None, sifted.reasons, at=at)
    else:
        review = locked(movie_id, user_id)
        before = counted(review)
        hold = hold_on(review)
        is_different = change(review, values, at=at)
        review.verified = review.verified or verified
        if is_different:
            keep_back(review, hold, sifted.reasons, at=at)
        rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review) - before)
    waves = gate.bursts if gate is not None and gate.sieve.holds else None
    is_counted = counted(review) != NOTHING
    if waves is not None and is_counted and watch({movie_id: at}, waves):
        db.session.refresh(review)
    if text and before == NOTHING and counted(review) != NOTHING:
        events.note_published("audience", [(movie_id, review.id)])
    db.session.flush()
    return review


def insert(
    movie_id: int, user_id: int, said: dict[str, Any], *, at: datetime
) -> AudienceReview | None:
    """Insert a review; None if the member has one of the movie already.

    Nothing is read again: all that the row holds is known.
    """
    session = db.session()
    said |= {"movie_id": movie_id, "user_id": user_id, "posted_at": at, **UNSAID}
    said["helpful_rank"] = rules.helpful_rank(0, posted_at=at, at=at, body=said["body"])
    statement = inserting(session.get_bind().dialect.name)
    number = statement.add(**{f"new_{name}": said[name] for name in said})
    if number is None:
        return None
    if identity_key(AudienceReview, number) in session.identity_map:
        # One that is gone had this number, and somebody still holds on to it.
        return locked(movie_id, user_id)
    return as_read(AudienceReview, {**said, "id": number})


@cache
def inserting(dialect: str) -> Lean:
    """Return what inserts a review unless the member has one of the movie."""
    table: Any = AudienceReview.__table__
    said = {
        column.name: bindparam(f"new_{column.name}", type_=column.type)
        for column in table.c
        if column.name != "id"
    }
    return adding(table, dialect, **said)


def verify(review: AudienceReview, *, verified: bool) -> None:
    """Say whether a review came with a screening's code, and count it so."""
    if review.verified == verified:
        return
    before = counted(review)
    review.verified = verified
    score_operations.count_audience(review.movie_id, counted(review) - before)
    db.session.flush()


def withdraw(*, movie_id: int, user_id: int, at: datetime) -> AudienceReview:
    """Take a member's review back; raises NotFound if there is none to take."""
    review = locked(movie_id, user_id)
    if review.standing == Standing.WITHDRAWN:
        raise NotFound("You have no review of this movie.")
    before = counted(review)
    was_shown = waits_again(review)
    review.standing_before = Standing.PUBLISHED if was_shown else review.standing
    review.standing = Standing.WITHDRAWN
    review.withdrawn_at = at
    score_operations.count_audience(movie_id, NOTHING - before)
    db.session.flush()
    return review


def restore(*, movie_id: int, user_id: int, at: datetime) -> AudienceReview:
    """Put a withdrawn review back where it stood; raises NotFound if there is none."""
    review = locked(movie_id, user_id)
    if review.standing != Standing.WITHDRAWN:
        raise NotFound("You have no withdrawn review of this movie.")
    had_waited = review.standing_before == Standing.WAITING
    stand_again(review)
    rank(review, at=at)
    score_operations.count_audience(movie_id, counted(review))
    if had_waited and review.body and counted(review) != NOTHING:
        events.note_published("audience", [(movie_id, review.id)])
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
    if standing == Standing.PUBLISHED:
        standing = first_standing(review.movie_id)
    review.standing = standing
    score_operations.count_audience(review.movie_id, counted(review) - before)
    db.session.flush()
    return review


def change(review: AudienceReview, values: dict[str, Any], *, at: datetime) -> bool:
    """Write new values into a review, and keep the old ones for moderators.

    Tell whether it says something else now, or is back from a withdrawal.
    """
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
    was_withdrawn = review.standing == Standing.WITHDRAWN
    if was_withdrawn:
        stand_again(review)
        review.standing_before = None
        review.posted_at = at
        review.edited_at = None
    elif differs:
        review.edited_at = at
    for name, value in values.items():
        setattr(review, name, value)
    return differs or was_withdrawn


def stand_again(review: AudienceReview) -> None:
    """Put a withdrawn review back to where it stood; a hidden one stays hidden."""
    stood = review.standing_before or Standing.PUBLISHED
    review.standing = stood
    if stood in (Standing.PUBLISHED, Standing.WAITING):
        review.standing = first_standing(review.movie_id)
    was_shown = stood == Standing.PUBLISHED and review.standing == Standing.WAITING
    review.standing_before = Standing.PUBLISHED if was_shown else None
    review.withdrawn_at = None


def waits_again(review: AudienceReview) -> bool:
    """Tell whether a review waits that was shown until its movie's day was set."""
    waits = review.standing == Standing.WAITING
    return waits and review.standing_before == Standing.PUBLISHED


def first_standing(movie_id: int) -> Standing:
    """Return where a new review of a movie stands: before the release it waits."""
    row = IS_OPEN.first(of=movie_id)
    return Standing.at_first(None if row is None else row.ratings_open)


def locked(movie_id: int, user_id: int) -> AudienceReview:
    """Return a member's review with its row locked, read anew; raises NotFound."""
    review = db.session.scalar(LOCKED, {"movie": movie_id, "member": user_id})
    if review is None:
        raise NotFound("You have no review of this movie.")
    return review
