"""Libraries that few requests want: imported by the first of them, not by every worker.

Nothing of our own is imported so: a room that needs another says it at the top.
"""

from importlib import import_module
from typing import Any


def library(name: str) -> Any:
    """Return a library of others', imported now unless it was before."""
    return import_module(name)
