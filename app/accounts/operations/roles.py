"""Verbs of roles and of what protects an account; who decides them is told elsewhere.

A role is given to a member, not to a browser: the sign-ins from before end, so that a
secret that somebody got hold of earlier opens nothing more than it did.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.accounts import queries
from app.accounts.models import Passkey, Role, User, UserRole
from app.accounts.operations.changes import change
from app.accounts.operations.members import known_role
from app.core.db import db, insert_unless_there
from app.core.errors import Conflict, Forbidden, NotFound

ADMINISTRATOR = "administrator"
GONE = "This member is no longer there."
NOBODYS = "Nobody can sign in to this account, so it can have no role."
HAS_IT = "This member has the role already."
LACKS_IT = "This member does not have the role."
LAST_ADMINISTRATOR = (
    "This is the only administrator. Give somebody else the role first: without one "
    "nobody could run the site."
)


def held_administrators() -> Sequence[int]:
    """Return who is an administrator and may sign in.

    The role's row is locked until the transaction is over, so that of the last two
    only one can go.
    """
    db.session.execute(
        select(Role.id).where(Role.name == ADMINISTRATOR).with_for_update()
    )
    return db.session.scalars(
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.name == ADMINISTRATOR, User.active)
        .order_by(User.id)
    ).all()


def is_last_administrator(user_id: int) -> bool:
    """Tell whether nobody could run the site without this member."""
    return list(held_administrators()) == [user_id]


def give_role(user_id: int, name: str) -> User:
    """Give a member a role; raises Conflict when they have it."""
    user = locked_member(user_id)
    if user.password is None:
        raise Forbidden(NOBODYS)
    role = known_role(name)
    db.session.flush()
    if not insert_unless_there(UserRole, user_id=user_id, role_id=role.id):
        raise Conflict(HAS_IT)
    return user


def take_role(user_id: int, name: str) -> User:
    """Take a role from a member; raises Forbidden for the last administrator."""
    if name == ADMINISTRATOR and is_last_administrator(user_id):
        raise Forbidden(LAST_ADMINISTRATOR)
    user = locked_member(user_id)
    role = queries.role(name)
    taken = role is not None and change(
        delete(UserRole).where(UserRole.user_id == user_id, UserRole.role_id == role.id)
    )
    if not taken:
        raise Conflict(LACKS_IT)
    return user


def reset_second_factor(user_id: int, *, passkeys: bool) -> User:
    """Let a member in by their password alone again; raises Conflict for no factor.

    With `passkeys` those go, too: they may be on a phone that somebody else has now.
    """
    user = locked_member(user_id)
    had = user.tf_primary_method is not None
    user.tf_primary_method = None
    user.tf_totp_secret = None
    user.totp_counter = None
    user.mf_recovery_codes = None
    if passkeys:
        had = bool(change(delete(Passkey).where(Passkey.user_id == user_id))) or had
    if not had:
        raise Conflict("There is nothing to reset: no second factor is switched on.")
    db.session.flush()
    return user


def locked_member(user_id: int) -> User:
    """Return a member with their row locked, read anew; raises NotFound."""
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound(GONE)
    return user
