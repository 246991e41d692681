"""The ledger of a film as its files hold it."""

from sqlalchemy import select

from app.audience.models import AudienceReview
from app.audience.models import Standing as AudienceStanding
from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.critics.rules import Standing
from app.ledger.rules.book import Book, Film, RatingRow, ReviewRow, figures_of
from app.scores.queries import ScoredMovie
from app.scores.rules import Verdict


def book_of(scored: ScoredMovie, *, url: str) -> Book:
    """Return a film's ledger: every row, and the figures that its tally makes."""
    movie = scored.movie
    return Book(
        film=Film(slug=movie.slug, title=movie.title, year=movie.year, url=url),
        policy=scored.policy,
        claims=figures_of(scored.critics, scored.audience, scored.policy),
        reviews=review_rows(movie.id),
        ratings=rating_rows(movie.id),
    )


def review_rows(movie_id: int) -> list[ReviewRow]:
    """Return every critic review, newest first; of one under embargo almost nothing."""
    rows = db.session.execute(
        select(
            CriticReview.id,
            CriticReview.standing,
            CriticReview.reviewed_on,
            Critic.name.label("critic"),
            Publication.name.label("publication"),
            CriticReview.top_critic,
            CriticReview.original_grade,
            CriticReview.normalised_grade,
            CriticReview.verdict,
        )
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(CriticReview.movie_id == movie_id)
        .order_by(CriticReview.listed_on.desc(), CriticReview.id.desc())
    )
    return [
        ReviewRow(row.id, Standing.EMBARGOED)
        if row.standing == Standing.EMBARGOED
        else ReviewRow(
            row.id,
            Standing(row.standing),
            *row[2:-1],
            Verdict(row.verdict) if row.verdict else None,
        )
        for row in rows
    ]


def rating_rows(movie_id: int) -> list[RatingRow]:
    """Return every rating that counts, newest first, without its member."""
    rows = db.session.execute(
        select(AudienceReview.rating, AudienceReview.posted_at, AudienceReview.verified)
        .where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.standing == AudienceStanding.PUBLISHED,
        )
        .order_by(AudienceReview.posted_at.desc(), AudienceReview.id.desc())
    )
    return [RatingRow(row.rating, row.posted_at.date(), row.verified) for row in rows]
