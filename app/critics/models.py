"""Tables of critics: who writes, where it is printed, and each review."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Index, Model, UTCDateTime
from app.critics.rules import Standing
from app.scores.rules import Verdict, VerdictSource

# A partial index serves only what is written alike, so the word stands in the
# statement itself; queries ask `queries.COUNTS`, which writes it the same way.
COUNTED = text("standing = 'counted'")
EMBARGOED = text("standing = 'embargoed'")
UNSURE = text("standing = 'unsure'")
COPIES = text("duplicate_of_id IS NOT NULL")


class Critic(Model):
    """Somebody who writes about films for others."""

    __tablename__ = "critic"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), unique=True
    )
    demo: Mapped[bool] = mapped_column(default=False, server_default="0")


class Publication(Model):
    """Where reviews are printed; an outlet that is not approved counts nowhere."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    approved: Mapped[bool] = mapped_column(default=True, server_default="1")
    demo: Mapped[bool] = mapped_column(default=False, server_default="0")


class FormerByline(Model):
    """A name and an address that a critic or a publication had before.

    The address redirects for ever, and files that still print the name are understood.
    """

    __tablename__ = "former_byline"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    critic_id: Mapped[int | None] = mapped_column(
        ForeignKey("critic.id", ondelete="CASCADE"), index=True
    )
    publication_id: Mapped[int | None] = mapped_column(
        ForeignKey("publication.id", ondelete="CASCADE"), index=True
    )


class CriticReview(Model):
    """A critic's review: an excerpt, the grade as printed, and a verdict.

    `standing` says whether it counts; it follows from the facts below it by the rule
    `rules.standing_of`, and operations keep the two together. `normalised_grade` is in
    hundredths of a per cent. `verdict_from` says where the verdict comes from; one
    whose source is not known is never changed by a setting. `listed_on` is the day
    lists sort by: the day of the review, or the first of all days when that is not
    known. The indexes of critics and publications end with what is counted of them, so
    that counting reads nothing else.
    """

    __tablename__ = "critic_review"
    __table_args__ = (
        CheckConstraint("verdict IN ('fresh', 'rotten')", name="verdict"),
        CheckConstraint(
            "standing IN ('counted', 'unsure', 'embargoed', 'withdrawn', 'duplicate', "
            "'disclosed_interest', 'outlet_not_approved')",
            name="standing",
        ),
        CheckConstraint(
            "standing <> 'counted' OR verdict IS NOT NULL", name="counted_verdict"
        ),
        CheckConstraint("duplicate_of_id <> id", name="duplicate_of_another"),
        Index(
            "ix_critic_review_listed",
            "movie_id",
            "standing",
            text("listed_on DESC"),
            text("id DESC"),
        ),
        Index(
            "ix_critic_review_top",
            "movie_id",
            text("listed_on DESC"),
            text("id DESC"),
            sqlite_where=text("standing = 'counted' AND top_critic = 1"),
            postgresql_where=text("standing = 'counted' AND top_critic"),
        ),
        Index(
            "ix_critic_review_verdict",
            "movie_id",
            "verdict",
            text("listed_on DESC"),
            text("id DESC"),
            sqlite_where=COUNTED,
            postgresql_where=COUNTED,
        ),
        Index(
            "ix_critic_review_newest",
            text("listed_on DESC"),
            text("id DESC"),
            sqlite_where=COUNTED,
            postgresql_where=COUNTED,
        ),
        Index(
            "ix_critic_review_embargo",
            "embargoed_until",
            sqlite_where=EMBARGOED,
            postgresql_where=EMBARGOED,
        ),
        Index(
            "ix_critic_review_duplicate",
            "duplicate_of_id",
            sqlite_where=COPIES,
            postgresql_where=COPIES,
        ),
        Index(
            "ix_critic_review_unsure",
            "id",
            sqlite_where=UNSURE,
            postgresql_where=UNSURE,
        ),
        Index(
            "ix_critic_review_critic",
            "critic_id",
            text("listed_on DESC"),
            text("id DESC"),
            "standing",
            "verdict",
        ),
        Index(
            "ix_critic_review_publication",
            "publication_id",
            text("listed_on DESC"),
            text("id DESC"),
            "standing",
            "verdict",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    critic_id: Mapped[int | None] = mapped_column(
        ForeignKey("critic.id", ondelete="SET NULL")
    )
    publication_id: Mapped[int | None] = mapped_column(
        ForeignKey("publication.id", ondelete="SET NULL")
    )
    quote: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(String(1000))
    original_grade: Mapped[str | None] = mapped_column(String(40))
    normalised_grade: Mapped[int | None]
    verdict: Mapped[Verdict | None] = mapped_column(String(10))
    verdict_from: Mapped[VerdictSource | None] = mapped_column(String(10))
    top_critic: Mapped[bool] = mapped_column(default=False)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    listed_on: Mapped[date] = mapped_column(Date)
    standing: Mapped[Standing] = mapped_column(
        String(20), default=Standing.UNSURE, server_default="unsure"
    )
    embargoed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    duplicate_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("critic_review.id", ondelete="SET NULL")
    )
    interest: Mapped[str | None] = mapped_column(Text)

    critic: Mapped[Critic | None] = relationship()
    publication: Mapped[Publication | None] = relationship()
