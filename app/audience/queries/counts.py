"""The ratings counted anew from their rows."""

from sqlalchemy import func, select, true

from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.scores.rules import AudienceTally


def recounted(movie_id: int | None = None) -> dict[int, AudienceTally]:
    """Count every movie's published ratings from their rows, or those of one movie."""
    which = true() if movie_id is None else AudienceReview.movie_id == movie_id
    rows = db.session.execute(
        select(
            AudienceReview.movie_id,
            AudienceReview.rating,
            AudienceReview.verified,
            func.count(AudienceReview.id).label("number"),
        )
        .where(AudienceReview.standing == Standing.PUBLISHED, which)
        .group_by(
            AudienceReview.movie_id, AudienceReview.rating, AudienceReview.verified
        )
    )
    buckets: dict[int, list[int]] = {}
    verified: dict[int, list[int]] = {}
    for row in rows:
        buckets.setdefault(row.movie_id, [0] * 10)[row.rating - 1] += row.number
        if row.verified:
            verified.setdefault(row.movie_id, [0] * 10)[row.rating - 1] += row.number
    return {
        movie_id: AudienceTally(tuple(counts), tuple(verified.get(movie_id, [0] * 10)))
        for movie_id, counts in buckets.items()
    }
