"""Whose account a critic's page belongs to: one account has one page at most."""

from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import Conflict
from app.critics.models import Critic

OTHERS = "This critic's page belongs to another account. Unlink that one first."
HAS_ONE = "This account belongs to {name}'s page already. Unlink it first."


def link(critic: Critic, user_id: int) -> None:
    """Give a critic's page to an account; raises Conflict where either has another."""
    held = db.session.scalar(
        select(Critic).where(Critic.user_id == user_id).with_for_update()
    )
    if held is not None:
        raise Conflict(HAS_ONE.format(name=held.name))
    given = db.session.execute(
        update(Critic)
        .where(Critic.id == critic.id, Critic.user_id.is_(None))
        .values(user_id=user_id)
        .returning(Critic.id)
    ).first()
    if given is None:
        raise Conflict(OTHERS)


def unlink(user_id: int) -> str | None:
    """Take a critic's page from an account; return the critic's name, if it had one."""
    return db.session.scalar(
        update(Critic)
        .where(Critic.user_id == user_id)
        .values(user_id=None)
        .returning(Critic.name)
    )
