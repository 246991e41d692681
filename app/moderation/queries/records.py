"""A review with all that is known of it, and its author's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts import queries as account_queries
from app.accounts.models import User
from app.audience import queries as audience_queries
from app.audience.hold_models import Hold, HoldKind, Restriction
from app.audience.models import AudienceReview, AudienceRevision, Standing
from app.core.db import db
from app.moderation.models import Report, ReportReason
from app.moderation.queries.actions import Logged, latest_log, terms
from app.moderation.queries.members import held_count, open_reports_on
from app.moderation.queries.reports import REASON_WORDS
from app.movies.models import Movie

LOG_LINES = 50
STANDING_WORDS = {
    Standing.PUBLISHED: "Shown",
    Standing.HELD: "Held",
    Standing.HIDDEN: "Hidden",
    Standing.WAITING: "Waits for the first screening",
    Standing.WITHDRAWN: "Withdrawn by its author",
}


@dataclass(frozen=True)
class MemberRecord:
    """What moderators know of a member."""

    id: int
    name: str
    joined_at: datetime
    is_active: bool
    posts: Sequence[tuple[str, int]]
    reports: int
    held: int
    bio: str
    bio_standing: str
    bio_reasons: Sequence[str]
    bio_reports: Sequence[str]
    roles: Sequence[str]
    restrictions: Sequence[tuple[int, str]]
    log: Sequence[Logged]


@dataclass(frozen=True)
class Complaint:
    """A report on a review."""

    reporter: str
    reason: str
    note: str
    reported_at: datetime
    is_open: bool


@dataclass(frozen=True)
class ReviewFile:
    """A review as a moderator sees it: with its past, its reports and its author."""

    id: int
    rating: int
    body: str
    standing: str
    is_removed: bool
    is_shown: bool
    verified: bool
    posted_at: datetime
    edited_at: datetime | None
    movie_title: str
    movie_url: str
    reasons: Sequence[str]
    complaints: Sequence[Complaint]
    revisions: Sequence[AudienceRevision]
    author: MemberRecord


def review_file(review_id: int) -> ReviewFile | None:
    """Return all that is known of a review."""
    row = db.session.execute(
        select(AudienceReview, Movie.title, Movie.slug)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(AudienceReview.id == review_id)
    ).one_or_none()
    if row is None:
        return None
    review = row.AudienceReview
    author = member_record(review.user_id)
    if author is None:
        return None
    hold: Hold | None = audience_queries.open_hold(review_id)
    standing = Standing(review.standing)
    is_removed = hold is not None and hold.kind == HoldKind.REMOVED
    return ReviewFile(
        id=review.id,
        rating=review.rating,
        body=review.body,
        standing="Removed for good" if is_removed else STANDING_WORDS[standing],
        is_removed=is_removed,
        is_shown=standing is Standing.PUBLISHED,
        verified=review.verified,
        posted_at=review.posted_at,
        edited_at=review.edited_at,
        movie_title=row.title,
        movie_url=f"/movies/{row.slug}",
        reasons=[words for _, words in hold.reasons] if hold else [],
        complaints=complaints_about(review_id),
        revisions=audience_queries.revisions_of(review_id),
        author=author,
    )


def complaints_about(review_id: int) -> Sequence[Complaint]:
    """Return the reports on a review, oldest first."""
    rows = db.session.execute(
        select(Report, User.name)
        .join(User, Report.user_id == User.id)
        .where(Report.review_id == review_id)
        .order_by(Report.id)
    )
    return [
        Complaint(
            reporter=row.name,
            reason=REASON_WORDS[ReportReason(row.Report.reason)],
            note=row.Report.note,
            reported_at=row.Report.reported_at,
            is_open=row.Report.settled_by_id is None,
        )
        for row in rows
    ]


def member_record(user_id: int) -> MemberRecord | None:
    """Return a member's record: posts by standing, reports, restrictions, actions."""
    user = db.session.get(User, user_id)
    if user is None:
        return None
    posts = db.session.execute(
        select(AudienceReview.standing, func.count(AudienceReview.id))
        .where(AudienceReview.user_id == user_id)
        .group_by(AudienceReview.standing)
    ).all()
    numbers = {Standing(standing): count for standing, count in posts}
    reports = db.session.scalar(
        select(func.count(Report.id))
        .join(AudienceReview, Report.review_id == AudienceReview.id)
        .where(AudienceReview.user_id == user_id)
    )
    restrictions = db.session.scalars(
        select(Restriction)
        .where(Restriction.user_id == user_id, Restriction.ended_at.is_(None))
        .order_by(Restriction.id)
    ).all()
    return MemberRecord(
        id=user.id,
        name=user.name,
        joined_at=user.created_at,
        is_active=user.active,
        posts=[
            (words, numbers[standing])
            for standing, words in STANDING_WORDS.items()
            if standing in numbers
        ],
        reports=reports or 0,
        held=held_count(user_id),
        bio=user.bio,
        bio_standing=str(user.bio_standing),
        bio_reasons=[words for _, words in user.bio_reasons or []],
        bio_reports=open_reports_on([user_id]).get(user_id, []),
        roles=account_queries.roles_of(user_id),
        restrictions=[(each.id, terms(each)) for each in restrictions],
        log=latest_log(limit=LOG_LINES, member_id=user_id),
    )
