"""Decide about a member and their own words; show what is held of theirs."""

from datetime import datetime

from sqlalchemy import update

from app.accounts.models import BioStanding, User
from app.audience import operations as audience_operations
from app.core.db import db
from app.core.errors import Conflict, DomainError, Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import ActionKind, ModerationAction, ProfileReport
from app.moderation.operations.decisions import Decision, tell, write_down
from app.moderation.operations.restrictions import restrict
from app.moderation.words import ON_MEMBER, RESTRICTING

GONE = "This member is no longer there."
BIOS = {
    ActionKind.HIDE_BIO: BioStanding.HIDDEN,
    ActionKind.SHOW_BIO: BioStanding.SHOWN,
}


def decide_member(
    member_id: int, decision: Decision, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Decide about a member or their words; raises NotFound or Forbidden."""
    leave_to_others(member_id, moderator_id)
    if decision.kind not in ON_MEMBER:
        raise DomainError("That cannot be decided about a member.")
    restriction = None
    if decision.kind in BIOS:
        audience_operations.judge_bio(member_id, BIOS[decision.kind])
    elif decision.kind in RESTRICTING:
        restriction = restrict(member_id, decision, moderator_id=moderator_id, at=at)
    action = write_down(
        ModerationAction(
            member_id=member_id,
            moderator_id=moderator_id,
            restriction_id=restriction.id if restriction else None,
            kind=decision.kind,
            reason=decision.reason,
            acted_at=at,
        )
    )
    db.session.execute(
        update(ProfileReport)
        .where(
            ProfileReport.member_id == member_id,
            ProfileReport.settled_by_id.is_(None),
        )
        .values(settled_by_id=action.id)
    )
    tell(action, "", restriction, at=at)
    return action


def show_held(
    member_id: int, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Show the reviews of a member that the rules hold, as far as one press goes."""
    leave_to_others(member_id, moderator_id)
    held = queries.held_of(member_id)
    if not held:
        raise Conflict("Nothing of this member's is held any more.")
    for review_id in held:
        audience_operations.show(review_id, by_id=moderator_id, at=at)
    action = write_down(
        ModerationAction(
            member_id=member_id,
            moderator_id=moderator_id,
            kind=ActionKind.SHOW_HELD,
            detail=f"{len(held):,} review{'' if len(held) == 1 else 's'}",
            reason=reason,
            acted_at=at,
        )
    )
    tell(action, "", None, at=at)
    return action


def leave_to_others(member_id: int, moderator_id: int) -> None:
    """Raise NotFound for nobody, Forbidden for oneself where others could decide."""
    if db.session.get(User, member_id) is None:
        raise NotFound(GONE)
    if member_id == moderator_id and queries.has_other_moderators(moderator_id):
        raise Forbidden("This is about yourself. Another moderator decides about it.")
