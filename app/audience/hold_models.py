"""Tables of what is kept from being shown: holds, waves of ratings, restrictions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Index, Model, UTCDateTime

OPEN = text("settled_at IS NULL")


class HoldKind(StrEnum):
    """Why a review is kept back: by rules, in a wave, until changed, or for good."""

    RULES = "rules"
    BURST = "burst"
    CHANGE = "change"
    REMOVED = "removed"


class Outcome(StrEnum):
    """How a hold or a wave ended."""

    RELEASED = "released"
    STRUCK = "struck"
    CHANGED = "changed"


class Burst(Model):
    """A wave of ratings on a movie; while it is open, further ones join it.

    `allowed` is the bound by the rule, `arrived` how many there were when it was
    noticed, counted from `began_at`.
    """

    __tablename__ = "rating_burst"
    __table_args__ = (
        Index(
            "ix_rating_burst_open",
            "movie_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_rating_burst_settled", "settled_at", "held_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    noticed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    held_until: Mapped[datetime] = mapped_column(UTCDateTime)
    hours: Mapped[int]
    allowed: Mapped[int]
    arrived: Mapped[int]
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    outcome: Mapped[Outcome | None] = mapped_column(String(20))


class Hold(Model):
    """A review is kept back: why, since when, and how it ended; one open at a time.

    `reasons` are pairs of a rule's name and its words.
    """

    __tablename__ = "review_hold"
    __table_args__ = (
        Index(
            "ix_review_hold_open",
            "review_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_review_hold_kind", "kind", "settled_at", "id"),
        Index("ix_review_hold_burst", "burst_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE")
    )
    burst_id: Mapped[int | None] = mapped_column(
        ForeignKey("rating_burst.id", ondelete="CASCADE")
    )
    kind: Mapped[HoldKind] = mapped_column(String(20))
    reasons: Mapped[list[list[str]]] = mapped_column(JSON)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    outcome: Mapped[Outcome | None] = mapped_column(String(20))


class RestrictionKind(StrEnum):
    """What a member may not do: post much, sign in for a while, sign in at all."""

    LIMITED = "limited"
    SUSPENDED = "suspended"
    BANNED = "banned"


class Restriction(Model):
    """A member is restricted; it ends at `until`, or when a moderator lifts it."""

    __tablename__ = "member_restriction"
    __table_args__ = (Index("ix_member_restriction_user", "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[RestrictionKind] = mapped_column(String(20))
    posts_per_day: Mapped[int | None]
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SpentProof(Model):
    """A proof of work that was used; it is forgotten when it would expire."""

    __tablename__ = "spent_proof"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
