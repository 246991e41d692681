"""Restrict what a member may do, and let them again."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.accounts import operations as account_operations
from app.accounts.models import User
from app.accounts.queries import roles_of
from app.audience import queries as audience_queries
from app.audience.hold_models import Restriction, RestrictionKind
from app.core.db import db
from app.core.errors import Conflict, Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import ActionKind, ModerationAction
from app.moderation.operations.decisions import Decision, tell, write_down
from app.moderation.words import RESTRICTING
from app.movies import operations as movie_operations

ADMINISTRATOR = "administrator"


def restrict(
    user_id: int, decision: Decision, *, moderator_id: int, at: datetime
) -> Restriction:
    """Limit a member's posts, or shut them out: then every sign-in of theirs ends."""
    if user_id == moderator_id:
        raise Forbidden("You cannot restrict yourself.")
    if ADMINISTRATOR in roles_of(user_id) and ADMINISTRATOR not in roles_of(
        moderator_id
    ):
        raise Forbidden("Only an administrator restricts an administrator.")
    shuts_out = decision.kind is not ActionKind.LIMIT
    if shuts_out and account_operations.is_last_administrator(user_id):
        raise Forbidden("This is the only administrator.")
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound("This member is no longer there.")
    restriction = Restriction(
        user_id=user_id,
        kind=RESTRICTING[decision.kind],
        posts_per_day=decision.posts_per_day,
        begun_at=at,
        until=at + timedelta(days=decision.days) if decision.days else None,
    )
    db.session.add(restriction)
    db.session.flush()
    if restriction.kind != RestrictionKind.LIMITED:
        user.active = False
        account_operations.end_sessions(user_id)
        show_anew(user_id)
    db.session.flush()
    return restriction


def lift(restriction: Restriction, *, at: datetime) -> None:
    """End a restriction; let the member in again if no other one shuts them out."""
    restriction.ended_at = at
    db.session.flush()
    if restriction.kind == RestrictionKind.LIMITED:
        return
    if audience_queries.shut_out(restriction.user_id, at=at) is None:
        db.session.execute(
            update(User)
            # Who has no password is a guest or a former member, and stays out.
            .where(User.id == restriction.user_id, User.password.is_not(None))
            .values(active=True)
        )
        show_anew(restriction.user_id)


def show_anew(user_id: int) -> None:
    """Let every page be made anew that names a member, now that theirs goes or comes.

    The list of Super Reviewers is one, and so is each page with a review of theirs.
    """
    movie_operations.touch(*audience_queries.movies_reviewed_by(user_id))


def lift_what_is_over(*, at: datetime) -> int:
    """End the restrictions whose day has come; return how many there were."""
    over = queries.restrictions_that_are_over(at=at)
    for restriction in over:
        lift(restriction, at=at)
    return len(over)


def lift_by_hand(
    restriction_id: int, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """End a member's restriction before its time, with a reason."""
    restriction = db.session.scalar(
        select(Restriction)
        .where(Restriction.id == restriction_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if restriction is None:
        raise NotFound("This restriction is no longer there.")
    if restriction.ended_at is not None:
        raise Conflict("This restriction has ended already.")
    lift(restriction, at=at)
    action = write_down(
        ModerationAction(
            member_id=restriction.user_id,
            moderator_id=moderator_id,
            restriction_id=restriction.id,
            kind=ActionKind.LIFT,
            reason=reason,
            acted_at=at,
        )
    )
    tell(action, "", restriction, at=at)
    return action
