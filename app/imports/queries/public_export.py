"""What everybody may have of a site: films, critics, reviews, scores, ratings."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.accounts.models import User
from app.audience.models import AudienceReview
from app.audience.models import Standing as AudienceStanding
from app.critics.models import Critic, CriticReview, Publication
from app.critics.rules import Standing as CriticStanding
from app.movies.models import Movie, MovieIdentifier
from app.scores import rules as score_rules
from app.scores.models import Tally
from app.scores.queries import TALLY_COLUMNS, audience_tally, critic_tally

MANY = 1000
MOVIES = ("movie", "title", "year", "released_on", "runtime_minutes", "distributor")
NUMBERS = ("movie", "catalogue", "number")
CRITICS = ("critic", "name")
PUBLICATIONS = ("publication", "name")
BYLINE = ("movie", "critic", "publication")
GRADE = ("verdict", "grade", "normalised_grade")
REVIEWS = (*BYLINE, *GRADE, "top_critic", "reviewed_on", "url", "quote")
RATINGS = (
    "movie",
    "member",
    "half_stars",
    "verified",
    "posted_on",
    "spoiler",
    "review",
)
COUNTS = ("approval", "verdict", "positive", "total", "average")
SCORES = ("movie", "kind", *COUNTS, "policy")

Rows = Iterator[Sequence[object]]


def movies(connection: Connection) -> Rows:
    """Yield films."""
    for row in read(
        connection,
        select(
            Movie.slug,
            Movie.title,
            Movie.year,
            Movie.released_on,
            Movie.runtime_minutes,
            Movie.distributor,
        ).order_by(Movie.id),
    ):
        yield tuple(row)


def numbers(connection: Connection) -> Rows:
    """Yield the numbers of films at other catalogues."""
    for row in read(
        connection,
        select(Movie.slug, MovieIdentifier.catalogue, MovieIdentifier.value)
        .join(Movie, MovieIdentifier.movie_id == Movie.id)
        .order_by(Movie.id, MovieIdentifier.catalogue),
    ):
        yield tuple(row)


def critics(connection: Connection) -> Rows:
    """Yield critics."""
    for row in read(connection, select(Critic.slug, Critic.name).order_by(Critic.id)):
        yield tuple(row)


def publications(connection: Connection) -> Rows:
    """Yield publications."""
    listing = select(Publication.slug, Publication.name).order_by(Publication.id)
    for row in read(connection, listing):
        yield tuple(row)


def critic_reviews(connection: Connection) -> Rows:
    """Yield the reviews that count; those that do not are nobody's business here."""
    listing = (
        select(
            Movie.slug.label("movie"),
            Critic.slug.label("critic"),
            Publication.slug.label("publication"),
            CriticReview.verdict,
            CriticReview.original_grade,
            CriticReview.normalised_grade,
            CriticReview.top_critic,
            CriticReview.reviewed_on,
            CriticReview.url,
            CriticReview.quote,
        )
        .join(Movie, CriticReview.movie_id == Movie.id)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(CriticReview.standing == CriticStanding.COUNTED)
        .order_by(CriticReview.id)
    )
    for row in read(connection, listing):
        grade = row.normalised_grade
        yield (
            row.movie,
            row.critic,
            row.publication,
            str(row.verdict),
            row.original_grade,
            None if grade is None else f"{grade // 100}.{grade % 100:02}",
            yes(row.top_critic),
            row.reviewed_on,
            row.url,
            row.quote,
        )


def ratings(connection: Connection) -> Rows:
    """Yield the ratings that the site shows, under the names that it shows."""
    listing = (
        select(
            Movie.slug,
            User.name,
            AudienceReview.rating,
            AudienceReview.verified,
            AudienceReview.posted_at,
            AudienceReview.spoiler,
            AudienceReview.body,
        )
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .join(User, AudienceReview.user_id == User.id)
        .where(AudienceReview.standing == AudienceStanding.PUBLISHED)
        .order_by(AudienceReview.id)
    )
    for row in read(connection, listing):
        yield (
            row.slug,
            row.name,
            row.rating,
            yes(row.verified),
            row.posted_at.date(),
            yes(row.spoiler),
            row.body,
        )


def scores(connection: Connection, policy: score_rules.Policy) -> Rows:
    """Yield the scores of every film by the policy in force."""
    listing = (
        select(Movie.slug, *TALLY_COLUMNS)
        .join(Tally, Tally.movie_id == Movie.id)
        .order_by(Movie.id)
    )
    for row in read(connection, listing):
        of_critics, of_audience = critic_tally(row), audience_tally(row)
        grade = score_rules.average_grade(of_critics)
        average = score_rules.average_stars(of_audience)
        of_verified = score_rules.average_stars(of_audience.verified_only)
        for kind, score, mean in (
            ("critic", score_rules.critic_score(of_critics, policy), grade),
            ("top_critic", score_rules.top_critic_score(of_critics, policy), None),
            ("audience", score_rules.audience_score(of_audience, policy), average),
            ("verified", score_rules.verified_score(of_audience, policy), of_verified),
        ):
            verdict = score.verdict
            yield (
                row.slug,
                kind,
                score.approval,
                None if verdict is None else str(verdict),
                score.positive,
                score.total,
                mean,
                policy.version,
            )


def read(connection: Connection, listing: Any) -> Iterator[Any]:
    """Yield the rows of a listing, a part at a time."""
    yield from connection.execution_options(yield_per=MANY).execute(listing)


def yes(value: bool) -> str:
    """Say yes, or nothing."""
    return "yes" if value else ""
