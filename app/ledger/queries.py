"""What the page "How this score is made" tells, and the recount that proves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.audience import queries as audience_queries
from app.core.db import db
from app.critics import queries as critic_queries
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores.models import Tally
from app.scores.rules import AudienceTally, CriticTally


@dataclass(frozen=True)
class Difference:
    """A movie whose tally is not what its rows add up to."""

    slug: str
    what: str
    stored: object
    counted: object


def differences() -> Sequence[Difference]:
    """Recount every movie and return what differs; an honest site has none."""
    critics = critic_queries.recounted()
    audience = audience_queries.recounted()
    rows = db.session.execute(
        select(Movie.id, Movie.slug, *score_queries.TALLY_COLUMNS).outerjoin(
            Tally, Tally.movie_id == Movie.id
        )
    )
    found: list[Difference] = []
    for row in rows:
        if row.fresh is None:
            found.append(Difference(row.slug, "tally", "none", "one is needed"))
            continue
        for what, stored, counted in (
            (
                "critic reviews",
                score_queries.critic_tally(row),
                critics.get(row.id, CriticTally()),
            ),
            (
                "ratings",
                score_queries.audience_tally(row),
                audience.get(row.id, AudienceTally()),
            ),
        ):
            if stored != counted:
                found.append(Difference(row.slug, what, stored, counted))
    return found
