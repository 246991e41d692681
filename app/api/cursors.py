"""Cursors of the API: where a list goes on. To a client they are opaque.

Each kind begins with a letter of its own, so that a cursor of another list is refused
and not misread; and everything of the right form leads somewhere, so that a client
that follows `next` is never refused.
"""

from datetime import date, datetime, timedelta

from app.core.pagination import EPOCH, LARGEST_ID, Cursor

DAY = r"d[0-9]{1,7}\.[0-9]{1,10}"
MOMENT = r"m-?[0-9]{1,18}\.[0-9]{1,10}"
FILM = r"f[0-9]{1,10}"
NAME = r"n[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?"
HIT = r"s(?:movie|person|critic|publication)\.[0-9]{1,10}"
FIRST_MOMENT = datetime(1, 1, 2, tzinfo=EPOCH.tzinfo)
LAST_MOMENT = datetime(9999, 12, 30, tzinfo=EPOCH.tzinfo)
MICROSECOND = timedelta(microseconds=1)


def day_text(value: object, number: int) -> str:
    """Write the cursor of a list by day."""
    if not isinstance(value, date):
        raise TypeError("this list is not one by day")
    return f"d{value.toordinal()}.{number}"


def read_day(text: str) -> Cursor:
    """Read a cursor of a list by day; a day that no calendar has is the nearest."""
    ordinal, number = (int(part) for part in text[1:].split("."))
    ordinal = min(max(ordinal, date.min.toordinal()), date.max.toordinal())
    return Cursor(date.fromordinal(ordinal), min(number, LARGEST_ID))


def moment_text(value: datetime, number: int) -> str:
    """Write the cursor of a list by moment."""
    return f"m{Cursor(value, number)}"


def read_moment(text: str) -> Cursor:
    """Read a cursor of a list by moment; one out of time is the nearest."""
    count, number = (int(part) for part in text[1:].split("."))
    earliest = (FIRST_MOMENT - EPOCH) // MICROSECOND
    latest = (LAST_MOMENT - EPOCH) // MICROSECOND
    moment = EPOCH + min(max(count, earliest), latest) * MICROSECOND
    return Cursor(moment, min(number, LARGEST_ID))


def film_text(movie_id: int) -> str:
    """Write the cursor of a list of movies: the last one shown."""
    return f"f{movie_id}"


def read_film(text: str) -> int:
    """Read the cursor of a list of movies."""
    return min(int(text[1:]), LARGEST_ID)


def name_text(slug: str) -> str:
    """Write the cursor of a list by name: the last one shown."""
    return f"n{slug}"


def read_name(text: str) -> str:
    """Read the cursor of a list by name."""
    return text[1:]


def hit_text(place: str) -> str:
    """Write the cursor of a search: the last thing found before."""
    return f"s{place}"


def read_hit(text: str) -> str:
    """Read the cursor of a search."""
    return text[1:]
