"""Recount what is counted: standings by their rule, tallies from their rows."""

from datetime import datetime

from sqlalchemy import select

from app.audience import queries as audience_queries
from app.core.db import db
from app.critics import operations as critic_operations
from app.critics import queries as critic_queries
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally, CriticTally


def rebuild_all(*, at: datetime) -> int:
    """Ask the rule for every standing, count every movie anew and replace its tally.

    Return how many movies there were.
    """
    critic_operations.restate_all(at=at)
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
