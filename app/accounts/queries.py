"""Lookups of accounts: members, drafts, failed sign-ins, personal tokens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts import rules
from app.accounts.models import (
    AccessToken,
    Draft,
    Invitation,
    LoginSession,
    Role,
    SignInFailure,
    User,
    UserRole,
)
from app.core.db import db
from app.core.long_lists import parts

MOST_INVITATIONS = 200
MOST_WAITING = 200


@dataclass(frozen=True)
class Bearer:
    """Who comes with a token, and what it may do for them at this moment."""

    token_id: int
    user_id: int
    name: str
    scopes: frozenset[rules.Scope]
    used_at: datetime | None


@dataclass(frozen=True)
class TokenLine:
    """A token as its member sees it; the secret is not known any more."""

    id: int
    name: str
    ending: str
    scopes: Sequence[rules.Scope]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    expired: bool


@dataclass(frozen=True)
class InvitationLine:
    """An invitation as moderators see it; the secret is not known any more."""

    id: int
    note: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    made_by: str | None
    used_by: str | None


def member(name: str) -> User | None:
    """Return the member of that name, however it is written."""
    return db.session.scalar(select(User).where(User.name_key == rules.name_key(name)))


def name_clash(name: str) -> str | None:
    """Say that somebody has this name, or one that reads like it; None if nobody."""
    keys = rules.keys_alike(name)
    found = db.session.scalars(select(User.name_key).where(User.name_key.in_(keys)))
    taken = found.all()
    if not taken:
        return None
    return rules.NAME_TAKEN if rules.name_key(name) in taken else rules.NAME_ALIKE


def member_with_email(email: str) -> User | None:
    """Return the member who signs in with this address."""
    return db.session.scalar(select(User).where(User.email == email.lower()))


def members_named(name_keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of members by the keys of their names."""
    return numbers_by(User.name_key, name_keys)


def members_with_emails(emails: Collection[str]) -> dict[str, int]:
    """Return the numbers of members by addresses in small letters."""
    return numbers_by(User.email, emails)


def numbers_by(column: Any, values: Collection[str]) -> dict[str, int]:
    """Return the numbers of the members whose column has one of very many values."""
    found: dict[str, int] = {}
    wanted = sorted(values)
    for part in parts(wanted):
        rows = db.session.execute(select(column, User.id).where(column.in_(part)))
        found.update((row[0], row.id) for row in rows)
    return found


def member_of_key(key: str | None) -> User | None:
    """Return the member whose sessions hold this key."""
    if key is None:
        return None
    return db.session.scalar(select(User).where(User.fs_uniquifier == key))


def invitation(secret: str, *, at: datetime) -> Invitation | None:
    """Return the invitation of that secret, if somebody can still come by it."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == rules.digest(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
        )
    )


def invitations() -> Sequence[InvitationLine]:
    """Return the invitations, the newest first."""
    maker, guest = aliased(User), aliased(User)
    rows = db.session.execute(
        select(Invitation, maker.name, guest.name)
        .outerjoin(maker, maker.id == Invitation.made_by_id)
        .outerjoin(guest, guest.id == Invitation.used_by_id)
        .order_by(Invitation.id.desc())
        .limit(MOST_INVITATIONS)
    )
    return [
        InvitationLine(
            row.id, row.note, row.made_at, row.expires_at, row.used_at, made_by, used_by
        )
        for row, made_by, used_by in rows
    ]


def waiting_registrations() -> Sequence[User]:
    """Return who waits to become a member, the longest wait first."""
    return db.session.scalars(
        select(User)
        .where(User.waits_since.is_not(None))
        .order_by(User.waits_since, User.id)
        .limit(MOST_WAITING)
    ).all()


def role(name: str) -> Role | None:
    """Return a role by its name."""
    return db.session.scalar(select(Role).where(Role.name == name))


def sessions_of(user_id: int) -> Sequence[LoginSession]:
    """Return where a member is signed in, the latest visit first."""
    return db.session.scalars(
        select(LoginSession)
        .where(LoginSession.user_id == user_id)
        .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
    ).all()


def draft_of_member(user_id: int, target: str, *, at: datetime) -> Draft | None:
    """Return what a member had begun to write before they signed in."""
    return db.session.scalar(
        select(Draft)
        .where(Draft.user_id == user_id, Draft.target == target, Draft.expires_at > at)
        .order_by(Draft.expires_at.desc(), Draft.id.desc())
        .limit(1)
    )


def draft_of_visitor(key: str, target: str, *, at: datetime) -> Draft | None:
    """Return what the holder of a key has begun to write."""
    return db.session.scalar(
        select(Draft).where(
            Draft.key_hash == rules.digest(key),
            Draft.target == target,
            Draft.user_id.is_(None),
            Draft.expires_at > at,
        )
    )


def seconds_to_wait(key_hash: bytes, *, allowed: int, at: datetime) -> int:
    """Return how long a key must wait after too many failures, or 0.

    Those from before the clock was set back by much do not count.
    """
    moments = db.session.scalars(
        select(SignInFailure.happened_at)
        .where(
            SignInFailure.key_hash == key_hash,
            SignInFailure.happened_at > at - rules.FAILURE_WINDOW,
            SignInFailure.happened_at < at + rules.FAILURE_WINDOW,
        )
        .order_by(SignInFailure.happened_at.desc())
        .limit(allowed)
    ).all()
    if len(moments) < allowed:
        return 0
    wait = moments[-1] + rules.FAILURE_WINDOW - at
    return max(1, round(wait.total_seconds()))


def roles_of(user_id: int) -> Sequence[str]:
    """Return the names of a member's roles."""
    return db.session.scalars(
        select(Role.name)
        .join(UserRole, UserRole.role_id == Role.id)
        .where(UserRole.user_id == user_id)
        .order_by(Role.name)
    ).all()


def may(user_id: int, scope: rules.Scope) -> bool:
    """Tell whether a member is let in now, with the roles that a scope asks for."""
    is_let_in = db.session.scalar(select(User.active).where(User.id == user_id))
    return bool(is_let_in) and scope in rules.scopes_open_to(roles_of(user_id))


def bearer(secret: str, *, at: datetime) -> Bearer | None:
    """Return who a token speaks for; nobody if it is unknown, over, or they are out.

    A scope that the member's roles no longer allow is gone from the token, too.
    """
    if not rules.TOKEN_FORM.fullmatch(secret):
        return None
    row = db.session.execute(
        select(
            AccessToken.id,
            AccessToken.user_id,
            AccessToken.scopes,
            AccessToken.expires_at,
            AccessToken.used_at,
            User.name,
        )
        .join(User, User.id == AccessToken.user_id)
        .where(AccessToken.token_hash == rules.digest(secret), User.active)
    ).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= at):
        return None
    given = {rules.Scope(each) for each in row.scopes.split()}
    open_now = rules.scopes_open_to(roles_of(row.user_id))
    return Bearer(
        row.id, row.user_id, row.name, frozenset(given & set(open_now)), row.used_at
    )


def tokens_of(user_id: int, *, at: datetime | None = None) -> Sequence[TokenLine]:
    """Return a member's tokens, the newest first."""
    rows = db.session.scalars(
        select(AccessToken)
        .where(AccessToken.user_id == user_id)
        .order_by(AccessToken.created_at.desc(), AccessToken.id.desc())
    )
    return [
        TokenLine(
            row.id,
            row.name,
            row.ending,
            [rules.Scope(each) for each in row.scopes.split()],
            row.created_at,
            row.expires_at,
            row.used_at,
            expired=bool(at and row.expires_at and row.expires_at <= at),
        )
        for row in rows
    ]
