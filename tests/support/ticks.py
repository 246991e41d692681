"""Seconds as a busy machine has them: never shorter than on a clock, longer under load.

A thread does a small thing of its own and waits for a tenth of a second, over and over.
What is promised within five seconds has to come to pass within fifty such turns: where
the machine is slow, so are the turns, and a site that hangs holds none of them up.
"""

import subprocess
import threading
from collections.abc import Callable
from types import TracebackType

TURN = 0.1
LOOKS = 0.02


def started_program() -> None:
    """Start a program and see it end."""
    subprocess.run(["true"], check=True)


class Ticks:
    """Counts turns of `work` from now on; used as a context."""

    def __init__(self, work: Callable[[], object] = started_program) -> None:
        self.work = work
        self.turns = 0
        self.stopping = threading.Event()
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self.count, daemon=True)

    @property
    def seconds(self) -> float:
        """How many seconds have gone by, at least as long as those on the clock."""
        if self.error is not None:
            raise self.error
        return self.turns * TURN

    def count(self) -> None:
        """Count until told to stop."""
        try:
            while not self.stopping.wait(TURN):
                self.work()
                self.turns += 1
        except Exception as error:
            self.error = error

    def until(
        self,
        true: Callable[[], object],
        *,
        seconds: float,
        what: Callable[[], str] = str,
    ) -> float:
        """Wait for a condition; fail once so many seconds are over since the start.

        Return how many it took.
        """
        while not true():
            if self.seconds > seconds:
                raise AssertionError(f"not within {seconds} seconds:\n{what()}")
            self.stopping.wait(LOOKS)
        return self.seconds

    def __enter__(self) -> "Ticks":
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        self.thread.join()
