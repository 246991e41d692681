"""What moderators look at: open reports with the review and who reported why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.audience.models import AudienceReview
from app.core.db import db
from app.moderation.models import ActionKind, ModerationAction, Report, ReportReason
from app.moderation.words import HIDING
from app.movies.models import Movie

REASON_WORDS = {
    ReportReason.SPOILER: "It gives the story away",
    ReportReason.ABUSE: "It insults or threatens",
    ReportReason.SPAM: "It advertises something",
    ReportReason.OTHER: "Something else",
}


@dataclass(frozen=True)
class OpenReport:
    """A report that nobody has settled, with the review as it stands."""

    id: int
    review_id: int
    reason: str
    note: str
    reported_at: datetime
    reporter: str
    author: str
    rating: int
    body: str
    standing: str
    movie_title: str
    movie_url: str


def open_reports() -> Sequence[OpenReport]:
    """Return the reports that wait for a moderator, oldest first."""
    author, reporter = aliased(User), aliased(User)
    rows = db.session.execute(
        select(
            Report.id,
            Report.review_id,
            Report.reason,
            Report.note,
            Report.reported_at,
            reporter.name.label("reporter"),
            author.name.label("author"),
            AudienceReview.rating,
            AudienceReview.body,
            AudienceReview.standing,
            Movie.title,
            Movie.slug,
        )
        .join(AudienceReview, Report.review_id == AudienceReview.id)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .join(author, AudienceReview.user_id == author.id)
        .join(reporter, Report.user_id == reporter.id)
        .where(Report.settled_by_id.is_(None))
        .order_by(Report.id)
        .limit(100)
    )
    return [
        OpenReport(
            id=row.id,
            review_id=row.review_id,
            reason=REASON_WORDS[ReportReason(row.reason)],
            note=row.note,
            reported_at=row.reported_at,
            reporter=row.reporter,
            author=row.author,
            rating=row.rating,
            body=row.body,
            standing=str(row.standing),
            movie_title=row.title,
            movie_url=f"/movies/{row.slug}",
        )
        for row in rows
    ]


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
