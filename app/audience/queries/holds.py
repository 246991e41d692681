"""What is held and why, who is restricted, and what arrived at a movie lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Role, User, UserRole
from app.audience.hold_models import (
    Burst,
    Hold,
    HoldKind,
    Restriction,
    RestrictionKind,
)
from app.audience.models import AudienceReview, HelpfulVote, Standing
from app.audience.rules.bursts import LONG_PAST, SHORT_PAST, Arrivals, BurstRule
from app.audience.rules.holds import Author
from app.core.db import db
from app.core.errors import NotFound

STAFF = ("critic", "editor", "moderator", "administrator")


@dataclass(frozen=True)
class Wave:
    """A wave of ratings that is held, as the movie's page tells of it."""

    held: int
    hours: int
    until: datetime


def holds_the_demo() -> bool:
    """Tell whether the demo was loaded: that needs an empty site, so it came first."""
    first = select(User.demo).order_by(User.id).limit(1)
    return bool(db.session.scalar(first))


def author_of(user_id: int, *, at: datetime) -> Author:
    """Return what is known of a member, with their row locked until the commit.

    The lock lets two posts of one member be counted one after the other.
    """
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
    return author_seen(user_id, at=at)


def author_seen(user_id: int, *, at: datetime) -> Author:
    """Return what is known of a member; raises NotFound for who has just left."""
    user = db.session.execute(
        select(User.email, User.created_at, User.super_reviewer_since).where(
            User.id == user_id
        )
    ).one_or_none()
    if user is None:
        raise NotFound("This account is gone.")
    shown = db.session.scalar(
        select(func.count(AudienceReview.id)).where(
            AudienceReview.user_id == user_id,
            AudienceReview.standing == Standing.PUBLISHED,
        )
    )
    return Author(
        email=user.email or "",
        age=at - user.created_at,
        shown_posts=shown or 0,
        is_staff=is_staff(user_id),
        is_super=user.super_reviewer_since is not None,
    )


def is_staff(user_id: int) -> bool:
    """Tell whether a member has a role."""
    found = db.session.scalar(
        select(
            exists()
            .where(UserRole.user_id == user_id)
            .where(UserRole.role_id == Role.id, Role.name.in_(STAFF))
        )
    )
    return bool(found)


def posts_since(user_id: int, since: datetime, *, but_movie_id: int) -> int:
    """Count the other movies that a member has rated since a moment."""
    number = db.session.scalar(
        select(func.count(AudienceReview.id)).where(
            AudienceReview.user_id == user_id,
            AudienceReview.posted_at >= since,
            AudienceReview.movie_id != but_movie_id,
        )
    )
    return number or 0


def votes_since(user_id: int, since: datetime) -> int:
    """Count the helpful votes that a member has given since a moment."""
    number = db.session.scalar(
        select(func.count()).where(
            HelpfulVote.user_id == user_id, HelpfulVote.voted_at >= since
        )
    )
    return number or 0


def in_force(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Keep the restrictions that hold at a moment."""
    return (
        Restriction.ended_at.is_(None),
        or_(Restriction.until.is_(None), Restriction.until > at),
    )


def own_limit(user_id: int, *, at: datetime) -> int | None:
    """Return to how many posts a day a moderator has limited a member, if so."""
    return db.session.scalar(
        select(func.min(Restriction.posts_per_day)).where(
            Restriction.user_id == user_id,
            Restriction.kind == RestrictionKind.LIMITED,
            *in_force(at),
        )
    )


def shut_out(user_id: int, *, at: datetime) -> Restriction | None:
    """Return why a member may not sign in: a ban before a suspension."""
    return db.session.scalar(
        select(Restriction)
        .where(
            Restriction.user_id == user_id,
            Restriction.kind != RestrictionKind.LIMITED,
            *in_force(at),
        )
        .order_by(Restriction.kind, Restriction.until.desc(), Restriction.id.desc())
        .limit(1)
    )


def open_hold(review_id: int) -> Hold | None:
    """Return what keeps a review back now."""
    return db.session.scalar(
        select(Hold).where(Hold.review_id == review_id, Hold.settled_at.is_(None))
    )


def open_burst(movie_id: int) -> Burst | None:
    """Return the wave on a movie that nobody has decided about yet."""
    return db.session.scalar(
        select(Burst).where(Burst.movie_id == movie_id, Burst.settled_at.is_(None))
    )


def wave_on(movie_id: int) -> Wave | None:
    """Return the wave that is held on a movie, with how many ratings are in it."""
    held = (
        select(func.count(Hold.id))
        .join(AudienceReview, Hold.review_id == AudienceReview.id)
        .where(
            Hold.burst_id == Burst.id,
            Hold.settled_at.is_(None),
            AudienceReview.standing == Standing.HELD,
        )
        .correlate(Burst)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(held.label("held"), Burst.hours, Burst.held_until).where(
            Burst.movie_id == movie_id, Burst.settled_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else Wave(row.held, row.hours, row.held_until)


def unverified(movie_id: int, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Keep a movie's counted ratings without a code, given since a moment.

    What was in a wave that somebody has decided about is never in another.
    """
    was_judged = exists().where(
        Hold.review_id == AudienceReview.id, Hold.kind == HoldKind.BURST
    )
    return (
        AudienceReview.movie_id == movie_id,
        AudienceReview.standing == Standing.PUBLISHED,
        AudienceReview.verified.is_(False),
        AudienceReview.posted_at > since,
        ~was_judged,
    )


def recent_arrivals(movie_id: int, rule: BurstRule, *, at: datetime) -> int:
    """Count the ratings that arrived within the window."""
    since = at - rule.window
    counted = select(func.count()).select_from(AudienceReview)
    return db.session.scalar(counted.where(*unverified(movie_id, since))) or 0


def arrivals(movie_id: int, rule: BurstRule, recent: int, *, at: datetime) -> Arrivals:
    """Return what arrived in the window and before it."""
    begin = at - rule.window
    numbers = [
        db.session.scalar(
            select(func.count())
            .select_from(AudienceReview)
            .where(
                AudienceReview.movie_id == movie_id,
                AudienceReview.standing == Standing.PUBLISHED,
                AudienceReview.verified.is_(False),
                AudienceReview.posted_at > begin - past,
                AudienceReview.posted_at <= begin,
            )
        )
        or 0
        for past in (SHORT_PAST, LONG_PAST)
    ]
    return Arrivals(recent, *numbers)


def due_bursts(*, at: datetime) -> Iterable[int]:
    """Return the waves whose time has come without a decision."""
    return db.session.scalars(
        select(Burst.id)
        .where(Burst.settled_at.is_(None), Burst.held_until <= at)
        .order_by(Burst.id)
    ).all()
