"""Work of webhooks: gather what happened, deliver, try again, forget what is old."""

from datetime import timedelta

from flask import current_app

from app.config import Settings
from app.core.addresses import without_request
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import job, sweep
from app.webhooks import operations, queries, sending

GRACE = timedelta(seconds=45)


@job
def deliver(delivery_id: int) -> None:
    """Send one message, if it is its turn."""
    sending.deliver(delivery_id, settings())


@sweep(minutes=1)
def gather() -> None:
    """Make messages of the last minute's events, and send them."""
    site = without_request(settings())
    while made := operations.gather(at=utcnow(), site=site):
        for delivery_id in made:
            deliver.later(delivery_id)
        db.session.commit()
    db.session.commit()


@sweep(minutes=1)
def try_again() -> None:
    """Send what is due: after a pause, or because a worker was lost."""
    for delivery_id in queries.due(utcnow(), grace=GRACE):
        deliver.later(delivery_id)
    db.session.commit()


@sweep(hour=4)
def forget() -> None:
    """Remove what is older than it is kept."""
    operations.forget(before=utcnow() - timedelta(days=settings().webhook_days))
    db.session.commit()


def settings() -> Settings:
    """Return the settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found
