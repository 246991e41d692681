"""What the desk shows of webhooks, and what is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.pagination import LARGEST_ID, Page
from app.webhooks.models import Delivery, State, Webhook

STEP = 30
DUE_AT_ONCE = 200


def webhooks() -> Sequence[Webhook]:
    """Return every webhook, the oldest first."""
    return db.session.scalars(select(Webhook).order_by(Webhook.id)).all()


def webhook(webhook_id: int) -> Webhook | None:
    """Return one webhook."""
    return db.session.get(Webhook, webhook_id)


def delivery(delivery_id: int) -> Delivery | None:
    """Return one delivery with its webhook."""
    return db.session.scalar(
        select(Delivery)
        .options(joinedload(Delivery.webhook))
        .where(Delivery.id == delivery_id)
        .execution_options(populate_existing=True)
    )


def deliveries_of(webhook_id: int, *, after: str | None) -> Page[Delivery]:
    """Return a webhook's deliveries, the newest first."""
    listing = select(Delivery).where(Delivery.webhook_id == webhook_id)
    if after and after.isascii() and after.isdigit() and int(after) <= LARGEST_ID:
        listing = listing.where(Delivery.id < int(after))
    rows = db.session.scalars(
        listing.order_by(Delivery.id.desc()).limit(STEP + 1)
    ).all()
    items = rows[:STEP]
    return Page(items, str(items[-1].id) if len(rows) > STEP else None)


def failures_since(since: datetime) -> dict[int, int]:
    """Count the deliveries given up since a moment, by webhook."""
    rows = db.session.execute(
        select(Delivery.webhook_id, func.count(Delivery.id))
        .where(Delivery.state == State.GIVEN_UP, Delivery.made_at >= since)
        .group_by(Delivery.webhook_id)
    )
    return {row[0]: row[1] for row in rows}


def due(at: datetime, *, grace: timedelta = timedelta(0)) -> Sequence[int]:
    """Return the deliveries whose turn has come, or whose worker was lost.

    With `grace` those that came due only just now are left to the jobs that were
    asked for them.
    """
    return db.session.scalars(
        select(Delivery.id)
        .where(
            or_(
                (Delivery.state == State.WAITING) & (Delivery.next_at <= at - grace),
                (Delivery.state == State.SENDING) & (Delivery.claimed_until <= at),
            )
        )
        .order_by(Delivery.next_at, Delivery.id)
        .limit(DUE_AT_ONCE)
    ).all()
