"""Readers ask the moderators to look at something."""

from datetime import datetime

from app.audience import queries as audience_queries
from app.core.db import insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.moderation.models import ProfileReport, Report, ReportReason

GONE = "This review is no longer there."


def report(
    review_id: int, reason: ReportReason, note: str, *, user_id: int, at: datetime
) -> bool:
    """Ask the moderators to look at a review; a second report changes nothing."""
    author_id = audience_queries.author_id_of(review_id)
    if author_id is None:
        raise NotFound(GONE)
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


def report_profile(
    member_id: int, reason: ReportReason, note: str, *, user_id: int, at: datetime
) -> bool:
    """Ask the moderators to look at what a member says of themselves.

    A second report that waits beside the first changes nothing.
    """
    if member_id == user_id:
        raise Forbidden("These words are your own. You may change them.")
    return insert_unless_there(
        ProfileReport,
        member_id=member_id,
        user_id=user_id,
        reason=reason,
        note=note,
        reported_at=at,
    )
