"""One delivery from its claim to what came of it, in two short transactions.

Nothing is locked while the receiver is waited for.
"""

from app.config import Environment, Settings
from app.core.clock import utcnow
from app.core.db import db
from app.webhooks import operations, outgoing, queries, rules


def deliver(delivery_id: int, settings: Settings) -> None:
    """Send a message if it is its turn and nobody else sends it."""
    at = utcnow()
    attempt = operations.claim(delivery_id, at=at)
    if attempt is None:
        db.session.rollback()
        return
    delivery = queries.delivery(delivery_id)
    if delivery is None or not delivery.webhook.active or not settings.webhooks:
        operations.drop(delivery_id, attempt, "The webhook is switched off.")
        db.session.commit()
        return
    url, body = delivery.webhook.url, delivery.body
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Matinee-Webhooks/1",
        **rules.headers(
            delivery.webhook.secrets_at(at),
            delivery.message_id,
            int(at.timestamp()),
            body,
        ),
    }
    db.session.commit()
    answer = outgoing.send(url, body, headers, policy(settings))
    operations.record(delivery_id, attempt, answer, at=utcnow())
    db.session.commit()


def policy(settings: Settings) -> outgoing.Policy:
    """Return what addresses the settings allow; plain http never in production."""
    in_production = settings.environment is Environment.PRODUCTION
    return outgoing.Policy(
        plain_http=settings.webhook_plain_http and not in_production,
        private_addresses=settings.webhook_private_addresses,
    )
