"""Lookups of accounts: members, drafts, failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import Draft, LoginSession, Role, SignInFailure, User
from app.core.db import db


def member(name: str) -> User | None:
    """Return the member of that name, however it is written."""
    return db.session.scalar(select(User).where(User.name_key == rules.name_key(name)))


def member_with_email(email: str) -> User | None:
    """Return the member who signs in with this address."""
    return db.session.scalar(select(User).where(User.email == email.lower()))


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
    """Return how long a key must wait after too many failures, or 0."""
    moments = db.session.scalars(
        select(SignInFailure.happened_at)
        .where(
            SignInFailure.key_hash == key_hash,
            SignInFailure.happened_at > at - rules.FAILURE_WINDOW,
        )
        .order_by(SignInFailure.happened_at.desc())
        .limit(allowed)
    ).all()
    if len(moments) < allowed:
        return 0
    wait = moments[-1] + rules.FAILURE_WINDOW - at
    return max(1, round(wait.total_seconds()))
