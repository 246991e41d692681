"""One maker for each page: who comes while it is being made waits for it.

Nobody waits for long, and nobody holds a lock while a page is made: a server with few
threads goes on.
"""

import threading
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.page_cache.asking import Key


class End(Enum):
    """How the making of a page ended."""

    KEPT = auto()
    """It is in the store."""

    NOT_FOR_KEEPING = auto()
    """It is a page that is not kept, such as an error: each makes its own."""

    FAILED = auto()
    """Nothing came of it; somebody else may try."""


@dataclass(slots=True)
class Flight:
    """A page that is being made."""

    over: threading.Event = field(default_factory=threading.Event)
    end: End = End.FAILED


class Flights:
    """The pages that are being made now."""

    def __init__(self) -> None:
        self.flights: dict[Key, Flight] = {}
        self.lock = threading.Lock()

    def begin(self, key: Key) -> tuple[Flight, bool]:
        """Return the flight of a page, and whether the caller is to make it."""
        with self.lock:
            flight = self.flights.get(key)
            if flight is not None:
                return flight, False
            flight = self.flights[key] = Flight()
            return flight, True

    def land(self, key: Key, flight: Flight, end: End) -> None:
        """Let those who wait go on."""
        flight.end = end
        with self.lock:
            if self.flights.get(key) is flight:
                del self.flights[key]
        flight.over.set()
