"""Readers ask the moderators to look at something."""

from datetime import datetime

from app.audience import queries as audience_queries
from app.audience.operations import Allowance, Deed, keep_within
from app.core.db import insert_unless_there
from app.core.errors import Forbidden, NotFound
from app.moderation import queries
from app.moderation.models import ProfileReport, Report, ReportReason

GONE = "This review is no longer there."


def report(
    review_id: int,
    reason: ReportReason,
    note: str,
    *,
    user_id: int,
    at: datetime,
    allowance: Allowance | None = None,
) -> bool:
    """Ask the moderators to look at a review; a second report changes nothing.

    Raises TooMany beyond a day's reports.
    """
    author_id = audience_queries.author_id_of(review_id)
    if author_id is None:
        raise NotFound(GONE)
    if author_id == user_id:
        raise Forbidden("This review is your own. You may change or withdraw it.")
    if allowance is not None and not queries.has_reported(review_id, user_id):
        keep_few(allowance, user_id=user_id, at=at)
    return insert_unless_there(
        Report,
        review_id=review_id,
        user_id=user_id,
        reason=reason,
        note=note,
        reported_at=at,
    )


def report_profile(
    member_id: int,
    reason: ReportReason,
    note: str,
    *,
    user_id: int,
    at: datetime,
    allowance: Allowance | None = None,
) -> bool:
    """Ask the moderators to look at what a member says of themselves.

    A second report that waits beside the first changes nothing. Raises TooMany beyond a
    day's reports.
    """
    if member_id == user_id:
        raise Forbidden("These words are your own. You may change them.")
    if allowance is not None:
        keep_few(allowance, user_id=user_id, at=at)
    return insert_unless_there(
        ProfileReport,
        member_id=member_id,
        user_id=user_id,
        reason=reason,
        note=note,
        reported_at=at,
    )


def keep_few(allowance: Allowance, *, user_id: int, at: datetime) -> None:
    """Raise TooMany for who has sent as many reports today as they may."""
    keep_within(
        allowance,
        Deed.REPORT,
        lambda since: queries.reports_since(user_id, since),
        user_id=user_id,
        at=at,
    )
