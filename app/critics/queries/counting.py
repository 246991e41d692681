"""Which critic reviews count, and what they add up to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, literal_column, select

from app.core.db import db
from app.critics.models import CriticReview, Publication
from app.critics.rules import Standing
from app.scores.rules import CriticTally, Verdict

# Written into the statement and not handed over, so that the partial indexes serve.
COUNTS = CriticReview.standing == literal_column("'counted'")


def recounted(*conditions: ColumnElement[bool]) -> dict[int, CriticTally]:
    """Count the critic reviews of every movie, or only those asked for."""

    def number(*conditions: Any) -> Any:
        return func.count(CriticReview.id).filter(*conditions)

    fresh = CriticReview.verdict == Verdict.FRESH
    rotten = CriticReview.verdict == Verdict.ROTTEN
    rows = db.session.execute(
        select(
            CriticReview.movie_id,
            number(fresh).label("fresh"),
            number(rotten).label("rotten"),
            number(fresh, CriticReview.top_critic).label("top_fresh"),
            number(rotten, CriticReview.top_critic).label("top_rotten"),
            func.count(CriticReview.normalised_grade).label("graded"),
            func.coalesce(func.sum(CriticReview.normalised_grade), 0).label("total"),
        )
        .where(COUNTS, *conditions)
        .group_by(CriticReview.movie_id)
    )
    return {
        row.movie_id: CriticTally(
            fresh=row.fresh,
            rotten=row.rotten,
            top_fresh=row.top_fresh,
            top_rotten=row.top_rotten,
            graded=row.graded,
            grade_sum=int(row.total),
        )
        for row in rows
    }


def standing_by_rule(at: datetime) -> ColumnElement[str]:
    """Return the rule `rules.standing_of` as an expression over the rows."""
    unapproved = (
        select(Publication.id)
        .where(
            Publication.id == CriticReview.publication_id,
            Publication.approved.is_(False),
        )
        .exists()
    )
    return case(
        (CriticReview.embargoed_until > at, literal(Standing.EMBARGOED.value)),
        (CriticReview.withdrawn_at.is_not(None), literal(Standing.WITHDRAWN.value)),
        (CriticReview.duplicate_of_id.is_not(None), literal(Standing.DUPLICATE.value)),
        (
            func.coalesce(CriticReview.interest, "") != "",
            literal(Standing.DISCLOSED_INTEREST.value),
        ),
        (unapproved, literal(Standing.OUTLET_NOT_APPROVED.value)),
        (CriticReview.verdict.is_(None), literal(Standing.UNSURE.value)),
        else_=literal(Standing.COUNTED.value),
    )


def waiting_for_verdict(movie_id: int) -> int:
    """Count a movie's reviews whose verdict an editor has still to decide."""
    waiting = select(func.count(CriticReview.id)).where(
        CriticReview.movie_id == movie_id, CriticReview.standing == Standing.UNSURE
    )
    return db.session.scalar(waiting) or 0
