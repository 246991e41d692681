"""Tables of webhooks: who is told, and each message with what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Index, Model, UTCDateTime

DUE = text("state IN ('waiting', 'sending')")


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Webhook(Model):
    """An address that is told of some kinds of events, and the secret that signs.

    After a change of secret the former one signs as well for a day, so that the
    receiver has time to change.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(String(100))
    former_secret: Mapped[str | None] = mapped_column(String(100))
    former_secret_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    failing_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    switched_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    switched_off_why: Mapped[str | None] = mapped_column(String(300))

    def secrets_at(self, at: datetime) -> list[str]:
        """Return the secrets that sign at a moment, the newest first."""
        former = self.former_secret
        until = self.former_secret_until
        if former is None or until is None or until <= at:
            return [self.secret]
        return [self.secret, former]


class Delivery(Model):
    """One message to one webhook. `message_id` and `body` stay the same each time."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sending', 'delivered', 'given_up')", name="state"
        ),
        Index("ix_delivery_webhook", "webhook_id", "id"),
        Index("ix_delivery_made_at", "made_at"),
        Index("ix_delivery_due", "next_at", sqlite_where=DUE, postgresql_where=DUE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(
        ForeignKey("webhook.id", ondelete="CASCADE")
    )
    message_id: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[State] = mapped_column(String(12), default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    status: Mapped[int | None]
    milliseconds: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(300))
    excerpt: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    webhook: Mapped[Webhook] = relationship()
