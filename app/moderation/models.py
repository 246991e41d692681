"""Tables of moderation: what readers reported, what moderators did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Index, Model, UTCDateTime

UNSETTLED = text("settled_by_id IS NULL")


class ReportReason(StrEnum):
    """Why a reader reports a review."""

    SPOILER = "spoiler"
    ABUSE = "abuse"
    SPAM = "spam"
    OTHER = "other"


class ActionKind(StrEnum):
    """What a moderator decided about a review, a wave of ratings or a member."""

    LEAVE = "leave"
    HIDE = "hide"
    REMOVE = "remove"
    ASK_CHANGE = "ask_change"
    RESTORE = "restore"
    WARN = "warn"
    LIMIT = "limit"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"
    RELEASE_WAVE = "release_wave"
    STRIKE_WAVE = "strike_wave"
    SHOW_HELD = "show_held"
    HIDE_BIO = "hide_bio"
    SHOW_BIO = "show_bio"
    GIVE_ROLE = "give_role"
    TAKE_ROLE = "take_role"
    END_SESSIONS = "end_sessions"
    RESET_FACTOR = "reset_factor"
    LINK_CRITIC = "link_critic"
    UNLINK_CRITIC = "unlink_critic"


class AppealOutcome(StrEnum):
    """What a moderator said to an appeal."""

    UPHELD = "upheld"
    DECLINED = "declined"


class Report(Model):
    """A reader asks a moderator to look at a review; one for each of them."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("review_id", "user_id"),
        Index("ix_report_open", "settled_by_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE")
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[ReportReason] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_action.id", ondelete="SET NULL")
    )


class ProfileReport(Model):
    """A reader asks a moderator to look at what a member says of themselves.

    Each reader has one that waits; what was settled may be reported anew, since the
    words may be others by then.
    """

    __tablename__ = "profile_report"
    __table_args__ = (
        Index(
            "ix_profile_report_open",
            "member_id",
            "user_id",
            unique=True,
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        Index("ix_profile_report_user", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reason: Mapped[ReportReason] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_action.id", ondelete="SET NULL")
    )


class ModerationAction(Model):
    """What a moderator did, to what and to whom, and why: never changed afterwards.

    It outlives what it was about, so that the log stays whole. `detail` says which
    role, critic or number it was about; `by_command` that it was done from a shell of
    the site's machine, where nobody is signed in.
    """

    __tablename__ = "moderation_action"
    __table_args__ = (
        Index("ix_moderation_action_review", "review_id", "id"),
        Index("ix_moderation_action_member", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int | None] = mapped_column(
        ForeignKey("audience_review.id", ondelete="SET NULL")
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    movie_id: Mapped[int | None] = mapped_column(
        ForeignKey("movie.id", ondelete="SET NULL")
    )
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    restriction_id: Mapped[int | None] = mapped_column(
        ForeignKey("member_restriction.id", ondelete="SET NULL")
    )
    kind: Mapped[ActionKind] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(String(200), default="", server_default="")
    by_command: Mapped[bool] = mapped_column(default=False, server_default="0")
    acted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Appeal(Model):
    """A member asks that an action be looked at again, once, by somebody else."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("action_id"),
        Index("ix_appeal_open", "decided_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(
        ForeignKey("moderation_action.id", ondelete="CASCADE")
    )
    words: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    outcome: Mapped[AppealOutcome | None] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
