"""Recount what is counted: standings by their rule, tallies from their rows."""

from datetime import datetime

from app.audience import queries as audience_queries
from app.core.db import db
from app.critics import operations as critic_operations
from app.critics import queries as critic_queries
from app.scores import bulk
from app.scores.rules import AudienceTally, CriticTally

NO_CRITICS, NO_RATINGS = CriticTally(), AudienceTally()


def rebuild_all(*, at: datetime) -> int:
    """Ask the rule for every standing, count every movie anew and replace its tally.

    Return how many movies there were.
    """
    critic_operations.restate_all(at=at)
    movie_ids = bulk.lock_tallies()
    critics = critic_queries.recounted()
    audience = audience_queries.recounted()
    bulk.set_tallies(
        {
            movie_id: (
                critics.get(movie_id, NO_CRITICS),
                audience.get(movie_id, NO_RATINGS),
            )
            for movie_id in movie_ids
        },
        at=at,
    )
    db.session.expire_all()
    return len(movie_ids)
