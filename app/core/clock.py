"""The one place that asks what time it is, so that tests can say."""

from datetime import UTC, date, datetime, time, timedelta


def utcnow() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day in UTC."""
    return utcnow().date()


def end_of_day() -> datetime:
    """Return the moment from which `today` is another day."""
    return datetime.combine(today() + timedelta(days=1), time(), tzinfo=UTC)
