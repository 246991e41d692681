"""What moderators did: on a review, to a member, in the log; and small look-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import aliased

from app.accounts.models import Role, User, UserRole
from app.audience.hold_models import Hold, Restriction, RestrictionKind
from app.audience.models import AudienceReview
from app.core import versions
from app.core.db import db
from app.core.versions import Version
from app.moderation.models import (
    ActionKind,
    Appeal,
    AppealOutcome,
    ModerationAction,
)
from app.moderation.words import ABOUT_ACCOUNT, APPEALABLE, DONE, HIDING, said
from app.movies.models import Movie

MODERATORS = ("moderator", "administrator")
FORMER = "a former member"
ACTIONS = versions.kind(
    "moderation", "SELECT COALESCE(MAX(id), 0) FROM moderation_action"
)
APPEALS = versions.kind("appeals", "SELECT COUNT(*) FROM appeal")
DECIDED = versions.kind(
    "decided appeals", "SELECT COUNT(*) FROM appeal WHERE decided_at IS NOT NULL"
)


@dataclass(frozen=True)
class Logged:
    """A line of the log; the names are left out where everybody reads it."""

    id: int
    done: str
    detail: str
    reason: str
    acted_at: datetime
    moderator: str
    member: str
    member_id: int | None
    review_id: int | None
    movie_title: str
    movie_url: str
    appeal: str


@dataclass(frozen=True)
class OwnAction:
    """What was decided about a member, as they see it, with their appeal."""

    id: int
    done: str
    reason: str
    acted_at: datetime
    terms: str
    movie_title: str
    movie_url: str
    appeal_words: str | None
    filed_at: datetime | None
    outcome: AppealOutcome | None
    answer: str


def what_it_is(review_id: int) -> Row[int, int, str] | None:
    """Return a review's `user_id`, `movie_id` and `movie_title`."""
    return db.session.execute(
        select(
            AudienceReview.user_id,
            AudienceReview.movie_id,
            Movie.title.label("movie_title"),
        )
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(AudienceReview.id == review_id)
    ).one_or_none()


def movie_named(movie_id: int) -> tuple[str, str]:
    """Return a movie's title and address."""
    row = db.session.execute(
        select(Movie.title, Movie.slug).where(Movie.id == movie_id)
    ).one()
    return row.title, f"/movies/{row.slug}"


def actions_on(review_id: int) -> Sequence[ModerationAction]:
    """Return what moderators did about a review, newest first."""
    return db.session.scalars(
        select(ModerationAction)
        .where(ModerationAction.review_id == review_id)
        .order_by(ModerationAction.id.desc())
    ).all()


def latest_log(
    *,
    limit: int,
    before: int | None = None,
    member_id: int | None = None,
    review_id: int | None = None,
    for_everybody: bool = False,
) -> Sequence[Logged]:
    """Return what moderators did, newest first, or that about a member or review.

    What everybody may read is about posts, not about accounts and roles.
    """
    moderator, member = aliased(User), aliased(User)
    listing = (
        select(
            ModerationAction,
            moderator.name.label("moderator"),
            member.name.label("member"),
            Movie.title,
            Movie.slug,
            Appeal.id.label("appeal_id"),
            Appeal.outcome,
        )
        .outerjoin(moderator, ModerationAction.moderator_id == moderator.id)
        .outerjoin(member, ModerationAction.member_id == member.id)
        .outerjoin(Movie, ModerationAction.movie_id == Movie.id)
        .outerjoin(Appeal, Appeal.action_id == ModerationAction.id)
        .order_by(ModerationAction.id.desc())
        .limit(limit)
    )
    if before is not None:
        listing = listing.where(ModerationAction.id < before)
    if member_id is not None:
        listing = listing.where(ModerationAction.member_id == member_id)
    if for_everybody:
        listing = listing.where(ModerationAction.kind.not_in(ABOUT_ACCOUNT))
    if review_id is not None:
        listing = listing.where(ModerationAction.review_id == review_id)
    return [
        Logged(
            id=row.ModerationAction.id,
            done=DONE[ActionKind(row.ModerationAction.kind)],
            detail=row.ModerationAction.detail,
            reason=row.ModerationAction.reason,
            acted_at=row.ModerationAction.acted_at,
            moderator=hand_of(row.ModerationAction, row.moderator),
            member=row.member or "",
            member_id=row.ModerationAction.member_id,
            review_id=row.ModerationAction.review_id,
            movie_title=row.title or "",
            movie_url=f"/movies/{row.slug}" if row.slug else "",
            appeal=appeal_words(row.appeal_id, row.outcome),
        )
        for row in db.session.execute(listing)
    ]


def hand_of(action: ModerationAction, moderator: str | None) -> str:
    """Say who did something."""
    if action.by_command:
        return "a command on the site's machine"
    return moderator or "a former moderator"


def appeal_words(appeal_id: int | None, outcome: str | None) -> str:
    """Say where the appeal against an action stands; nothing if there is none."""
    if appeal_id is None:
        return ""
    return f"Appeal {outcome}" if outcome else "Appeal waits"


def log_versions() -> tuple[Version, ...]:
    """Return what moves with every line of the log and every appeal."""
    kinds = (ACTIONS, APPEALS, DECIDED)
    columns = ", ".join(f"({kind.statement})" for kind in kinds)
    numbers = db.session.execute(text(f"SELECT {columns}")).one()
    return tuple(map(Version, kinds, numbers))


def own_action(action_id: int, user_id: int) -> OwnAction | None:
    """Return what was decided about a member if it can be appealed, with the appeal."""
    row = db.session.execute(
        select(ModerationAction, Appeal, Movie.title, Movie.slug, Restriction)
        .outerjoin(Appeal, Appeal.action_id == ModerationAction.id)
        .outerjoin(Movie, ModerationAction.movie_id == Movie.id)
        .outerjoin(Restriction, ModerationAction.restriction_id == Restriction.id)
        .where(
            ModerationAction.id == action_id,
            ModerationAction.member_id == user_id,
            ModerationAction.kind.in_(APPEALABLE),
        )
    ).one_or_none()
    if row is None:
        return None
    action, appeal, title, slug, restriction = row
    return OwnAction(
        id=action.id,
        done=said(ActionKind(action.kind), title or ""),
        reason=action.reason,
        acted_at=action.acted_at,
        terms=terms(restriction) if restriction else "",
        movie_title=title or "",
        movie_url=f"/movies/{slug}" if slug else "",
        appeal_words=appeal.words if appeal else None,
        filed_at=appeal.filed_at if appeal else None,
        outcome=AppealOutcome(appeal.outcome) if appeal and appeal.outcome else None,
        answer=appeal.answer if appeal else "",
    )


def action_behind(restriction_id: int) -> int | None:
    """Return the action by which a member was restricted."""
    return db.session.scalar(
        select(func.min(ModerationAction.id)).where(
            ModerationAction.restriction_id == restriction_id
        )
    )


def has_other_moderators(moderator_id: int) -> bool:
    """Tell whether somebody else could answer an appeal."""
    others = db.session.scalar(
        select(func.count(User.id)).where(
            User.id.in_(
                select(UserRole.user_id)
                .join(Role, UserRole.role_id == Role.id)
                .where(Role.name.in_(MODERATORS))
            ),
            User.id != moderator_id,
            User.active,
        )
    )
    return bool(others)


def is_what_hides_bio(action: ModerationAction) -> bool:
    """Tell whether an action hid a bio, and none has hidden it again since."""
    again = select(ModerationAction.id).where(
        ModerationAction.member_id == action.member_id,
        ModerationAction.kind == ActionKind.HIDE_BIO,
        ModerationAction.id > action.id,
    )
    is_kind = action.kind == ActionKind.HIDE_BIO
    return is_kind and db.session.scalar(again.limit(1)) is None


def is_what_hides(action: ModerationAction) -> bool:
    """Tell whether an action hid its review, and none has hidden it again since."""
    again = select(ModerationAction.id).where(
        ModerationAction.review_id == action.review_id,
        ModerationAction.kind.in_(HIDING),
        ModerationAction.id > action.id,
    )
    return action.kind in HIDING and db.session.scalar(again.limit(1)) is None


def givers_in_wave(burst_id: int) -> Sequence[int]:
    """Return the members whose ratings an open wave holds."""
    return db.session.scalars(
        select(AudienceReview.user_id)
        .join(Hold, Hold.review_id == AudienceReview.id)
        .where(Hold.burst_id == burst_id, Hold.settled_at.is_(None))
        .order_by(AudienceReview.user_id)
    ).all()


def restrictions_that_are_over(*, at: datetime) -> Sequence[Restriction]:
    """Return the restrictions whose day has come, with their rows locked."""
    return db.session.scalars(
        select(Restriction)
        .where(Restriction.ended_at.is_(None), Restriction.until <= at)
        .order_by(Restriction.id)
        .with_for_update()
    ).all()


def terms(restriction: Restriction) -> str:
    """Say how much a member is restricted, and until when."""
    until = restriction.until
    end = f"until {until:%-d %B %Y, %H:%M} UTC" if until else "without an end"
    if restriction.kind == RestrictionKind.LIMITED:
        number = restriction.posts_per_day
        return f"{number} post{'' if number == 1 else 's'} a day, {end}."
    if restriction.kind == RestrictionKind.SUSPENDED:
        return f"No sign-in {end}."
    return f"No sign-in, {end}."


def restricted_member(restriction_id: int) -> int | None:
    """Return the member of a restriction."""
    return db.session.scalar(
        select(Restriction.user_id).where(Restriction.id == restriction_id)
    )
