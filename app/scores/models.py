"""Tables of scores: a movie's tally, the policies, and the seals won and lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    String,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime
from app.scores import rules

CRITIC_TOTAL = "(fresh + rotten)"
RATINGS = "(" + " + ".join(f"bucket_{step}" for step in range(1, 11)) + ")"
POSITIVE = "(bucket_7 + bucket_8 + bucket_9 + bucket_10)"
# A catalogue of millions would overflow PostgreSQL's plain integers.
SHARE = "{positive} * CAST(10000 AS BIGINT) / {total}"


def key(positive: str, total: str, minimum: str) -> str:
    """Return what films are sorted by: the exact share, or -1 without a percentage."""
    share = SHARE.format(positive=positive, total=total)
    return f"(CASE WHEN {total} >= {minimum} THEN {share} ELSE -1 END)"


CRITIC_KEY = key("fresh", CRITIC_TOTAL, "critic_minimum")
AUDIENCE_KEY = key(POSITIVE, RATINGS, "audience_minimum")


def in_force(name: str) -> Any:
    """Return a minimum of the newest policy, and 1 at least."""
    column = literal_column(f"CASE WHEN {name} > 1 THEN {name} ELSE 1 END", Integer)
    newest = select(column).select_from(text("policy"))
    return newest.order_by(text("version DESC")).limit(1).scalar_subquery()


class Tally(Model):
    """What is counted for one movie, changed by the write that changes it.

    The two minima are those of the policy in force, 1 at least: they stand here so that
    an index can sort films by score.
    """

    __tablename__ = "tally"
    __table_args__ = (
        Index("ix_tally_most", text(f"{CRITIC_TOTAL} DESC"), text("movie_id")),
        Index("ix_tally_critics", text(f"{CRITIC_KEY} DESC"), text("movie_id DESC")),
        Index("ix_tally_audience", text(f"{AUDIENCE_KEY} DESC"), text("movie_id DESC")),
    )

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    fresh: Mapped[int] = mapped_column(default=0, server_default="0")
    rotten: Mapped[int] = mapped_column(default=0, server_default="0")
    top_fresh: Mapped[int] = mapped_column(default=0, server_default="0")
    top_rotten: Mapped[int] = mapped_column(default=0, server_default="0")
    graded: Mapped[int] = mapped_column(default=0, server_default="0")
    grade_sum: Mapped[int] = mapped_column(default=0, server_default="0")
    sealed: Mapped[bool] = mapped_column(default=False, server_default="0")
    critic_minimum: Mapped[int] = mapped_column(
        default=in_force("critic_minimum"), server_default="5"
    )
    audience_minimum: Mapped[int] = mapped_column(
        default=in_force("audience_minimum"), server_default="5"
    )
    bucket_1: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_2: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_3: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_4: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_5: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_6: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_7: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_8: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_9: Mapped[int] = mapped_column(default=0, server_default="0")
    bucket_10: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_1: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_2: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_3: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_4: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_5: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_6: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_7: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_8: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_9: Mapped[int] = mapped_column(default=0, server_default="0")
    verified_bucket_10: Mapped[int] = mapped_column(default=0, server_default="0")


class ScorePolicy(Model):
    """One version of the site's rules for scores; the newest is in force."""

    __tablename__ = "policy"

    version: Mapped[int] = mapped_column(primary_key=True)
    preset: Mapped[str] = mapped_column(String(40))
    critic_minimum: Mapped[int]
    audience_minimum: Mapped[int]
    fresh_threshold: Mapped[int]
    seal_gain: Mapped[int]
    seal_lose: Mapped[int]
    seal_reviews: Mapped[int]
    seal_reviews_wide: Mapped[int]
    seal_top_reviews: Mapped[int]
    in_force_from: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    note: Mapped[str | None] = mapped_column(String(300))

    def as_rules(self) -> rules.Policy:
        """Return the policy as the arithmetic wants it."""
        return rules.Policy(
            version=self.version,
            preset=self.preset,
            critic_minimum=self.critic_minimum,
            audience_minimum=self.audience_minimum,
            fresh_threshold=self.fresh_threshold,
            seal_gain=self.seal_gain,
            seal_lose=self.seal_lose,
            seal_reviews=self.seal_reviews,
            seal_reviews_wide=self.seal_reviews_wide,
            seal_top_reviews=self.seal_top_reviews,
        )


class SealChange(StrEnum):
    """What happened to a movie's seal."""

    GAINED = "gained"
    LOST = "lost"


class SealEvent(Model):
    """The log of seals: which movie won or lost it, when, by which numbers."""

    __tablename__ = "seal_event"
    __table_args__ = (Index("ix_seal_event_movie", "movie_id", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    change: Mapped[SealChange] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    policy_version: Mapped[int] = mapped_column(ForeignKey("policy.version"))
    fresh: Mapped[int]
    total: Mapped[int]
    top_total: Mapped[int]
