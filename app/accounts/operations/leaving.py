"""Verbs of leaving: an account goes, or makes room for one that is nobody's."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts import rules
from app.accounts.models import User
from app.accounts.operations.changes import change
from app.accounts.operations.roles import is_last_administrator
from app.core.db import db
from app.core.errors import Forbidden, NotFound

FORMER_BYTES = 8
LAST_ADMINISTRATOR = (
    "You are the only administrator. Give somebody else this role before you leave."
)


def hold_account(user_id: int) -> User:
    """Return an account with its row locked; raises NotFound, or Forbidden for the
    last administrator, without whom nobody could run the site.
    """
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound("This account is gone.")
    if is_last_administrator(user_id):
        raise Forbidden(LAST_ADMINISTRATOR)
    return user


def add_former_member(*, at: datetime) -> User:
    """Add an account that keeps what somebody wrote who has left; nobody enters it."""
    number = secrets.token_hex(FORMER_BYTES)
    former = User(
        email=f"{number}@former.invalid",
        name=rules.FORMER_NAME,
        name_key=f"{rules.FORMER_NAME} {number}",
        password=None,
        active=False,
        fs_uniquifier=secrets.token_hex(32),
        created_at=at,
        left_at=at,
        shows_profile=False,
        shows_ratings=False,
        shows_favourites=False,
    )
    db.session.add(former)
    db.session.flush()
    return former


def delete_account(user: User) -> None:
    """Delete an account, and by the keys of the tables all that belongs to it."""
    db.session.flush()
    change(delete(User).where(User.id == user.id))
    db.session.expunge(user)
