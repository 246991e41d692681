"""Bodies of requests that come slowly, or never: they do not take all threads.

A server hands a request over once its head is there. Whoever sends the body drop by
drop keeps the thread that reads it, and a few such clients would keep the whole site.
So only half of the threads may read bodies at a time: the pages go on.
"""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from app.config import Settings

Start = Callable[..., Any]
PATIENCE = 1.0
"""Seconds that a request waits for a place to read; most bodies are there already."""

RETRY_SECONDS = 5
CHUNK = 64 * 1024


class Places:
    """So many requests at a time may read what was sent with them.

    Once somebody has waited in vain, one at a time waits until a place was given back:
    a row of those who wait would hold the threads that pages need.
    """

    def __init__(self, most: int) -> None:
        self.free = threading.BoundedSemaphore(most)
        self.patient = threading.Lock()
        self.is_stuck = False

    def take(self) -> bool:
        """Take a place, and tell whether there was one."""
        if not self.is_stuck:
            return self.wait()
        if not self.patient.acquire(blocking=False):
            return self.free.acquire(blocking=False)
        try:
            return self.wait()
        finally:
            self.patient.release()

    def wait(self) -> bool:
        """Take a place, now or within the time that one waits for it."""
        taken = self.free.acquire(timeout=PATIENCE)
        self.is_stuck = not taken
        return taken

    def give_back(self) -> None:
        """Let somebody else read."""
        self.is_stuck = False
        self.free.release()


class SlowBodies:
    """Lets so many requests at a time read what was sent with them."""

    def __init__(self, inner: Any, *, most: int) -> None:
        self.inner = inner
        self.places = Places(most)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Hand a request on, its body to be read at one of the places."""
        body = environ.get("wsgi.input")
        # What lies in memory has come already.
        if not isinstance(body, io.BytesIO):
            counted = CountedBody(body, self.places)
            environ["wsgi.input"] = io.BufferedReader(counted, CHUNK)
        return self.inner(environ, start)  # type: ignore[no-any-return]


class CountedBody(io.RawIOBase):
    """A body that is read only where there is a place."""

    def __init__(self, body: Any, places: Places) -> None:
        self.body = body
        self.places = places

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, room: Any) -> int:
        """Fill what room there is; raise 503 where too many others wait for theirs."""
        if not self.places.take():
            raise ServiceUnavailable(retry_after=RETRY_SECONDS)
        try:
            chunk: bytes = self.body.read(len(room))
        finally:
            self.places.give_back()
        room[: len(chunk)] = chunk
        return len(chunk)


def init_app(app: Flask, settings: Settings) -> None:
    """Watch over the bodies that the application reads."""
    app.wsgi_app = SlowBodies(  # type: ignore[method-assign, assignment]
        app.wsgi_app, most=max(1, settings.threads // 2)
    )
