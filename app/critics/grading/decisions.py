"""Decide reviews that wait, one or many at once, and take that back; all is logged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.critics import operations
from app.critics.grade_models import GradeDecision
from app.critics.models import CriticReview
from app.critics.rules import Standing
from app.scores.rules import Verdict, VerdictSource

DECIDED_ALREADY = "Somebody has decided about this review in the meantime."


def decide(
    review_id: int, verdict: Verdict, *, editor_id: int | None, at: datetime
) -> CriticReview:
    """Decide a review that waits; raises NotFound, or Conflict if it no longer does."""
    review = held(review_id)
    if review.standing != Standing.UNSURE:
        raise Conflict(DECIDED_ALREADY)
    operations.decide(review, verdict, at=at)
    note(review_id, verdict, editor_id=editor_id, at=at)
    return review


def decide_together(
    review_ids: Sequence[int], verdict: Verdict, *, editor_id: int | None, at: datetime
) -> tuple[int, int]:
    """Decide reviews that were shown together; return how many, and how many not.

    What somebody else decided in the meantime stays as it was decided.
    """
    decided = 0
    for review_id in sorted(set(review_ids)):
        review = db.session.get(CriticReview, review_id)
        if review is None:
            continue
        operations.hold(review)
        if review.standing != Standing.UNSURE:
            continue
        operations.decide(review, verdict, at=at)
        note(review_id, verdict, editor_id=editor_id, at=at)
        decided += 1
    return decided, len(set(review_ids)) - decided


def put_back(review_id: int, *, editor_id: int | None, at: datetime) -> CriticReview:
    """Take an editor's decision back, so that the review waits again."""
    review = held(review_id)
    if review.verdict_from != VerdictSource.EDITOR:
        raise Conflict("This verdict was not decided at the desk.")
    last = last_decision(review_id)
    if last is None or last.decided_by_id != editor_id:
        raise Conflict("Another editor has decided this review.")
    wait_again(review, editor_id=editor_id, at=at)
    return review


def put_back_together(
    decision_id: int, *, editor_id: int, at: datetime
) -> tuple[int, int]:
    """Take back what an editor decided in one go; return how many, and how many not.

    `decision_id` is any one of those decisions. A review about which somebody has
    decided again, or that has another verdict by now, stays as it is.
    """
    one = db.session.get(GradeDecision, decision_id)
    if one is None or one.decided_by_id != editor_id:
        raise NotFound("You have decided nothing of this kind.")
    review_ids = db.session.scalars(
        select(GradeDecision.review_id)
        .where(
            GradeDecision.decided_by_id == editor_id,
            GradeDecision.decided_at == one.decided_at,
            GradeDecision.verdict.is_not(None),
        )
        .order_by(GradeDecision.review_id)
    ).all()
    back = 0
    for review_id in review_ids:
        review = held(review_id)
        last = last_decision(review_id)
        ours = last is not None and (last.decided_by_id, last.decided_at) == (
            editor_id,
            one.decided_at,
        )
        if ours and review.verdict_from == VerdictSource.EDITOR:
            wait_again(review, editor_id=editor_id, at=at)
            back += 1
    return back, len(review_ids) - back


def last_decision(review_id: int) -> GradeDecision | None:
    """Return what was decided about a review last."""
    found: GradeDecision | None = db.session.scalar(
        select(GradeDecision)
        .where(GradeDecision.review_id == review_id)
        .order_by(GradeDecision.id.desc())
        .limit(1)
    )
    return found


def wait_again(review: CriticReview, *, editor_id: int | None, at: datetime) -> None:
    """Take a verdict away, so that its review waits."""
    with operations.changing(review, at=at):
        review.verdict, review.verdict_from = None, None
    note(review.id, None, editor_id=editor_id, at=at)


def held(review_id: int) -> CriticReview:
    """Return a review, locked and read anew; raises NotFound."""
    review = db.session.get(CriticReview, review_id)
    if review is None:
        raise NotFound("This review is no longer there.")
    operations.hold(review)
    return review


def note(
    review_id: int, verdict: Verdict | None, *, editor_id: int | None, at: datetime
) -> None:
    """Write down who decided what."""
    db.session.add(
        GradeDecision(
            review_id=review_id, verdict=verdict, decided_by_id=editor_id, decided_at=at
        )
    )
    db.session.flush()
