"""Personal tokens, and the headers that carry them."""

from collections.abc import Sequence

from app.accounts import operations, queries
from app.accounts.models import User
from app.accounts.rules import Scope
from app.core.clock import utcnow
from app.core.db import db

BOTH = (Scope.RATINGS_READ, Scope.RATINGS_WRITE)


def token(
    of: User, scopes: Sequence[Scope] = BOTH, *, life: str = "30", at=None
) -> str:
    """Make a token of a member and return its secret."""
    secret = operations.make_token(
        of.id,
        name="Backup script",
        scopes=scopes,
        life=life,
        roles=queries.roles_of(of.id),
        at=at or utcnow(),
    )
    db.session.commit()
    return secret


def bearing(secret: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {secret}"}


def holder(of: User, scopes: Sequence[Scope] = BOTH) -> dict[str, str]:
    """Return the header of a member with a new token."""
    return bearing(token(of, scopes))
