"""Modules that few requests want: loaded by the first of them, not by every worker.

Of our own only what draws is loaded so: a room that needs another says it at the top,
under `TYPE_CHECKING`, for the types and for who may import whom.
"""

from importlib import import_module
from typing import Any


def library(name: str) -> Any:
    """Return a library of others', imported now unless it was before."""
    return import_module(name)


class Later:
    """Stands for a module; the first use loads it."""

    def __init__(self, name: str) -> None:
        self.__name = name

    def __getattr__(self, attribute: str) -> Any:
        """Return what the module has under a name."""
        # Loading is safe when threads come at once; this is a look-up afterwards.
        return getattr(import_module(self.__name), attribute)


def later(name: str) -> Any:
    """Return a stand-in for a module, at the top of a file that seldom needs it."""
    return Later(name)
