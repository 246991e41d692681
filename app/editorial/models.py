"""Tables of the editors: consensus, quotes and articles."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime


class QuoteStatus(StrEnum):
    """Where an offered quote stands; only an approved one is shown."""

    OFFERED = "offered"
    APPROVED = "approved"
    DECLINED = "declined"


class ArticleKind(StrEnum):
    """News and interviews stand above the reviews, features below."""

    NEWS = "news"
    INTERVIEW = "interview"
    FEATURE = "feature"


class Consensus(Model):
    """What the critics agree on, in one sentence, signed and dated."""

    __tablename__ = "consensus"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str] = mapped_column(String(120))
    written_on: Mapped[date] = mapped_column(Date)


class Quote(Model):
    """A line from a movie with its speaker, offered by a reader.

    Where an editor corrected it, `offered_line` and `offered_speaker` keep what the
    reader had written. `word_back` is what the editor told them.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index("ix_quote_movie", "movie_id", "status", "id"),
        Index("ix_quote_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[QuoteStatus] = mapped_column(
        String(20), default=QuoteStatus.OFFERED, server_default="offered"
    )
    offered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offered_line: Mapped[str | None] = mapped_column(Text)
    offered_speaker: Mapped[str | None] = mapped_column(String(120))
    word_back: Mapped[str] = mapped_column(Text, default="", server_default="")


class Article(Model):
    """A piece about a movie, here or elsewhere; `sample` marks demo ones."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_movie", "movie_id", "published_on"),
        Index("ix_article_newest", text("published_on DESC"), text("id DESC")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    kind: Mapped[ArticleKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000))
    published_on: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int | None]
    sample: Mapped[bool] = mapped_column(default=False, server_default="0")
