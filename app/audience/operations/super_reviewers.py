"""Who is a Super Reviewer: by a published rule, with a log and a word to the member."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app.accounts.models import User
from app.accounts.notices import notify
from app.audience import queries
from app.audience.models import (
    AudienceReview,
    Standing,
    SuperReviewerChange,
    SuperReviewerEvent,
)
from app.audience.rules import Merit, SuperReviewerRule
from app.core.db import db
from app.movies import operations as movie_operations

GAINED = "You are a Super Reviewer now"
LOST = "You are no Super Reviewer any more"
PAGE = "/super-reviewers"


def settle_super_reviewers(
    rule: SuperReviewerRule, upheld: Mapping[int, int], *, at: datetime
) -> int:
    """Give and take the badge as the rule says; return how many members it moved.

    `upheld` says for how many of a member's reviews a report was upheld in the past
    year.
    """
    moved: set[int] = set()
    count = 0
    for user, merit in merits(upheld, at=at):
        has_it = user.super_reviewer_since is not None
        if rule.deserves(merit) == has_it or (has_it and is_made_up(user)):
            continue
        settle(user, merit, gained=rule.deserves(merit), at=at)
        moved.update(queries.movies_reviewed_by(user.id))
        count += 1
    if moved:
        movie_operations.touch(*moved)
    return count


def is_made_up(user: User) -> bool:
    """Tell whether a member was made for the demo, with nobody who could sign in.

    Those keep the badge that they were made with, or a demo would have none tomorrow.
    """
    return user.demo and user.password is None


def merits(upheld: Mapping[int, int], *, at: datetime) -> list[tuple[User, Merit]]:
    """Return every member who might have the badge, or has it, with their merit."""
    words = func.count(AudienceReview.id)
    helpful = func.coalesce(func.sum(AudienceReview.helpful_count), 0)
    rows = db.session.execute(
        select(User, words, helpful)
        .join(AudienceReview, AudienceReview.user_id == User.id)
        .where(
            AudienceReview.standing == Standing.PUBLISHED,
            AudienceReview.body != "",
            User.active,
        )
        .group_by(User.id)
    ).all()
    found = {user.id: (user, int(reviews), int(votes)) for user, reviews, votes in rows}
    for user in queries.super_reviewers():
        found.setdefault(user.id, (user, 0, 0))
    return [
        (
            user,
            Merit(
                reviews=reviews,
                helpful=votes,
                days=max(timedelta(0), at - user.created_at).days,
                upheld_reports=upheld.get(user.id, 0),
            ),
        )
        for user, reviews, votes in found.values()
    ]


def settle(user: User, merit: Merit, *, gained: bool, at: datetime) -> None:
    """Give the badge to a member or take it, write it down and tell them."""
    db.session.execute(
        update(User)
        .where(User.id == user.id)
        .values(super_reviewer_since=at if gained else None)
    )
    db.session.add(
        SuperReviewerEvent(
            user_id=user.id,
            change=SuperReviewerChange.GAINED if gained else SuperReviewerChange.LOST,
            happened_at=at,
            reviews=merit.reviews,
            helpful=merit.helpful,
            days=merit.days,
            upheld_reports=merit.upheld_reports,
        )
    )
    notify(
        user.id,
        GAINED if gained else LOST,
        words=merit.in_words,
        url=PAGE,
        at=at,
    )
