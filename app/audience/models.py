"""Tables of the audience: ratings with their reviews, helpful votes, interest."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Index, Model, UTCDateTime

PUBLISHED = text("standing = 'published'")
WITH_WORDS = text("standing = 'published' AND body <> ''")
VERIFIED = text("standing = 'published' AND verified")
# SQLite has no booleans, and an index serves only what is written alike.
VERIFIED_NUMBER = text("standing = 'published' AND verified = 1")


class Standing(StrEnum):
    """Where a review stands; only a published one is shown and counted.

    One that waits was posted before the movie's first public screening; one that is
    held waits for a moderator.
    """

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    WAITING = "waiting"
    HELD = "held"

    @classmethod
    def at_first(cls, is_open: bool | None) -> Standing:
        """Return where a review of a movie stands: until its ratings count it waits."""
        return cls.PUBLISHED if is_open else cls.WAITING


class InterestKind(StrEnum):
    """What a member means to do about a movie."""

    WANT_TO_SEE = "want_to_see"
    NOT_INTERESTED = "not_interested"


class AudienceReview(Model):
    """A member's rating of a movie in half-steps 1 to 10, with or without words.

    `standing_before` is where a withdrawn review stood, and will stand when it is
    restored: what a moderator hid does not come back by a detour. Of one that waits it
    says that it was shown before the day of the first screening was set.
    """

    __tablename__ = "audience_review"
    __table_args__ = (
        UniqueConstraint("movie_id", "user_id"),
        CheckConstraint("rating BETWEEN 1 AND 10", name="rating"),
        CheckConstraint(
            "standing IN ('published', 'withdrawn', 'hidden', 'waiting', 'held')",
            name="standing",
        ),
        Index(
            "ix_audience_review_posted",
            "movie_id",
            text("posted_at DESC"),
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_rating",
            "movie_id",
            text("rating DESC"),
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_helpful",
            "movie_id",
            text("helpful_rank DESC"),
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_newest",
            text("posted_at DESC"),
            text("id DESC"),
            sqlite_where=WITH_WORDS,
            postgresql_where=WITH_WORDS,
        ),
        Index(
            "ix_audience_review_lowest",
            "movie_id",
            "rating",
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_stars_posted",
            "movie_id",
            "rating",
            text("posted_at DESC"),
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_stars_helpful",
            "movie_id",
            "rating",
            text("helpful_rank DESC"),
            text("id DESC"),
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            "ix_audience_review_words_posted",
            "movie_id",
            text("posted_at DESC"),
            text("id DESC"),
            sqlite_where=WITH_WORDS,
            postgresql_where=WITH_WORDS,
        ),
        Index(
            "ix_audience_review_words_helpful",
            "movie_id",
            text("helpful_rank DESC"),
            text("id DESC"),
            sqlite_where=WITH_WORDS,
            postgresql_where=WITH_WORDS,
        ),
        Index(
            "ix_audience_review_words_rating",
            "movie_id",
            text("rating DESC"),
            text("id DESC"),
            sqlite_where=WITH_WORDS,
            postgresql_where=WITH_WORDS,
        ),
        Index(
            "ix_audience_review_words_lowest",
            "movie_id",
            "rating",
            text("id DESC"),
            sqlite_where=WITH_WORDS,
            postgresql_where=WITH_WORDS,
        ),
        Index(
            "ix_audience_review_verified_posted",
            "movie_id",
            text("posted_at DESC"),
            text("id DESC"),
            sqlite_where=VERIFIED_NUMBER,
            postgresql_where=VERIFIED,
        ),
        Index(
            "ix_audience_review_verified_helpful",
            "movie_id",
            text("helpful_rank DESC"),
            text("id DESC"),
            sqlite_where=VERIFIED_NUMBER,
            postgresql_where=VERIFIED,
        ),
        Index(
            "ix_audience_review_verified_rating",
            "movie_id",
            text("rating DESC"),
            text("id DESC"),
            sqlite_where=VERIFIED_NUMBER,
            postgresql_where=VERIFIED,
        ),
        Index(
            "ix_audience_review_verified_lowest",
            "movie_id",
            "rating",
            text("id DESC"),
            sqlite_where=VERIFIED_NUMBER,
            postgresql_where=VERIFIED,
        ),
        Index("ix_audience_review_user", "user_id", text("posted_at DESC")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    rating: Mapped[int]
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    spoiler: Mapped[bool] = mapped_column(default=False, server_default="0")
    verified: Mapped[bool] = mapped_column(default=False, server_default="0")
    standing: Mapped[Standing] = mapped_column(
        String(20), default=Standing.PUBLISHED, server_default="published"
    )
    standing_before: Mapped[Standing | None] = mapped_column(String(20))
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    helpful_rank: Mapped[int] = mapped_column(default=0, server_default="0")
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AudienceRevision(Model):
    """What a review said before it was changed; moderators see it."""

    __tablename__ = "audience_revision"
    __table_args__ = (Index("ix_audience_revision_review", "review_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE")
    )
    rating: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    spoiler: Mapped[bool]
    replaced_at: Mapped[datetime] = mapped_column(UTCDateTime)


class HelpfulVote(Model):
    """A member found somebody else's review helpful."""

    __tablename__ = "helpful_vote"

    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    voted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Interest(Model):
    """A member wants to see a movie, or does not."""

    __tablename__ = "interest"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[InterestKind] = mapped_column(String(20))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Favourite(Model):
    """A movie that a member shows on their page, in an order of their own."""

    __tablename__ = "favourite"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SuperReviewerChange(StrEnum):
    """What happened to a member's standing as a Super Reviewer."""

    GAINED = "gained"
    LOST = "lost"


class SuperReviewerEvent(Model):
    """The log of Super Reviewers: who became or ceased to be one, by which numbers."""

    __tablename__ = "super_reviewer_event"
    __table_args__ = (Index("ix_super_reviewer_event_user", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    change: Mapped[SuperReviewerChange] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reviews: Mapped[int]
    helpful: Mapped[int]
    days: Mapped[int]
    upheld_reports: Mapped[int]
