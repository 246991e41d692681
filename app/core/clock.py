"""The one place that asks what time it is, so that tests can say."""

from datetime import UTC, date, datetime


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day in UTC."""
    return utcnow().date()
