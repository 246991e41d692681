"""Tables of marks: what an import wrote, so that it knows its own rows again.

Keys and contents are hashes of 64 bits. A row whose content is the same is left alone;
one that an import did not write is nobody's to change but its author's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class ImportedReview(Model):
    """How a critic's review is known again: by its identity, or by its words.

    A review that was here before any import has a mark without a run.
    """

    __tablename__ = "imported_review"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("critic_review.id", ondelete="CASCADE"), primary_key=True
    )
    identity: Mapped[int] = mapped_column(BigInteger, unique=True, index=True)
    words: Mapped[int | None] = mapped_column(BigInteger, index=True)
    content: Mapped[int] = mapped_column(BigInteger)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )


class ImportedRating(Model):
    """What an import wrote as a member's rating."""

    __tablename__ = "imported_rating"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[int] = mapped_column(BigInteger)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )


class ImportedMovie(Model):
    """What an import wrote of a movie, by field; what differs now an editor wrote."""

    __tablename__ = "imported_movie"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[int] = mapped_column(BigInteger)
    written: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )


class ImportedMember(Model):
    """An account that an import made for the ratings of somebody who has none here.

    It has no password, so that nobody signs in with it.
    """

    __tablename__ = "imported_member"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_run.id", ondelete="SET NULL")
    )
