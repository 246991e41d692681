"""What is held and why, who is restricted, and what arrived at a movie lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Role, User, UserRole
from app.audience.hold_models import (
    Burst,
    Hold,
    HoldKind,
    Outcome,
    Restriction,
    RestrictionKind,
)
from app.audience.models import AudienceReview, HelpfulVote, Standing
from app.audience.rules.bursts import LONG_PAST, SHORT_PAST, Arrivals, BurstRule
from app.audience.rules.holds import Author
from app.core.db import UTCDateTime, db
from app.core.errors import NotFound
from app.core.reading import Lean
from app.movies.models import Movie

STAFF = ("critic", "editor", "moderator", "administrator")


@dataclass(frozen=True)
class Sender:
    """A member who posts on a movie; `own_limit` is what a moderator has set.

    `standing` is where a new review of it stands at first.
    """

    author: Author
    posts: int
    own_limit: int | None
    has_review: bool
    standing: Standing


@dataclass(frozen=True)
class Wave:
    """A wave of ratings that is held, as the movie's page tells of it."""

    held: int
    hours: int
    until: datetime


def in_force(at: Any) -> tuple[ColumnElement[bool], ...]:
    """Keep the restrictions that hold at a moment."""
    return (
        Restriction.ended_at.is_(None),
        or_(Restriction.until.is_(None), Restriction.until > at),
    )


OF_MEMBER = bindparam("member", type_=Integer)
OF_MOVIE = bindparam("movie", type_=Integer)
# Rows that speak of the member, such as a notice, may be added meanwhile.
LOCKED = Lean(
    select(User.id).where(User.id == OF_MEMBER).with_for_update(key_share=True)
)
SHOWN = (
    select(literal_column("1").label("one"))
    .where(
        AudienceReview.user_id == OF_MEMBER,
        AudienceReview.standing == literal_column("'published'"),
    )
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
OF_AUTHOR = select(
    User.email,
    User.created_at,
    User.super_reviewer_since,
    select(func.count()).select_from(SHOWN).scalar_subquery().label("shown_posts"),
    exists()
    .where(
        UserRole.user_id == OF_MEMBER,
        UserRole.role_id == Role.id,
        Role.name.in_([literal_column(f"'{name}'") for name in STAFF]),
    )
    .label("is_staff"),
).where(User.id == OF_MEMBER)
AUTHOR = Lean(OF_AUTHOR)
SENDER = Lean(
    OF_AUTHOR.add_columns(
        select(func.count(AudienceReview.id))
        .where(
            AudienceReview.user_id == OF_MEMBER,
            AudienceReview.posted_at >= bindparam("since", type_=UTCDateTime),
            AudienceReview.movie_id != OF_MOVIE,
        )
        .scalar_subquery()
        .label("posts"),
        select(func.min(Restriction.posts_per_day))
        .where(
            Restriction.user_id == OF_MEMBER,
            Restriction.kind == RestrictionKind.LIMITED,
            *in_force(bindparam("at", type_=UTCDateTime)),
        )
        .scalar_subquery()
        .label("own_limit"),
        exists()
        .where(
            AudienceReview.movie_id == OF_MOVIE,
            AudienceReview.user_id == OF_MEMBER,
            AudienceReview.standing != literal_column("'withdrawn'"),
        )
        .label("has_review"),
        select(Movie.ratings_open)
        .where(Movie.id == OF_MOVIE)
        .scalar_subquery()
        .label("is_open"),
    )
)


FIRST = Lean(select(User.demo).order_by(User.id).limit(1))


def holds_the_demo() -> bool:
    """Tell whether the demo was loaded: that needs an empty site, so it came first."""
    first = FIRST.first()
    return first is not None and bool(first.demo)


def author_of(user_id: int, *, at: datetime, posts: int = 1) -> Author:
    """Return what is known of a member, with their row locked until the commit.

    The lock lets two posts of one member be counted one after the other. It is a
    statement of its own: only the next one sees what another post has just written.
    """
    LOCKED.read(member=user_id)
    return author_seen(user_id, at=at, posts=posts)


def author_seen(user_id: int, *, at: datetime, posts: int = 1) -> Author:
    """Return what is known of a member; raises NotFound for who has just left.

    Shown posts are counted as far as `posts`, so that nobody waits for thousands.
    """
    return author_from(AUTHOR.first(member=user_id, most=posts), at=at)


def author_from(row: Any, *, at: datetime) -> Author:
    """Return the author of a row; raises NotFound if there is none."""
    if row is None:
        raise NotFound("This account is gone.")
    return Author(
        email=row.email or "",
        age=at - row.created_at,
        shown_posts=row.shown_posts,
        is_staff=bool(row.is_staff),
        is_super=row.super_reviewer_since is not None,
    )


def sender_of(movie_id: int, user_id: int, *, since: datetime, at: datetime) -> Sender:
    """Return who posts, with their row locked as by `author_of`, and what they may.

    `posts` are the other movies that they have rated since a moment.
    """
    LOCKED.read(member=user_id)
    row = SENDER.first(member=user_id, most=1, movie=movie_id, since=since, at=at)
    author = author_from(row, at=at)
    if row is None:
        raise NotFound("This account is gone.")
    return Sender(
        author,
        row.posts,
        row.own_limit,
        bool(row.has_review),
        Standing.at_first(row.is_open),
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


def struck_with_a_wave(review_id: int) -> bool:
    """Tell whether a review was struck with the whole wave that it came in."""
    last = db.session.execute(
        select(Burst.outcome, Burst.settled_at == Hold.settled_at)
        .select_from(Hold)
        .outerjoin(Burst, Hold.burst_id == Burst.id)
        .where(Hold.review_id == review_id)
        .order_by(Hold.id.desc())
        .limit(1)
    ).one_or_none()
    return last is not None and tuple(last) == (Outcome.STRUCK, True)


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


def unverified(movie_id: Any, since: Any) -> tuple[ColumnElement[bool], ...]:
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


def votes_since(user_id: int, since: datetime) -> int:
    """Count the helpful votes that a member has given since a moment."""
    number = db.session.scalar(
        select(func.count()).where(
            HelpfulVote.user_id == user_id, HelpfulVote.voted_at >= since
        )
    )
    return number or 0


RECENT = Lean(
    select(func.count().label("number"))
    .select_from(AudienceReview)
    .where(*unverified(OF_MOVIE, bindparam("since", type_=UTCDateTime)))
)


def recent_arrivals(movie_id: int, rule: BurstRule, *, at: datetime) -> int:
    """Count the ratings that arrived within the window."""
    row = RECENT.first(movie=movie_id, since=at - rule.window)
    return 0 if row is None else int(row.number)


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
