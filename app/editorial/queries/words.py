"""Named look-ups of what editors wrote or approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, literal_column, select

from app.accounts.models import User
from app.core.db import db
from app.core.gathering import gathering
from app.core.pagination import Page
from app.core.reading import Plain
from app.core.telling import Told, told
from app.editorial.models import Article, ArticleKind, Consensus, Quote, QuoteStatus
from app.movies.models import Movie

AT_ONCE = 50


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
class Piece:
    """Something written about a movie, here or elsewhere."""

    published_on: date
    id: int
    kind: str
    title: str
    summary: str | None
    source: str
    url: str
    minutes: int | None
    sample: bool


@dataclass(frozen=True)
class Words:
    """What editors wrote, approved or gathered for a movie; pieces are newest first."""

    consensus: Signed | None
    quotes: Sequence[Line]
    news: Sequence[Piece]
    features: Sequence[Piece]

    @property
    def first_quotes(self) -> Sequence[Line]:
        """The lines that stand on the movie page."""
        return self.quotes[:ON_MOVIE_PAGE]


ON_MOVIE_PAGE = 6
OF_MOVIE = bindparam("movie_id", type_=Movie.id.type)
CONSENSUS = select(Consensus.body, Consensus.signed_by, Consensus.written_on).where(
    Consensus.movie_id == OF_MOVIE
)
QUOTES = select(Quote.id, Quote.line, Quote.speaker).where(
    Quote.movie_id == OF_MOVIE,
    Quote.status == literal_column(f"'{QuoteStatus.APPROVED}'"),
)
ARTICLES = select(
    Article.published_on,
    Article.id,
    Article.kind,
    Article.title,
    Article.summary,
    Article.source,
    Article.url,
    Article.minutes,
    Article.sample,
).where(Article.movie_id == OF_MOVIE)
WORDS = gathering(CONSENSUS, QUOTES, ARTICLES)


def words_on(movie_id: int) -> Words:
    """Return a movie's consensus, its approved lines, oldest first, and its pieces."""
    return words_from(WORDS.lean.read(movie_id=movie_id))


def words_told(movie_id: int) -> Told[Words]:
    """Return the words on a movie, made when they are looked at."""
    return told(words_from, WORDS.lean.read(movie_id=movie_id))


def words_from(found: Plain) -> Words:
    """Return the words of plain rows of `WORDS`, which are in no order."""
    consensus, quotes, articles = WORDS.lists(found)
    pieces = tuple(
        Piece(day, number, kind, title, summary, source, url, minutes, bool(sample))
        for day, number, kind, title, summary, source, url, minutes, sample in sorted(
            articles, reverse=True
        )
    )
    return Words(
        consensus=Signed(*consensus[0]) if consensus else None,
        quotes=tuple(Line(line, speaker) for _, line, speaker in sorted(quotes)),
        news=tuple(piece for piece in pieces if piece.kind != ArticleKind.FEATURE),
        features=tuple(piece for piece in pieces if piece.kind == ArticleKind.FEATURE),
    )


def waiting_quote(movie_id: int, user_id: int, line: str) -> Quote | None:
    """Return the same line by the same reader if it waits for an editor."""
    return db.session.scalar(
        select(Quote)
        .where(
            Quote.movie_id == movie_id,
            Quote.offered_by_id == user_id,
            Quote.status == QuoteStatus.OFFERED,
            Quote.line == line,
        )
        .limit(1)
    )


def quotes_since(user_id: int, since: datetime) -> int:
    """Count the quotes that a reader has offered since a moment."""
    number = db.session.scalar(
        select(func.count()).where(
            Quote.offered_by_id == user_id, Quote.offered_at >= since
        )
    )
    return number or 0


def quotes_to_decide(after: int = 0) -> Page[OfferedQuote]:
    """Return the quotes that wait for an editor, oldest first.

    They go on behind the quote with the number `after`.
    """
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
        .where(Quote.status == QuoteStatus.OFFERED, Quote.id > after)
        .order_by(Quote.id)
        .limit(AT_ONCE + 1)
    ).all()
    shown = rows[:AT_ONCE]
    items = [
        OfferedQuote(
            id=row.id,
            line=row.line,
            speaker=row.speaker,
            movie_title=row.title,
            movie_url=f"/movies/{row.slug}",
            offered_by=row.name or "a former member",
            offered_at=row.offered_at,
        )
        for row in shown
    ]
    return Page(items, f"0.{shown[-1].id}" if len(rows) > AT_ONCE else None)
