"""Who asks: a personal token in `Authorization: Bearer`, and nothing else.

Cookies are never read here, so that no other site can borrow a sign-in.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.exc import OperationalError

from app.accounts import operations as account_operations
from app.accounts import queries as account_queries
from app.accounts.queries import Bearer
from app.accounts.rules import TOKEN_TOUCH, Scope
from app.api.problems import OutOfScope, Unknown
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.public import token_only

View = Callable[..., Response]
MISSING = "Send a personal token: Authorization: Bearer mat_…"
REFUSED = "This token is unknown, revoked or expired."
TOO_LITTLE = "This token may not do that: it lacks {scope}."


def needs(scope: Scope) -> Callable[[View], View]:
    """Let a view be used by who has a token of this scope; hand it the bearer."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **values: Any) -> Response:
            return view(*arguments, bearer=bearer_with(scope), **values)

        guarded.needed_scope = scope  # type: ignore[attr-defined]
        return token_only(guarded)

    return decorate


def bearer_with(scope: Scope) -> Bearer:
    """Return who asks; raises Unknown for nobody and OutOfScope for too little."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unknown(MISSING, challenge='Bearer realm="api"')
    now = utcnow()
    bearer = account_queries.bearer(given.token, at=now)
    if bearer is None:
        challenge = 'Bearer realm="api", error="invalid_token"'
        raise Unknown(REFUSED, challenge=challenge)
    if scope not in bearer.scopes:
        challenge = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'
        raise OutOfScope(TOO_LITTLE.format(scope=scope), challenge=challenge)
    if bearer.used_at is None or bearer.used_at <= now - TOKEN_TOUCH:
        # The answer is worth more than the note of its time.
        with suppress(OperationalError):
            account_operations.note_token_use(bearer.token_id, at=now)
            db.session.commit()
    return bearer


def count_write(bearer: Bearer) -> None:
    """Count a write in its own transaction; raises TooMany beyond the limit."""
    settings: Settings = current_app.config["SETTINGS"]
    account_operations.count_token_write(
        bearer.token_id, limit=settings.token_writes, at=utcnow()
    )
