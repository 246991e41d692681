"""Members: the fixed cast, and others by name."""

import secrets
from functools import cache

from flask_security import hash_password
from sqlalchemy import select

from app.accounts import rules
from app.accounts.models import Role, User
from app.core.db import db

PASSWORD = "lanterns over Ostrava"


def member(name: str = "Ada", *, roles: tuple[str, ...] = (), **values) -> User:
    """Add a member who can sign in."""
    user = User(
        **{
            "name": name,
            "name_key": rules.name_key(name),
            "email": f"{name.lower().replace(' ', '.')}@example.org",
            "password": hashed_password(),
            "active": True,
            "fs_uniquifier": secrets.token_hex(32),
            "roles": [role(each) for each in roles],
        }
        | values
    )
    db.session.add(user)
    db.session.commit()
    return user


def ada() -> User:
    """Add Ada, a member."""
    return member("Ada")


def bo() -> User:
    """Add Bo, another member."""
    return member("Bo")


def cleo() -> User:
    """Add Cleo, a critic."""
    return member("Cleo", roles=("critic",))


def mo() -> User:
    """Add Mo, a moderator."""
    return member("Mo", roles=("moderator",))


def edda() -> User:
    """Add Edda, an editor."""
    return member("Edda", roles=("editor",))


def role(name: str) -> Role:
    """Return a role, added if it is not there."""
    found = db.session.scalar(select(Role).where(Role.name == name))
    return found or Role(name=name, description=rules.ROLES[name])


@cache
def hashed_password() -> str:
    """Hash the cast's password once; every application of the tests salts alike."""
    return hash_password(PASSWORD)
