"""What administrators do to accounts: roles, sign-ins, second factors, critics' pages.

Each is one transaction with its line in the log and a word to the member; by letter,
too, where the site sends mail. `by_id` is None for a command on the site's machine.
"""

from datetime import datetime

from sqlalchemy import select

from app.accounts import operations as account_operations
from app.accounts.models import User
from app.accounts.operations.roles import locked_member
from app.audience import queries as audience_queries
from app.core import mail
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.critics import linking
from app.critics.models import Critic
from app.moderation.models import ActionKind, ModerationAction
from app.moderation.operations.decisions import tell, write_down
from app.moderation.words import SAID
from app.movies import operations as movie_operations


def give_role(
    user_id: int,
    role: str,
    reason: str,
    *,
    by_id: int | None,
    here: int | None = None,
    at: datetime,
) -> ModerationAction:
    """Give a member a role; their sign-ins end, but the one with the id `here`."""
    user = account_operations.give_role(user_id, role)
    account_operations.end_other_sessions(user_id, but=here)
    show_anew(user_id)
    detail = f"Role: {role}"
    return note(ActionKind.GIVE_ROLE, user, detail, reason, by_id=by_id, at=at)


def take_role(
    user_id: int,
    role: str,
    reason: str,
    *,
    by_id: int | None,
    here: int | None = None,
    at: datetime,
) -> ModerationAction:
    """Take a role from a member, with their sign-ins but the one with the id `here`."""
    user = account_operations.take_role(user_id, role)
    account_operations.end_other_sessions(user_id, but=here)
    show_anew(user_id)
    detail = f"Role: {role}"
    return note(ActionKind.TAKE_ROLE, user, detail, reason, by_id=by_id, at=at)


def end_sessions(
    user_id: int, reason: str, *, by_id: int | None, at: datetime
) -> ModerationAction:
    """Sign a member out everywhere."""
    user = locked_member(user_id)
    count = account_operations.end_sessions(user_id)
    detail = f"{count:,} sign-in{'' if count == 1 else 's'}"
    return note(ActionKind.END_SESSIONS, user, detail, reason, by_id=by_id, at=at)


def reset_second_factor(
    user_id: int, reason: str, *, passkeys: bool, by_id: int | None, at: datetime
) -> ModerationAction:
    """Let a member in by their password alone, and end every sign-in of theirs."""
    user = account_operations.reset_second_factor(user_id, passkeys=passkeys)
    account_operations.end_sessions(user_id)
    detail = "Passkeys, too" if passkeys else ""
    return note(ActionKind.RESET_FACTOR, user, detail, reason, by_id=by_id, at=at)


def link_critic(
    user_id: int, slug: str, reason: str, *, by_id: int | None, at: datetime
) -> ModerationAction:
    """Say that a critic's page is a member's."""
    user = locked_member(user_id)
    critic = db.session.scalar(select(Critic).where(Critic.slug == slug))
    if critic is None:
        raise NotFound("There is no critic with this address.")
    linking.link(critic, user_id)
    show_anew(user_id)
    name = critic.name[:150]
    return note(ActionKind.LINK_CRITIC, user, name, reason, by_id=by_id, at=at)


def unlink_critic(
    user_id: int, reason: str, *, by_id: int | None, at: datetime
) -> ModerationAction:
    """Say that a member has no critic's page; raises Conflict when they have none."""
    user = locked_member(user_id)
    name = linking.unlink(user_id)
    if name is None:
        raise Conflict("This account belongs to no critic's page.")
    show_anew(user_id)
    kind = ActionKind.UNLINK_CRITIC
    return note(kind, user, name[:150], reason, by_id=by_id, at=at)


def show_anew(user_id: int) -> None:
    """Let every page be made anew on which a member's badge stands."""
    movie_operations.touch(*audience_queries.movies_reviewed_by(user_id))


def note(
    kind: ActionKind,
    user: User,
    detail: str,
    reason: str,
    *,
    by_id: int | None,
    at: datetime,
) -> ModerationAction:
    """Write down what was done to an account, and tell its member."""
    action = write_down(
        ModerationAction(
            member_id=user.id,
            moderator_id=by_id,
            by_command=by_id is None,
            kind=kind,
            detail=detail,
            reason=reason,
            acted_at=at,
        )
    )
    tell(action, "", None, at=at)
    if user.password is not None:
        mail.post_if_sent(
            user.email,
            "decided",
            at=at,
            user=user,
            what=SAID[kind],
            detail=detail,
            reason=reason,
        )
    return action
