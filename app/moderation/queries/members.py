"""Find members, and what there is to know of an account before one changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts import queries as account_queries
from app.accounts import rules as account_rules
from app.accounts.models import (
    BioStanding,
    LoginSession,
    Passkey,
    Role,
    User,
    UserRole,
)
from app.audience.hold_models import Hold, HoldKind
from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.core.pagination import Page
from app.critics import queries as critic_queries
from app.critics.queries import Link
from app.moderation.models import ProfileReport, ReportReason
from app.moderation.queries.reports import REASON_WORDS

MOST_FOUND = 50
MOST_SHOWN_AT_ONCE = 500
AT_ONCE = 50


@dataclass(frozen=True)
class FoundMember:
    """A member in a list; the address is for administrators alone."""

    id: int
    name: str
    email: str
    joined_at: datetime
    is_active: bool
    roles: Sequence[str]


@dataclass(frozen=True)
class AccountFile:
    """An account as an administrator sees it."""

    id: int
    name: str
    email: str
    is_confirmed: bool
    is_active: bool
    can_sign_in: bool
    roles: Sequence[str]
    sessions: int
    has_second_factor: bool
    recovery_codes: int
    passkeys: int
    critic: Link | None


@dataclass(frozen=True)
class ProfileToJudge:
    """A member's words about themselves that wait for a moderator, and why."""

    member_id: int
    name: str
    bio: str
    standing: str
    reasons: Sequence[str]
    reports: Sequence[str]


def found_members(text: str, role: str, *, by_email: bool) -> Sequence[FoundMember]:
    """Return the members whose name or address begins so, or who have a role.

    One more than is shown is looked for, so that a page knows whether there are more.
    """
    listing = (
        select(User)
        .where(User.password.is_not(None))
        .order_by(User.name_key, User.id)
        .limit(MOST_FOUND + 1)
    )
    if text:
        key = account_rules.name_key(text)
        likes = [User.name_key.startswith(key, autoescape=True)]
        if by_email:
            likes.append(User.email.startswith(text.strip().lower(), autoescape=True))
        listing = listing.where(or_(*likes))
    if role:
        having = (
            select(UserRole.user_id)
            .join(Role, Role.id == UserRole.role_id)
            .where(Role.name == role)
        )
        listing = listing.where(User.id.in_(having))
    users = db.session.scalars(listing).all()
    roles = roles_among([user.id for user in users])
    return [
        FoundMember(
            id=user.id,
            name=user.name,
            email=user.email if by_email else "",
            joined_at=user.created_at,
            is_active=user.active,
            roles=roles.get(user.id, []),
        )
        for user in users
    ]


def roles_among(user_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the roles of several members."""
    rows = db.session.execute(
        select(UserRole.user_id, Role.name)
        .join(Role, Role.id == UserRole.role_id)
        .where(UserRole.user_id.in_(user_ids))
        .order_by(Role.name)
    )
    found: dict[int, list[str]] = {}
    for user_id, name in rows:
        found.setdefault(user_id, []).append(name)
    return found


def account_file(user_id: int) -> AccountFile | None:
    """Return an account with its roles and what protects it."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    sessions, passkeys = db.session.execute(
        select(
            select(func.count(LoginSession.id))
            .where(LoginSession.user_id == user_id)
            .scalar_subquery(),
            select(func.count(Passkey.id))
            .where(Passkey.user_id == user_id)
            .scalar_subquery(),
        )
    ).one()
    return AccountFile(
        id=user.id,
        name=user.name,
        email=user.email,
        is_confirmed=user.confirmed_at is not None,
        is_active=user.active,
        can_sign_in=user.password is not None,
        roles=account_queries.roles_of(user_id),
        sessions=sessions,
        has_second_factor=user.tf_primary_method is not None,
        recovery_codes=len(user.mf_recovery_codes or []),
        passkeys=passkeys,
        critic=critic_queries.critic_of_member(user_id),
    )


def held_count(member_id: int) -> int:
    """Count the reviews of a member that the rules hold."""
    found = select(func.count()).select_from(held_listing(member_id).subquery())
    return db.session.scalar(found) or 0


def held_of(member_id: int) -> Sequence[int]:
    """Return the reviews of a member that the rules hold, as many as one press shows.

    They come in the order of their movies, as everywhere where many are changed.
    """
    return db.session.scalars(
        held_listing(member_id)
        .order_by(AudienceReview.movie_id)
        .limit(MOST_SHOWN_AT_ONCE)
    ).all()


def held_listing(member_id: int) -> Select[int]:
    """Select the reviews of a member that the rules hold."""
    return (
        select(AudienceReview.id)
        .join(Hold, Hold.review_id == AudienceReview.id)
        .where(
            AudienceReview.user_id == member_id,
            AudienceReview.standing == Standing.HELD,
            Hold.kind == HoldKind.RULES,
            Hold.settled_at.is_(None),
        )
    )


def profiles_to_judge(after: int = 0) -> Page[ProfileToJudge]:
    """Return the words of members about themselves that are held or reported.

    They go on behind the member with the number `after`.
    """
    reported = select(ProfileReport.member_id).where(
        ProfileReport.settled_by_id.is_(None)
    )
    users = db.session.scalars(
        select(User)
        .where(
            or_(
                (User.bio_standing == BioStanding.HELD) & (User.bio != ""),
                User.id.in_(reported),
            ),
            User.id > after,
        )
        .order_by(User.id)
        .limit(AT_ONCE + 1)
    ).all()
    shown = users[:AT_ONCE]
    reports = open_reports_on([user.id for user in shown])
    items = [
        ProfileToJudge(
            member_id=user.id,
            name=user.name,
            bio=user.bio,
            standing=str(user.bio_standing),
            reasons=[words for _, words in user.bio_reasons or []],
            reports=reports.get(user.id, []),
        )
        for user in shown
    ]
    return Page(items, f"0.{shown[-1].id}" if len(users) > AT_ONCE else None)


def open_reports_on(member_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the open reports on members' words about themselves, in words."""
    reporter = aliased(User)
    rows = db.session.execute(
        select(ProfileReport, reporter.name)
        .join(reporter, ProfileReport.user_id == reporter.id)
        .where(
            ProfileReport.member_id.in_(member_ids),
            ProfileReport.settled_by_id.is_(None),
        )
        .order_by(ProfileReport.id)
    )
    found: dict[int, list[str]] = {}
    for report, name in rows:
        words = REASON_WORDS[ReportReason(report.reason)]
        note = f": {report.note}" if report.note else ""
        found.setdefault(report.member_id, []).append(f"{words}{note} ({name})")
    return found
