"""How much a member may do in a day, by how well the site knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.audience.queries import holds as queries
from app.audience.rules.holds import Limits, Sieve, seconds_to_midnight
from app.core.errors import TooMany

MIDNIGHT = "Go on after midnight (UTC)."


class Deed(StrEnum):
    """What is counted, as a member is told of it: one of it, and several."""

    RATING = "rated {number} today"
    REPORT = "sent {number} today"
    QUOTE = "offered {number} today"
    VOTE = "found {number} helpful today"


NOUNS = {
    Deed.RATING: ("movie", "movies"),
    Deed.REPORT: ("report", "reports"),
    Deed.QUOTE: ("quote", "quotes"),
    Deed.VOTE: ("review", "reviews"),
}


@dataclass(frozen=True)
class Allowance:
    """How much of something a day the site takes from a member of each level."""

    sieve: Sieve
    limits: Limits


def keep_within(
    allowance: Allowance,
    deed: Deed,
    done_since: Callable[[datetime], int],
    *,
    user_id: int,
    at: datetime,
) -> None:
    """Raise TooMany for who has done as much today as they may.

    The member's row is locked, so that two of their deeds are counted one by one.
    """
    author = queries.author_of(user_id, at=at)
    limit = allowance.limits.of(allowance.sieve.level(author))
    refuse_beyond(limit, deed, done_since(midnight_before(at)), at=at)


def refuse_beyond(
    limit: int, deed: Deed, done: int, *, at: datetime, besides: str = ""
) -> None:
    """Raise TooMany where so much is done already; `besides` is said after it."""
    if done < limit:
        return
    one, several = NOUNS[deed]
    did = deed.format(number=f"{limit:,} {one if limit == 1 else several}")
    words = f"You have {did}, which is as many as your account may. {MIDNIGHT}"
    raise TooMany(f"{words}{besides}", seconds=seconds_to_midnight(at))


def midnight_before(at: datetime) -> datetime:
    """Return when the day of a moment began, in UTC."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
