"""Work in a process of its own, some steps ahead of who takes what it makes.

The process is a copy of this one; it must not touch the database or write a file. It
goes on while nobody takes, until a few things are ready: who writes stops for each
commit, and would wait for the next thing otherwise.
"""

import os
import pickle
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO, NoReturn, TypeVar

Thing = TypeVar("Thing")
CAN_FORK = hasattr(os, "fork")
READY, FAILED, DONE = "ready", "failed", "done"
WAITING = 4
"""Things that are ready, packed, while another one is made and one is on its way."""


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
        packed: Queue[bytes | None] = Queue(WAITING)
        sender = Thread(target=send_all, args=(packed, writing))
        sender.start()
        try:
            for thing in things:
                packed.put(pack(READY, thing))
                del thing  # Not kept while the next one is made.
            packed.put(pack(DONE, None))
        except Exception as error:
            packed.put(pack(FAILED, error))
        packed.put(None)
        sender.join()
    finally:
        os._exit(0)


def pack(kind: str, thing: Any) -> bytes:
    """Return a thing as bytes."""
    return pickle.dumps((kind, thing), pickle.HIGHEST_PROTOCOL)


def send_all(packed: "Queue[bytes | None]", writing: int) -> NoReturn:
    """See things off, one behind the other; end when it is done, or nobody reads on."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            while (thing := packed.get()) is not None:
                pipe.write(thing)
                pipe.flush()
                del thing
    finally:
        os._exit(0)


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
