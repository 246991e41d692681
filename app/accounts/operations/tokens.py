"""Verbs of personal tokens: made, used, counted, revoked."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import case, delete, or_, update

from app.accounts import queries, rules
from app.accounts.models import AccessToken
from app.accounts.operations.changes import change
from app.accounts.operations.members import NotAllowed
from app.core.db import db
from app.core.errors import NotFound, TooMany


def make_token(
    user_id: int,
    *,
    name: str,
    scopes: Sequence[rules.Scope],
    life: str,
    roles: Iterable[str],
    at: datetime,
) -> str:
    """Give a member a token, and return its secret, which nobody can read again."""
    if not set(scopes) <= set(rules.scopes_open_to(roles)):
        raise NotAllowed("A token cannot do what its member may not.")
    if len(queries.tokens_of(user_id)) >= rules.MOST_TOKENS:
        raise NotAllowed("You have very many tokens. Revoke one that is not used.")
    secret = f"{rules.TOKEN_MARK}{secrets.token_hex(rules.TOKEN_BYTES)}"
    db.session.add(
        AccessToken(
            token_hash=rules.digest(secret),
            user_id=user_id,
            name=name,
            ending=secret[-4:],
            scopes=" ".join(scopes),
            created_at=at,
            expires_at=rules.expiry(life, at=at),
        )
    )
    db.session.flush()
    return secret


def revoke_token(token_id: int, *, user_id: int) -> None:
    """Take a token of a member away; raises NotFound where there is none."""
    gone = delete(AccessToken).where(
        AccessToken.id == token_id, AccessToken.user_id == user_id
    )
    if not change(gone):
        raise NotFound("You have no such token.")


def note_token_use(token_id: int, *, at: datetime) -> bool:
    """Note when a token was used, at most once an hour; tell whether it was noted."""
    stale = or_(
        AccessToken.used_at.is_(None),
        AccessToken.used_at <= at - rules.TOKEN_TOUCH,
    )
    noted = update(AccessToken).where(AccessToken.id == token_id, stale)
    return bool(change(noted.values(used_at=at)))


def count_token_write(token_id: int, *, limit: int, at: datetime) -> None:
    """Count a write for a token; raises TooMany beyond its limit in a minute."""
    is_over = or_(
        AccessToken.writes_since.is_(None),
        AccessToken.writes_since <= at - rules.WRITE_WINDOW,
    )
    row = db.session.execute(
        update(AccessToken)
        .where(AccessToken.id == token_id)
        .values(
            writes=case((is_over, 1), else_=AccessToken.writes + 1),
            writes_since=case((is_over, at), else_=AccessToken.writes_since),
        )
        .returning(AccessToken.writes, AccessToken.writes_since)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFound("This token was revoked.")
    if row.writes > limit:
        left = row.writes_since + rules.WRITE_WINDOW - at
        raise TooMany(
            f"A token may write {limit} times in a minute.",
            seconds=max(1, round(left.total_seconds())),
        )
