"""Jobs that found no room in their queue: kept here, and handed over once it has some.

They live in the memory of the process that asked. What is lost with it the sweeps find,
as far as rows speak of it.
"""

import threading
from collections.abc import Callable
from typing import Any

import structlog

log = structlog.get_logger()

PAUSE = 1.0
MOST = 1000
Wish = tuple[str, tuple[Any, ...], str]
"""The name of a job, its arguments, and the id of the request that asked."""


class Owed:
    """What `hand_over(name, arguments, asked_by)` could not queue, the oldest first.

    A thread of its own tries again as long as there is anything; it says whether it
    was queued.
    """

    def __init__(self, hand_over: Callable[[str, tuple[Any, ...], str], bool]) -> None:
        self.hand_over = hand_over
        self.wishes: dict[tuple[str, tuple[Any, ...]], str] = {}
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the queue is being tried, so that what it lacks is known."""
        return self.thread is not None

    def add(self, name: str, arguments: tuple[Any, ...], asked_by: str) -> None:
        """Keep a job; the same one is kept once."""
        with self.lock:
            if len(self.wishes) >= MOST:
                log.error("too many jobs wait for their queue", job=name)
                return
            self.wishes.setdefault((name, arguments), asked_by)
            if self.thread is None:
                log.warning("jobs wait for their queue", job=name)
                self.thread = threading.Thread(
                    target=self.go_on, daemon=True, name="jobs that are owed"
                )
                self.thread.start()

    def go_on(self) -> None:
        """Try again after each pause, until nothing is left."""
        pause = threading.Event()
        while True:
            pause.wait(PAUSE)
            while (wish := self.taken()) is not None:
                if not self.hand_over(*wish):
                    self.put_back(wish)
                    break
            with self.lock:
                if not self.wishes:
                    self.thread = None
                    log.info("no job waits for its queue any more")
                    return

    def taken(self) -> Wish | None:
        """Take the job that has waited longest."""
        with self.lock:
            for (name, arguments), asked_by in self.wishes.items():
                del self.wishes[name, arguments]
                return name, arguments, asked_by
        return None

    def put_back(self, wish: Wish) -> None:
        """Keep a job behind all others: one that can never go keeps none from going."""
        name, arguments, asked_by = wish
        with self.lock:
            self.wishes.setdefault((name, arguments), asked_by)
