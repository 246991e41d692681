"""Whether this process is about to end: it takes nobody new, and keeps nobody.

Who has kept a connection open would else send the next request into one that is just
being closed, and nobody could tell whether it was read. And whose connection was taken
up a moment before the end would find it closed before a word was heard.
"""

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event

SIGNAL = signal.SIGUSR1
OPEN = Path("/proc/self/fd")
begun = Event()


def listen(door: socket.socket | None = None) -> None:
    """Begin to drain at a signal; for the main thread of a web process.

    From then on nobody comes in by the door, the socket that other processes share and
    go on to serve.
    """
    begun.clear()
    signal.signal(SIGNAL, lambda *_: drain(door))


def drain(door: socket.socket | None) -> None:
    """Turn to the end."""
    begun.set()
    if door is not None:
        leave(door)


def leave(door: socket.socket) -> None:
    """Put a socket at which nobody calls in the place of ours, here alone.

    The server offers no way to stop accepting that does not close what it has accepted,
    and it holds copies of the number. Where the system does not list what is open, as
    Linux does, all stays as it is.
    """
    shared = door_of(door.fileno())
    copies = [number for number in opened() if door_of(number) == shared]
    if not copies:
        return
    with socket.socket(socket.AF_UNIX) as blank:
        blank.setblocking(False)
        # Linux gives it a name of its own.
        blank.bind("")
        blank.listen(1)
        for number in copies:
            os.dup2(blank.fileno(), number, inheritable=False)


def opened() -> list[int]:
    """Return the numbers of what this process has open, if the system tells."""
    try:
        return [int(path.name) for path in OPEN.iterdir()]
    except OSError:
        return []


def door_of(number: int) -> tuple[int, int] | None:
    """Return what tells an open thing from all others; None when it is gone."""
    with suppress(OSError):
        seen = os.fstat(number)
        return seen.st_dev, seen.st_ino
    return None
