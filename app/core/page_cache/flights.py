"""One maker for each page: who comes while it is being made waits for it.

Nobody waits for long, and nobody holds a lock while a page is made: a server with few
threads goes on. Over SQLite different pages have turns, two at a time: one interpreter
makes no more of them if eight threads share it, but eight take the memory of eight, and
keep it. PostgreSQL is waited for, and meanwhile others make theirs.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.page_cache.asking import Key
from app.core.page_cache.entries import Entry

TURNS = 2
"""How many pages are made at once."""

PATIENCE = 1.0
"""Seconds that a page waits for its turn; then it is made in any case."""


class End(Enum):
    """How the making of a page ended."""

    MADE = auto()
    """It was made for everybody; it may be too large for the shelf."""

    NOT_FOR_KEEPING = auto()
    """It is a page that is not kept, such as an error: each makes its own."""

    FAILED = auto()
    """Nothing came of it; somebody else may try."""


@dataclass(slots=True)
class Flight:
    """A page that is being made, and what came of it for those who wait."""

    over: threading.Event = field(default_factory=threading.Event)
    end: End = End.FAILED
    entry: Entry | None = None


class Flights:
    """The pages that are being made now."""

    def __init__(self, turns: int = TURNS) -> None:
        self.flights: dict[Key, Flight] = {}
        self.lock = threading.Lock()
        self.turns = threading.BoundedSemaphore(turns)

    def begin(self, key: Key) -> tuple[Flight, bool]:
        """Return the flight of a page, and whether the caller is to make it."""
        with self.lock:
            flight = self.flights.get(key)
            if flight is not None:
                return flight, False
            flight = self.flights[key] = Flight()
            return flight, True

    def land(self, key: Key, flight: Flight) -> None:
        """Let those who wait go on."""
        with self.lock:
            if self.flights.get(key) is flight:
                del self.flights[key]
        flight.over.set()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Make a page when it is its turn."""
        has_turn = self.turns.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if has_turn:
                self.turns.release()
