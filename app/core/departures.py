"""A member leaves: rooms that keep something of theirs say here what becomes of it.

The room that deletes the account stands below some of those rooms and does not know
them; what they do is done in its transaction, before the account is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Departure:
    """Who leaves, and to whom what stays is given; nobody where it leaves with them."""

    user_id: int
    reviews_stay: bool
    heir_id: int | None


Farewell = Callable[[Departure], None]
farewells: list[Farewell] = []


def at_departure(farewell: Farewell) -> Farewell:
    """Let a function be called for everybody who leaves."""
    farewells.append(farewell)
    return farewell


def announce(departure: Departure) -> None:
    """Let every room do what it does for somebody who leaves."""
    for farewell in farewells:
        farewell(departure)
