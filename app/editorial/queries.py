"""Named look-ups of what editors wrote or approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.editorial.models import Article, ArticleKind, Consensus, Quote, QuoteStatus
from app.movies.models import Movie

QUOTES_ON_PAGE = 6


@dataclass(frozen=True)
class OfferedQuote:
    """A quote that waits for an editor, with its movie."""

    id: int
    line: str
    speaker: str | None
    movie_title: str
    movie_url: str


@dataclass(frozen=True)
class Articles:
    """The pieces about a movie, newest first."""

    news: Sequence[Article]
    features: Sequence[Article]


def consensus_of(movie_id: int) -> Consensus | None:
    """Return the critics' consensus of a movie."""
    return db.session.get(Consensus, movie_id)


def approved_quotes(movie_id: int, limit: int | None = None) -> Sequence[Quote]:
    """Return the approved lines of a movie, oldest first."""
    return db.session.scalars(
        select(Quote)
        .where(Quote.movie_id == movie_id, Quote.status == QuoteStatus.APPROVED)
        .order_by(Quote.id)
        .limit(limit)
    ).all()


def articles_of(movie_id: int) -> Articles:
    """Return news and interviews, and features, of a movie."""
    rows = db.session.scalars(
        select(Article)
        .where(Article.movie_id == movie_id)
        .order_by(Article.published_on.desc(), Article.id.desc())
    ).all()
    return Articles(
        news=[row for row in rows if row.kind != ArticleKind.FEATURE],
        features=[row for row in rows if row.kind == ArticleKind.FEATURE],
    )


def quotes_to_decide() -> Sequence[OfferedQuote]:
    """Return the quotes that wait for an editor, oldest first."""
    rows = db.session.execute(
        select(Quote.id, Quote.line, Quote.speaker, Movie.title, Movie.slug)
        .join(Movie, Quote.movie_id == Movie.id)
        .where(Quote.status == QuoteStatus.OFFERED)
        .order_by(Quote.id)
        .limit(100)
    )
    return [
        OfferedQuote(row.id, row.line, row.speaker, row.title, f"/movies/{row.slug}")
        for row in rows
    ]
