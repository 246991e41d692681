"""Whether this process is about to end: then no connection stays open behind an answer.

Who has kept a connection open would else send the next request into one that is just
being closed, and nobody could tell whether it was read.
"""

import signal
from threading import Event

SIGNAL = signal.SIGUSR1
begun = Event()


def listen() -> None:
    """Begin to drain at a signal; for the main thread of a web process."""
    begun.clear()
    signal.signal(SIGNAL, lambda *_: begun.set())
