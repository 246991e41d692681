"""Recount what is counted: every tally from the rows behind it."""

from datetime import datetime

from sqlalchemy import select

from app.audience import queries as audience_queries
from app.core.db import db
from app.critics import queries as critic_queries
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally, CriticTally


def rebuild_all(*, at: datetime) -> int:
    """Count every movie anew and replace its tally; return how many there were."""
    critics = critic_queries.recounted()
    audience = audience_queries.recounted()
    movie_ids = db.session.scalars(select(Movie.id).order_by(Movie.id)).all()
    for movie_id in movie_ids:
        score_operations.set_tally(
            movie_id,
            critics.get(movie_id, CriticTally()),
            audience.get(movie_id, AudienceTally()),
            at=at,
        )
    return len(movie_ids)
