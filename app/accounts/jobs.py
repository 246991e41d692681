"""What time alone ends among accounts: sign-ins, drafts, registrations."""

from datetime import timedelta

import structlog
from flask import current_app

from app.accounts import operations
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import sweep

log = structlog.get_logger()


@sweep(hour=2)
def clear_away() -> None:
    """Delete what is over, and registrations that nobody has confirmed in time."""
    settings: Settings = current_app.config["SETTINGS"]
    now = utcnow()
    operations.purge(at=now, idle=timedelta(days=settings.session_idle_days))
    days = settings.unconfirmed_days
    if settings.confirm_email and days:
        count = operations.purge_unconfirmed(before=now - timedelta(days=days))
        if count:
            log.info("unconfirmed registrations deleted", count=count)
    db.session.commit()
