"""Work in a process of its own, one step ahead of who takes what it makes.

The process is a copy of this one; it must not touch the database or write a file. It
waits when nobody takes, so that there is never more than one thing ready.
"""

import os
import pickle
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NoReturn, TypeVar

Thing = TypeVar("Thing")
CAN_FORK = hasattr(os, "fork")
READY, FAILED, DONE = "ready", "failed", "done"


@contextmanager
def ahead(things: Iterable[Thing]) -> Iterator[Iterator[Thing]]:
    """Make things in a process of its own; what it raises is raised here."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        hand_over(things, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield received(pipe)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def hand_over(things: Iterable[Any], writing: int) -> NoReturn:
    """Write things to a pipe and end, without the farewells of the copied process."""
    try:
        # Who started us hears it too, and ends us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with os.fdopen(writing, "wb") as pipe:
            try:
                for thing in things:
                    send(pipe, READY, thing)
                    del thing  # Not kept while the next one is made.
                send(pipe, DONE, None)
            except Exception as error:
                send(pipe, FAILED, error)
    finally:
        os._exit(0)


def send(pipe: BinaryIO, kind: str, thing: Any) -> None:
    """Write one thing, and see it off."""
    pickle.dump((kind, thing), pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def received(pipe: BinaryIO) -> Iterator[Any]:
    """Yield what comes through a pipe from our own copy."""
    while True:
        try:
            kind, thing = pickle.load(pipe)  # noqa: S301  nobody else holds its end
        except EOFError as error:
            raise RuntimeError("the process that reads the file has ended") from error
        if kind == DONE:
            return
        if kind == FAILED:
            raise thing
        yield thing
        del thing
