"""Webhooks and their deliveries."""

from app.core.clock import utcnow
from app.core.db import db
from app.core.events import EventKind
from app.webhooks import operations
from app.webhooks.models import Delivery, Webhook


def webhook(
    url: str = "https://receiver.example/hook", kinds=tuple(EventKind), at=None
) -> Webhook:
    """Let an address be told."""
    row = operations.add(url, kinds, user_id=None, at=at or utcnow())
    db.session.commit()
    return row


def delivery(of: Webhook, at=None, **values) -> Delivery:
    """Let a message wait."""
    row = operations.post(of.id, "ping", '{"type":"ping"}', at=at or utcnow())
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()
    return row
