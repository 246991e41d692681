"""Tables of moderation: what readers reported, what moderators did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UTCDateTime


class ReportReason(StrEnum):
    """Why a reader reports a review."""

    SPOILER = "spoiler"
    ABUSE = "abuse"
    SPAM = "spam"
    OTHER = "other"


class ActionKind(StrEnum):
    """What a moderator decided about a review."""

    LEAVE = "leave"
    HIDE = "hide"
    RESTORE = "restore"


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
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reason: Mapped[ReportReason] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_action.id", ondelete="SET NULL")
    )


class ModerationAction(Model):
    """What a moderator did about a review, and why: never changed afterwards."""

    __tablename__ = "moderation_action"
    __table_args__ = (Index("ix_moderation_action_review", "review_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("audience_review.id", ondelete="CASCADE")
    )
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    kind: Mapped[ActionKind] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    acted_at: Mapped[datetime] = mapped_column(UTCDateTime)
