"""Turns at what one at a time may do, in the order in which they were asked for.

A lock of Python's goes to whoever comes by while it is free. Where many want it again
and again, some of them would wait for dozens of others who came later.
"""

import threading
from collections import deque


class Turns:
    """A lock that goes to who has waited longest."""

    def __init__(self) -> None:
        self.is_taken = False
        self.waiting: deque[threading.Lock] = deque()
        self.lock = threading.Lock()

    def take(self, wait: float) -> bool:
        """Wait so many seconds for a turn, and tell whether it has come."""
        mine = threading.Lock()
        with self.lock:
            if not self.is_taken:
                self.is_taken = True
                return True
            mine.acquire()
            self.waiting.append(mine)
        return mine.acquire(timeout=wait) or not self.gives_up(mine)

    def gives_up(self, mine: threading.Lock) -> bool:
        """Wait no longer; tell whether the turn has not come in this very moment."""
        with self.lock:
            if mine not in self.waiting:
                return False
            self.waiting.remove(mine)
            return True

    def give_back(self) -> None:
        """Hand the turn to who is next."""
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.is_taken = False
