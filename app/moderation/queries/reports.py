"""What moderators look at: reported reviews, with who reported each and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from app.accounts.models import User
from app.audience.models import AudienceReview
from app.core.db import db
from app.core.pagination import Page
from app.moderation.models import (
    ActionKind,
    ModerationAction,
    ProfileReport,
    Report,
    ReportReason,
)
from app.moderation.words import HIDING
from app.movies.models import Movie

REASON_WORDS = {
    ReportReason.SPOILER: "It gives the story away",
    ReportReason.ABUSE: "It insults or threatens",
    ReportReason.SPAM: "It advertises something",
    ReportReason.OTHER: "Something else",
}


AT_ONCE = 50
MOST_TOLD = 5
"""How many of a review's reports the queue tells; its own page has them all."""


@dataclass(frozen=True)
class OpenReport:
    """A report that nobody has settled."""

    reason: str
    note: str
    reported_at: datetime
    reporter: str


@dataclass(frozen=True)
class ReportedReview:
    """A review as it stands, with the first of the reports that wait on it."""

    review_id: int
    author: str
    rating: int
    body: str
    standing: str
    movie_title: str
    movie_url: str
    count: int
    reports: Sequence[OpenReport]


def reported_reviews(after: int = 0) -> Page[ReportedReview]:
    """Return the reviews whose reports wait for a moderator, longest first.

    They go on behind the report with the number `after`, the first on its review.

    Each stands once, however many report it, so that none pushes others out of sight.
    """
    waiting = (
        select(
            Report.review_id,
            func.min(Report.id).label("first_id"),
            func.count().label("number"),
        )
        .where(Report.settled_by_id.is_(None))
        .group_by(Report.review_id)
        .having(func.min(Report.id) > after)
        .order_by(func.min(Report.id))
        .limit(AT_ONCE + 1)
        .subquery()
    )
    rows = db.session.execute(
        select(
            waiting.c.review_id,
            waiting.c.number,
            waiting.c.first_id,
            User.name.label("author"),
            AudienceReview.rating,
            AudienceReview.body,
            AudienceReview.standing,
            Movie.title,
            Movie.slug,
        )
        .join(AudienceReview, waiting.c.review_id == AudienceReview.id)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .join(User, AudienceReview.user_id == User.id)
        .order_by(waiting.c.first_id)
    ).all()
    shown = rows[:AT_ONCE]
    told = first_reports([row.review_id for row in shown])
    items = [
        ReportedReview(
            review_id=row.review_id,
            author=row.author,
            rating=row.rating,
            body=row.body,
            standing=str(row.standing),
            movie_title=row.title,
            movie_url=f"/movies/{row.slug}",
            count=row.number,
            reports=told.get(row.review_id, ()),
        )
        for row in shown
    ]
    return Page(items, f"0.{shown[-1].first_id}" if len(rows) > AT_ONCE else None)


def first_reports(review_ids: Sequence[int]) -> dict[int, list[OpenReport]]:
    """Return the first few reports that wait on each of some reviews."""
    place = func.row_number().over(partition_by=Report.review_id, order_by=Report.id)
    numbered = (
        select(Report.id, place.label("place"))
        .where(Report.settled_by_id.is_(None), Report.review_id.in_(review_ids))
        .subquery()
    )
    rows = db.session.execute(
        select(Report, User.name)
        .join(numbered, Report.id == numbered.c.id)
        .join(User, Report.user_id == User.id)
        .where(numbered.c.place <= MOST_TOLD)
        .order_by(Report.id)
    )
    found: dict[int, list[OpenReport]] = {}
    for row in rows:
        found.setdefault(row.Report.review_id, []).append(
            OpenReport(
                reason=REASON_WORDS[ReportReason(row.Report.reason)],
                note=row.Report.note,
                reported_at=row.Report.reported_at,
                reporter=row.name,
            )
        )
    return found


def has_reported(review_id: int, user_id: int) -> bool:
    """Tell whether a member has reported a review."""
    found = select(Report.id).where(
        Report.review_id == review_id, Report.user_id == user_id
    )
    return db.session.scalar(found) is not None


def reports_since(user_id: int, since: datetime) -> int:
    """Count the reports on reviews and profiles that a member sent since a moment."""
    counts = [
        select(func.count())
        .where(kind.user_id == user_id, kind.reported_at >= since)
        .scalar_subquery()
        for kind in (Report, ProfileReport)
    ]
    return int(db.session.scalar(select(counts[0] + counts[1])) or 0)


def upheld_reports(*, since: datetime) -> dict[int, int]:
    """Count, for each author, the reviews that were hidden after a report.

    A review that was restored later does not count: the report was not upheld.
    """
    newest = (
        select(func.max(ModerationAction.id))
        .where(
            ModerationAction.review_id == AudienceReview.id,
            ModerationAction.kind.in_((*HIDING, ActionKind.RESTORE)),
        )
        .correlate(AudienceReview)
        .scalar_subquery()
    )
    reported = exists().where(
        Report.review_id == AudienceReview.id, Report.settled_by_id.is_not(None)
    )
    rows = db.session.execute(
        select(AudienceReview.user_id, func.count(AudienceReview.id))
        .join(ModerationAction, ModerationAction.id == newest)
        .where(
            ModerationAction.kind.in_(HIDING),
            ModerationAction.acted_at > since,
            reported,
        )
        .group_by(AudienceReview.user_id)
    )
    return {user_id: int(number) for user_id, number in rows}
