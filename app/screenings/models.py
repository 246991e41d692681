"""Tables of screenings: the evening, its one-time codes, and each ballot."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime


class Screening(Model):
    """A movie shown to people who may rate it with a code.

    While it is `sealed` and not opened its ballots count nowhere. `seed` makes the
    codes, together with the secret of the site; without the secret it makes nothing.
    """

    __tablename__ = "screening"
    __table_args__ = (
        CheckConstraint("code_count BETWEEN 1 AND 2000", name="code_count"),
        Index("ix_screening_movie", "movie_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date] = mapped_column(Date)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    code_count: Mapped[int]
    seed: Mapped[bytes] = mapped_column(LargeBinary(16))
    sealed: Mapped[bool] = mapped_column(default=False, server_default="0")
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_counted(self) -> bool:
        """Tell whether its ballots count among the movie's ratings."""
        return not self.sealed or self.opened_at is not None


class ScreeningCode(Model):
    """A code by its hash; `used_at` is set once, by the ballot that took it."""

    __tablename__ = "screening_code"
    __table_args__ = (UniqueConstraint("screening_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    screening_id: Mapped[int] = mapped_column(
        ForeignKey("screening.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Ballot(Model):
    """What the holder of a code said; a review is made of it when it counts."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 10", name="rating"),
        Index("ix_ballot_screening", "screening_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    screening_id: Mapped[int] = mapped_column(
        ForeignKey("screening.id", ondelete="CASCADE")
    )
    code_id: Mapped[int] = mapped_column(
        ForeignKey("screening_code.id", ondelete="CASCADE"), unique=True
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    review_id: Mapped[int | None] = mapped_column(
        ForeignKey("audience_review.id", ondelete="SET NULL"), index=True
    )
    rating: Mapped[int]
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    counted: Mapped[bool] = mapped_column(default=False, server_default="0")
    cast_at: Mapped[datetime] = mapped_column(UTCDateTime)
