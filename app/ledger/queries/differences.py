"""The recount that proves the scores: what is stored beside what the rows say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.audience import queries as audience_queries
from app.core.clock import utcnow
from app.core.db import db
from app.critics import queries as critic_queries
from app.critics.models import CriticReview
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores.models import Tally
from app.scores.rules import AudienceTally, CriticTally

SWEPT_WITHIN = timedelta(minutes=2)
"""An embargo that ended less than this ago may still be waiting for its sweep."""


@dataclass(frozen=True)
class Difference:
    """A movie of which something stored is not what its rows say."""

    slug: str
    what: str
    stored: object
    counted: object


def differences(*, at: datetime | None = None) -> Sequence[Difference]:
    """Recount everything and return what differs; an honest site has nothing.

    Rows and tallies are read one after the other, and somebody may write in between. So
    what differs is counted once more, and named if it differs in the same way again.
    """
    now = at or utcnow()
    found = recounted(at=now)
    again = set(recounted(at=now)) if found else set()
    return [each for each in found if each in again]


def recounted(*, at: datetime) -> Sequence[Difference]:
    """Return what differs in one look at everything."""
    return [*standing_differences(at=at), *tally_differences()]


def standing_differences(*, at: datetime) -> Sequence[Difference]:
    """Return the critic reviews whose standing is not what the rule says."""
    by_rule = critic_queries.standing_by_rule(at)
    before = critic_queries.standing_by_rule(at - SWEPT_WITHIN)
    rows = db.session.execute(
        select(Movie.slug, CriticReview.id, CriticReview.standing, by_rule.label("due"))
        .join(Movie, CriticReview.movie_id == Movie.id)
        .where(CriticReview.standing != by_rule, CriticReview.standing != before)
        .order_by(Movie.slug, CriticReview.id)
    )
    return [
        Difference(row.slug, f"standing of critic review {row.id}", *row[2:])
        for row in rows
    ]


def tally_differences() -> Sequence[Difference]:
    """Return the tallies that are not what the counted rows add up to."""
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
