"""What waits for a moderator: held reviews, waves of ratings, appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import BioStanding, User
from app.audience.hold_models import Burst, Hold, HoldKind
from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.core.pagination import Page
from app.moderation.models import (
    ActionKind,
    Appeal,
    ModerationAction,
    ProfileReport,
    Report,
)
from app.moderation.words import DONE
from app.movies.models import Movie

AT_ONCE = 50
OF_ONE_AUTHOR = 3


@dataclass(frozen=True)
class Waiting:
    """How much waits in each queue."""

    reports: int
    held: int
    waves: int
    appeals: int
    profiles: int


@dataclass(frozen=True)
class HeldReview:
    """A review that the rules hold, with every reason in words."""

    review_id: int
    author: str
    author_id: int
    rating: int
    body: str
    reasons: Sequence[str]
    others: int
    placed_at: datetime
    movie_title: str
    movie_url: str


@dataclass(frozen=True)
class OpenWave:
    """A wave of ratings that nobody has decided about, with how they are spread."""

    id: int
    movie_title: str
    movie_url: str
    began_at: datetime
    noticed_at: datetime
    held_until: datetime
    hours: int
    allowed: int
    arrived: int
    held: int
    stars: Sequence[tuple[int, int]]
    newcomers: int


@dataclass(frozen=True)
class OpenAppeal:
    """An appeal with the action that it is against."""

    id: int
    words: str
    filed_at: datetime
    member: str
    member_id: int | None
    done: str
    reason: str
    acted_at: datetime
    moderator: str
    moderator_id: int | None
    review_id: int | None
    movie_title: str


def waiting() -> Waiting:
    """Count what waits in each queue."""
    reported = select(Report.review_id).where(Report.settled_by_id.is_(None)).distinct()
    row = db.session.execute(
        select(
            number(reported),
            number(held_by_rules(Hold.id)),
            number(select(Burst.id).where(Burst.settled_at.is_(None))),
            number(select(Appeal.id).where(Appeal.decided_at.is_(None))),
            number(
                select(User.id).where(
                    or_(
                        (User.bio_standing == BioStanding.HELD) & (User.bio != ""),
                        User.id.in_(
                            select(ProfileReport.member_id).where(
                                ProfileReport.settled_by_id.is_(None)
                            )
                        ),
                    )
                )
            ),
        )
    ).one()
    return Waiting(*(int(count) for count in row))


def number(listing: Select[Any]) -> Any:
    """Return how many rows a listing has, as part of a statement."""
    return select(func.count()).select_from(listing.subquery()).scalar_subquery()


def held_by_rules(*columns: Any) -> Select[Any]:
    """Select from the holds that wait, without those that their author withdrew."""
    return (
        select(*columns)
        .join(AudienceReview, Hold.review_id == AudienceReview.id)
        .where(
            Hold.kind == HoldKind.RULES,
            Hold.settled_at.is_(None),
            AudienceReview.standing == Standing.HELD,
        )
    )


def held_reviews(after: int = 0) -> Page[HeldReview]:
    """Return the reviews that the rules hold, oldest first; of each author a few.

    Whoever brings a file of a thousand films does not bury the others. They go on
    behind the hold with the number `after`.
    """
    author = AudienceReview.user_id
    place = func.row_number().over(partition_by=author, order_by=Hold.id)
    total = func.count().over(partition_by=author)
    ranked = held_by_rules(
        Hold.id, place.label("place"), (total - OF_ONE_AUTHOR).label("others")
    ).subquery()
    rows = db.session.execute(
        select(
            Hold,
            AudienceReview,
            User.name,
            Movie.title,
            Movie.slug,
            case((ranked.c.place == OF_ONE_AUTHOR, ranked.c.others), else_=0).label(
                "others"
            ),
        )
        .join(ranked, ranked.c.id == Hold.id)
        .join(AudienceReview, Hold.review_id == AudienceReview.id)
        .join(User, AudienceReview.user_id == User.id)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(ranked.c.place <= OF_ONE_AUTHOR, Hold.id > after)
        .order_by(Hold.id)
        .limit(AT_ONCE + 1)
    ).all()
    shown = rows[:AT_ONCE]
    items = [
        HeldReview(
            review_id=row.AudienceReview.id,
            author=row.name,
            author_id=row.AudienceReview.user_id,
            rating=row.AudienceReview.rating,
            body=row.AudienceReview.body,
            reasons=[words for _, words in row.Hold.reasons],
            others=row.others,
            placed_at=row.Hold.placed_at,
            movie_title=row.title,
            movie_url=f"/movies/{row.slug}",
        )
        for row in shown
    ]
    return Page(items, f"0.{shown[-1].Hold.id}" if len(rows) > AT_ONCE else None)


def open_waves(after: int = 0) -> Page[OpenWave]:
    """Return the waves that wait for a moderator, oldest first.

    They go on behind the wave with the number `after`.
    """
    rows = db.session.execute(
        select(Burst, Movie.title, Movie.slug)
        .join(Movie, Burst.movie_id == Movie.id)
        .where(Burst.settled_at.is_(None), Burst.id > after)
        .order_by(Burst.id)
        .limit(AT_ONCE + 1)
    ).all()
    shown = rows[:AT_ONCE]
    items = [wave_of(row.Burst, row.title, row.slug) for row in shown]
    return Page(items, f"0.{shown[-1].Burst.id}" if len(rows) > AT_ONCE else None)


def wave_of(burst: Burst, title: str, slug: str) -> OpenWave:
    """Return a wave with its ratings counted by stars, and the newcomers in it."""
    in_it = (
        select(AudienceReview.rating, func.count(AudienceReview.id))
        .join(Hold, Hold.review_id == AudienceReview.id)
        .where(
            Hold.burst_id == burst.id,
            Hold.settled_at.is_(None),
            AudienceReview.standing == Standing.HELD,
        )
    )
    by_rating = db.session.execute(
        in_it.group_by(AudienceReview.rating).order_by(AudienceReview.rating.desc())
    ).all()
    young = db.session.scalar(
        in_it.with_only_columns(func.count(AudienceReview.id))
        .join(User, AudienceReview.user_id == User.id)
        .where(User.created_at >= burst.began_at)
    )
    return OpenWave(
        id=burst.id,
        movie_title=title,
        movie_url=f"/movies/{slug}",
        began_at=burst.began_at,
        noticed_at=burst.noticed_at,
        held_until=burst.held_until,
        hours=burst.hours,
        allowed=burst.allowed,
        arrived=burst.arrived,
        held=sum(count for _, count in by_rating),
        stars=[(rating, count) for rating, count in by_rating],
        newcomers=young or 0,
    )


def open_appeals(after: int = 0) -> Page[OpenAppeal]:
    """Return the appeals that wait for an answer, oldest first.

    They go on behind the appeal with the number `after`: those against a moderator's
    own decisions stay, and must not hide the others.
    """
    moderator, member = aliased(User), aliased(User)
    rows = db.session.execute(
        select(
            Appeal,
            ModerationAction,
            moderator.name.label("moderator"),
            member.name.label("member"),
            Movie.title,
        )
        .join(ModerationAction, Appeal.action_id == ModerationAction.id)
        .outerjoin(moderator, ModerationAction.moderator_id == moderator.id)
        .outerjoin(member, ModerationAction.member_id == member.id)
        .outerjoin(Movie, ModerationAction.movie_id == Movie.id)
        .where(Appeal.decided_at.is_(None), Appeal.id > after)
        .order_by(Appeal.id)
        .limit(AT_ONCE + 1)
    ).all()
    shown = rows[:AT_ONCE]
    items = [
        OpenAppeal(
            id=row.Appeal.id,
            words=row.Appeal.words,
            filed_at=row.Appeal.filed_at,
            member=row.member or "a former member",
            member_id=row.ModerationAction.member_id,
            done=DONE[ActionKind(row.ModerationAction.kind)],
            reason=row.ModerationAction.reason,
            acted_at=row.ModerationAction.acted_at,
            moderator=row.moderator or "a former moderator",
            moderator_id=row.ModerationAction.moderator_id,
            review_id=row.ModerationAction.review_id,
            movie_title=row.title or "",
        )
        for row in shown
    ]
    return Page(items, f"0.{shown[-1].Appeal.id}" if len(rows) > AT_ONCE else None)
