"""What a film's score was: its history, its moments, and the audience of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select

from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.core.pagination import Cursor
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries import COUNTS
from app.critics.rules import adds
from app.ledger.rules.chart import Chart, chart
from app.movies.models import Movie
from app.scores.rules import AudienceTally, Policy, Score
from app.scores.rules.history import (
    Change,
    Counted,
    History,
    Moment,
    Point,
    history,
    thinned,
)

MOST_POINTS = 150
WORDS: Mapping[Change, str] = {
    Change.APPEARED: "The score appeared",
    Change.BECAME_FRESH: "It became Fresh",
    Change.BECAME_ROTTEN: "It became Rotten",
    Change.SEAL_GAINED: "It gained the seal of acclaim",
    Change.SEAL_LOST: "It lost the seal of acclaim",
}


@dataclass(frozen=True)
class MomentLine:
    """A moment in words, with the review that caused it and where that stands."""

    number: int
    words: str
    day: date | None
    score: Score
    author: str
    url: str


@dataclass(frozen=True)
class Past:
    """A film's history: the line, its points as a table, its moments."""

    history: History
    chart: Chart | None
    points: Sequence[Point]
    moments: Sequence[MomentLine]

    @property
    def is_thinned(self) -> bool:
        """Tell whether some of the days are left out of line and table."""
        return len(self.points) < len(self.history.points)


def past_of(movie_id: int, policy: Policy, *, movie_url: str) -> Past:
    """Return the history of a movie's Critic Score under a policy."""
    wide = db.session.scalar(select(Movie.wide_release).where(Movie.id == movie_id))
    found = history(counted_reviews(movie_id), policy, wide_release=bool(wide))
    days = [moment.day for moment in found.moments if moment.day]
    points = thinned(found.points, days, MOST_POINTS)
    return Past(
        history=found,
        chart=chart(points, found.moments, threshold=policy.fresh_threshold),
        points=points,
        moments=moment_lines(found.moments, movie_url),
    )


def counted_reviews(movie_id: int) -> Sequence[Counted]:
    """Return the reviews of a movie that count, with what each adds."""
    rows = db.session.execute(
        select(
            CriticReview.id,
            CriticReview.reviewed_on,
            CriticReview.verdict,
            CriticReview.top_critic,
            CriticReview.normalised_grade,
        ).where(CriticReview.movie_id == movie_id, COUNTS)
    )
    return [
        Counted(
            row.id,
            row.reviewed_on,
            adds(
                row.verdict,
                top_critic=row.top_critic,
                normalised_grade=row.normalised_grade,
            ),
        )
        for row in rows
    ]


def moment_lines(moments: Sequence[Moment], movie_url: str) -> Sequence[MomentLine]:
    """Put moments into words, each with its review's author and place."""
    ids = {moment.review_id for moment in moments}
    rows = db.session.execute(
        select(
            CriticReview.id,
            CriticReview.listed_on,
            Critic.name.label("critic"),
            Publication.name.label("publication"),
        )
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(CriticReview.id.in_(ids))
    )
    reviews = {row.id: row for row in rows}
    return [
        MomentLine(
            number=number,
            words=WORDS[moment.change],
            day=moment.day,
            score=moment.score,
            author=", ".join(
                name
                for name in (
                    reviews[moment.review_id].critic,
                    reviews[moment.review_id].publication,
                )
                if name
            ),
            url=place_of(
                movie_url, reviews[moment.review_id].listed_on, moment.review_id
            ),
        )
        for number, moment in enumerate(moments, start=1)
    ]


def place_of(movie_url: str, listed_on: date, review_id: int) -> str:
    """Return the address of the ledger's list that begins with a review."""
    before = Cursor(listed_on, review_id + 1)
    return f"{movie_url}/score?show=counted&after={before}#critic-review-{review_id}"


def audience_until(movie_id: int, on: date) -> AudienceTally:
    """Count the ratings of members who had rated by the end of a day."""
    end = datetime.combine(on, time.min, UTC) + timedelta(days=1)
    rows = db.session.execute(
        select(AudienceReview.rating, AudienceReview.verified, func.count())
        .where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.standing == Standing.PUBLISHED,
            AudienceReview.posted_at < end,
        )
        .group_by(AudienceReview.rating, AudienceReview.verified)
    )
    buckets, verified_buckets = [0] * 10, [0] * 10
    for rating, verified, number in rows:
        buckets[rating - 1] += number
        verified_buckets[rating - 1] += number if verified else 0
    return AudienceTally(tuple(buckets), tuple(verified_buckets))
