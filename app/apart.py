"""Lets a child of this process read the settings, and takes over no more than them.

What reads and checks them (`checking.py`) is of no use to a web process afterwards.
"""

import signal
import sys
import threading
from contextlib import suppress
from importlib import import_module
from multiprocessing import current_process, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any

from app.config import Settings

CHECKING = "app.checking"


def read_settings() -> Settings:
    """Return the settings of the environment; raise what they are refused with.

    Where a child cannot be had, or has failed, they are read here: whatever is wrong
    with them is then said as ever.
    """
    return (read_by_child() if can_part() else None) or read_here()


def read_here() -> Settings:
    """Read them in this process."""
    checking: Any = import_module(CHECKING)
    settings: Settings = checking.read()
    return settings


def can_part() -> bool:
    """Tell whether a child would be of use, and safe: with threads a fork is not.

    Some servers run a site in daemons, which may have no children.
    """
    return (
        CHECKING not in sys.modules
        and "fork" in get_all_start_methods()
        and threading.active_count() == 1
        and not current_process().daemon
    )


def read_by_child() -> Settings | None:
    """Read them in a child; None if it could not."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=tell, args=(sender,), name="settings")
    told: Settings | None = None
    with receiver:
        # There may be no room for a child, or it may end before its word.
        with suppress(OSError, EOFError):
            with sender:
                child.start()
            told = receiver.recv()
        if child.pid is not None:
            child.join()
    return told


def tell(sender: Connection) -> None:
    """Read the settings and tell the parent; None where they are refused."""
    # An interrupt from the keyboard is the parent's to hear.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = None
    with suppress(Exception):
        settings = read_here()
    with suppress(BrokenPipeError):
        sender.send(settings)
