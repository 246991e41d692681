"""Who is here: the member of a session, read for each request that asks.

Through the ORM their row costs more than all else that such a request asks about them.
So what nearly every request looks at is read by a lean statement, and the rest of the
row when somebody first asks for it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.orm.util import identity_key

from app.accounts.models import Role, User, UserRole
from app.core.db import as_read, db
from app.core.reading import Lean

WITH_ROLES = joinedload(User.roles)
WHOLE = select(User).where(User.fs_uniquifier == bindparam("key")).options(WITH_ROLES)
OF_MEMBER = ("id", "fs_uniquifier", "name", "email", "active")
OF_ROLE = ("id", "name", "description", "permissions")
SEEN = Lean(
    select(
        *[getattr(User, name) for name in OF_MEMBER],
        *[getattr(Role, name).label(f"role_{name}") for name in OF_ROLE],
    )
    .select_from(User)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .outerjoin(Role, Role.id == UserRole.role_id)
    .where(User.fs_uniquifier == bindparam("key"))
)


def whoever_has(key: str) -> User | None:
    """Return the member whose sessions hold a key, with their roles."""
    rows = SEEN.all(key=key)
    if not rows:
        return None
    if in_session(User, rows[0].id) is not None:
        # What the session holds of them may be old, and is read anew.
        return db.session.scalar(WHOLE, {"key": key})
    member = as_read(User, dict(zip(OF_MEMBER, rows[0], strict=False)))
    roles = [role_of(row[len(OF_MEMBER) :]) for row in rows if row.role_id is not None]
    set_committed_value(member, "roles", roles)
    # After a commit the row is read again when asked for, and the roles with it.
    state = instance_state(member)
    state.load_options = (WITH_ROLES,)
    state.load_path = User.__mapper__._path_registry  # noqa: SLF001  the two go together
    return member


def role_of(row: Sequence[Any]) -> Role:
    """Return the role of a row, as the session has it or will have it."""
    known: Role | None = in_session(Role, row[0])
    return known or as_read(Role, dict(zip(OF_ROLE, row, strict=True)))


def in_session(kind: type[User] | type[Role], number: int) -> Any:
    """Return what the session holds of a row, if it does."""
    return db.session().identity_map.get(identity_key(kind, number))
