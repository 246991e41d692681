"""Verbs of the gate: invitations, and registrations that wait for a moderator."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts import rules
from app.accounts.models import Invitation, User
from app.accounts.operations.changes import change
from app.core.db import db
from app.core.errors import NotFound

DECIDED = "This registration is decided already, maybe by somebody else."


def make_invitation(note: str, *, made_by_id: int, at: datetime) -> str:
    """Make a link for one new member; return its secret, which is shown this once."""
    secret = secrets.token_urlsafe(24)
    db.session.add(
        Invitation(
            token_hash=rules.digest(secret),
            note=note,
            made_by_id=made_by_id,
            made_at=at,
            expires_at=at + rules.INVITATION_LIFE,
        )
    )
    db.session.flush()
    return secret


def revoke_invitation(invitation_id: int) -> None:
    """Take an invitation back; raises NotFound if somebody has come by it."""
    unused = delete(Invitation).where(
        Invitation.id == invitation_id, Invitation.used_at.is_(None)
    )
    if not change(unused):
        raise NotFound("This invitation is gone, or somebody has come by it.")


def wait_for_approval(user: User, *, at: datetime) -> None:
    """Let a registration wait for a moderator; nobody signs in to it until then."""
    user.active = False
    user.waits_since = at
    db.session.flush()


def use_invitation(secret: str, *, user_id: int, at: datetime) -> bool:
    """Let a new member come by an invitation; tell whether it was still good."""
    return bool(
        change(
            update(Invitation)
            .where(
                Invitation.token_hash == rules.digest(secret),
                Invitation.used_at.is_(None),
                Invitation.expires_at > at,
            )
            .values(used_at=at, used_by_id=user_id)
        )
    )


def approve(user_id: int, *, at: datetime) -> User:
    """Let a registration in that waits."""
    user = waiting(user_id)
    user.active = True
    user.waits_since = None
    user.admitted_at = user.admitted_at or at
    db.session.flush()
    return user


def refuse(user_id: int) -> tuple[str, str]:
    """Turn a registration away and forget it; return its name and address."""
    user = waiting(user_id)
    known = user.name, user.email
    change(delete(User).where(User.id == user.id))
    db.session.expunge(user)
    return known


def waiting(user_id: int) -> User:
    """Return a registration that waits, held until the transaction is over."""
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id, User.waits_since.is_not(None))
        .with_for_update()
    )
    if user is None:
        raise NotFound(DECIDED)
    return user
