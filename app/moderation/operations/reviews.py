"""Decide about a review or its author."""

from datetime import datetime

from sqlalchemy import update

from app.audience import operations as audience_operations
from app.audience.hold_models import HoldKind
from app.core.db import db
from app.core.errors import DomainError, Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import ActionKind, ModerationAction, Report
from app.moderation.operations.decisions import Decision, tell, write_down
from app.moderation.operations.reports import GONE
from app.moderation.operations.restrictions import restrict
from app.moderation.words import RESTRICTING

HOLD_KINDS = {
    ActionKind.HIDE: None,
    ActionKind.ASK_CHANGE: HoldKind.CHANGE,
    ActionKind.REMOVE: HoldKind.REMOVED,
}


def act(
    review_id: int, decision: Decision, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Decide about a review or its author; raises NotFound or Forbidden."""
    about = queries.what_it_is(review_id)
    if about is None:
        raise NotFound(GONE)
    if about.user_id == moderator_id and queries.has_other_moderators(moderator_id):
        raise Forbidden("This review is your own. Another moderator decides about it.")
    restriction = None
    if decision.kind in HOLD_KINDS:
        audience_operations.hide(
            review_id,
            HOLD_KINDS[decision.kind],
            decision.reason,
            by_id=moderator_id,
            at=at,
        )
    elif decision.kind is ActionKind.RESTORE:
        audience_operations.show(review_id, by_id=moderator_id, at=at)
    elif decision.kind in RESTRICTING:
        restriction = restrict(
            about.user_id, decision, moderator_id=moderator_id, at=at
        )
    elif decision.kind not in (ActionKind.LEAVE, ActionKind.WARN):
        raise DomainError("That cannot be decided about a review.")
    action = write_down(
        ModerationAction(
            review_id=review_id,
            member_id=about.user_id,
            movie_id=about.movie_id,
            moderator_id=moderator_id,
            restriction_id=restriction.id if restriction else None,
            kind=decision.kind,
            reason=decision.reason,
            acted_at=at,
        )
    )
    db.session.execute(
        update(Report)
        .where(Report.review_id == review_id, Report.settled_by_id.is_(None))
        .values(settled_by_id=action.id)
    )
    tell(action, about.movie_title, restriction, at=at)
    return action
