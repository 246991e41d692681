"""Named look-ups of what editors wrote or approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, literal, null, select, union_all

from app.accounts.models import User
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
    offered_by: str
    offered_at: datetime


@dataclass(frozen=True)
class Signed:
    """The consensus: a sentence with who signed it and when."""

    body: str
    signed_by: str
    written_on: date


@dataclass(frozen=True)
class Line:
    """An approved line with its speaker, if that is known."""

    line: str
    speaker: str | None


@dataclass(frozen=True)
class Words:
    """What editors wrote or approved for a movie's page."""

    consensus: Signed | None
    quotes: Sequence[Line]


@dataclass(frozen=True)
class Articles:
    """The pieces about a movie, newest first."""

    news: Sequence[Article]
    features: Sequence[Article]


def words_on(movie_id: int) -> Words:
    """Return a movie's consensus, and its approved lines, oldest first."""
    consensus = select(
        literal(0).label("id"),
        Consensus.body,
        Consensus.signed_by.label("by"),
        Consensus.written_on.label("day"),
    ).where(Consensus.movie_id == movie_id)
    quotes = select(
        Quote.id, Quote.line, Quote.speaker, cast(null(), Date).label("day")
    ).where(Quote.movie_id == movie_id, Quote.status == QuoteStatus.APPROVED)
    both: Any = union_all(consensus, quotes).order_by("id")
    rows: Sequence[Any] = db.session.execute(both).all()
    signed = [Signed(row.body, row.by, row.day) for row in rows if row.id == 0]
    return Words(
        consensus=signed[0] if signed else None,
        quotes=[Line(row.body, row.by) for row in rows if row.id],
    )


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
        select(
            Quote.id,
            Quote.line,
            Quote.speaker,
            Quote.offered_at,
            Movie.title,
            Movie.slug,
            User.name,
        )
        .join(Movie, Quote.movie_id == Movie.id)
        .outerjoin(User, Quote.offered_by_id == User.id)
        .where(Quote.status == QuoteStatus.OFFERED)
        .order_by(Quote.id)
        .limit(100)
    )
    return [
        OfferedQuote(
            id=row.id,
            line=row.line,
            speaker=row.speaker,
            movie_title=row.title,
            movie_url=f"/movies/{row.slug}",
            offered_by=row.name or "a former member",
            offered_at=row.offered_at,
        )
        for row in rows
    ]
