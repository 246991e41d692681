"""Lets a child of this process read the settings, and takes over no more than them.

What reads and checks them (`checking.py`) is of no use to a web process afterwards.
"""

import sys
import threading
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context
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
    """Tell whether a child would be of use, and safe: with threads a fork is not."""
    return (
        CHECKING not in sys.modules
        and "fork" in get_all_start_methods()
        and threading.active_count() == 1
    )


def read_by_child() -> Settings | None:
    """Read them in a child; None if it could not."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=tell, args=(sender,), name="settings")
    child.start()
    sender.close()
    try:
        told: Settings | None = receiver.recv()
    except EOFError:
        told = None
    child.join()
    receiver.close()
    return told


def tell(sender: Connection) -> None:
    """Read the settings and tell the parent; None where they are refused."""
    try:
        settings = read_here()
    except Exception:
        sender.send(None)
    else:
        sender.send(settings)
