"""Verbs that change critic reviews, each with the tally that it moves."""

from datetime import date, datetime

from app.core.db import db
from app.critics.models import CriticReview
from app.scores import operations as score_operations
from app.scores.rules import CriticTally, Verdict, grades

UNKNOWN_DAY = date(1, 1, 1)
NOTHING = CriticTally()


def publish(review: CriticReview, *, at: datetime) -> CriticReview:
    """Add a critic's review; a verdict that was supplied wins over the grade's."""
    suggestion = grades.suggest(review.original_grade)
    review.normalised_grade = suggestion.normalised
    if review.verdict is None:
        review.verdict = suggestion.verdict
    review.listed_on = review.reviewed_on or UNKNOWN_DAY
    db.session.add(review)
    db.session.flush()
    score_operations.count_critics(review.movie_id, counted(review), at=at)
    return review


def decide(review: CriticReview, verdict: Verdict, *, at: datetime) -> None:
    """Set the verdict of a review that an editor has looked at."""
    before = counted(review)
    review.verdict = verdict
    db.session.flush()
    score_operations.count_critics(review.movie_id, counted(review) - before, at=at)


def remove(review: CriticReview, *, at: datetime) -> None:
    """Take a review away, and out of the tally."""
    before = counted(review)
    movie_id = review.movie_id
    db.session.delete(review)
    db.session.flush()
    score_operations.count_critics(movie_id, NOTHING - before, at=at)


def counted(review: CriticReview) -> CriticTally:
    """Return what a review adds to the tally: nothing without a verdict."""
    if review.verdict is None:
        return NOTHING
    fresh = review.verdict == Verdict.FRESH
    graded = review.normalised_grade is not None
    return CriticTally(
        fresh=int(fresh),
        rotten=int(not fresh),
        top_fresh=int(fresh and review.top_critic),
        top_rotten=int(not fresh and review.top_critic),
        graded=int(graded),
        grade_sum=review.normalised_grade or 0,
    )
