"""What moderation looks at every night, and every few minutes."""

from datetime import timedelta

from flask import current_app

from app.audience import operations as audience_operations
from app.audience.rules import SuperReviewerRule
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import sweep
from app.moderation import operations, queries

YEAR = timedelta(days=365)


@sweep(hour=4)
def settle_super_reviewers() -> None:
    """Give and take the badge of Super Reviewers by the site's rule."""
    settings: Settings = current_app.config["SETTINGS"]
    rule = SuperReviewerRule(
        reviews=settings.super_reviewer_reviews,
        helpful=settings.super_reviewer_helpful,
        days=settings.super_reviewer_days,
    )
    at = utcnow()
    audience_operations.settle_super_reviewers(
        rule,
        queries.upheld_reports(since=at - YEAR),
        at=at,
    )
    db.session.commit()


@sweep(minutes=5)
def end_restrictions() -> None:
    """Let in again who was suspended until now."""
    operations.lift_what_is_over(at=utcnow())
    db.session.commit()
