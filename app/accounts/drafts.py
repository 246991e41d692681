"""Drafts of whoever is at the browser: what routes call to keep a form's text.

The key of a visitor's drafts is in their session, the drafts are in the database;
signing in or registering gives them to the member.
"""

import secrets
from collections.abc import Mapping

from flask import session
from flask_security import current_user

from app.accounts import operations, queries
from app.core.clock import utcnow
from app.core.db import db

SESSION_KEY = "draft"


def remember(target: str, fields: Mapping[str, str]) -> None:
    """Keep a form's fields under `target` for 24 hours, and commit.

    It is the whole of its request's work: the answer sends the visitor to sign in.
    """
    key = session.get(SESSION_KEY) or secrets.token_urlsafe(24)
    operations.keep_draft(target, fields, key=key, user_id=member_id(), at=utcnow())
    db.session.commit()
    session[SESSION_KEY] = key


def recall(target: str) -> dict[str, str] | None:
    """Return the fields that were kept under `target`, if any are."""
    user_id, key, now = member_id(), session.get(SESSION_KEY), utcnow()
    draft = None
    if user_id is not None:
        draft = queries.draft_of_member(user_id, target, at=now)
    elif key is not None:
        draft = queries.draft_of_visitor(key, target, at=now)
    return None if draft is None else dict(draft.fields)


def forget(target: str) -> None:
    """Discard what was kept under `target`; the route commits."""
    operations.discard_draft(target, key=session.get(SESSION_KEY), user_id=member_id())


def claim(user_id: int) -> None:
    """Give the visitor's drafts to the member that they have just become."""
    key = session.pop(SESSION_KEY, None)
    if key is not None:
        operations.claim_draft(key, user_id=user_id, at=utcnow())


def member_id() -> int | None:
    """Return the id of the member at the browser, if there is one."""
    return current_user.id if current_user.is_authenticated else None
