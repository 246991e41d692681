"""Verbs of moderation: report a review; leave, hide or restore it with a reason."""

from datetime import datetime

from sqlalchemy import update

from app.audience import operations as audience_operations
from app.audience import queries as audience_queries
from app.audience.models import Standing
from app.core.db import db, insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.moderation.models import ActionKind, ModerationAction, Report, ReportReason

STANDINGS = {
    ActionKind.HIDE: Standing.HIDDEN,
    ActionKind.RESTORE: Standing.PUBLISHED,
}


def report(
    review_id: int, reason: ReportReason, note: str, *, user_id: int, at: datetime
) -> bool:
    """Ask the moderators to look at a review; a second report changes nothing."""
    author_id = audience_queries.author_id_of(review_id)
    if author_id is None:
        raise NotFound("This review is no longer there.")
    if author_id == user_id:
        raise Forbidden("This review is your own. You may change or withdraw it.")
    return insert_unless_there(
        Report,
        review_id=review_id,
        user_id=user_id,
        reason=reason,
        note=note,
        reported_at=at,
    )


def act(
    review_id: int, kind: ActionKind, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Decide about a review: write down who and why, settle its reports, count anew."""
    if kind in STANDINGS:
        audience_operations.set_standing(review_id, STANDINGS[kind])
    elif audience_queries.author_id_of(review_id) is None:
        raise NotFound("This review is no longer there.")
    action = ModerationAction(
        review_id=review_id,
        moderator_id=moderator_id,
        kind=kind,
        reason=reason,
        acted_at=at,
    )
    db.session.add(action)
    db.session.flush()
    db.session.execute(
        update(Report)
        .where(Report.review_id == review_id, Report.settled_by_id.is_(None))
        .values(settled_by_id=action.id)
    )
    return action
