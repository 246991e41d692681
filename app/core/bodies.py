"""Bodies of requests that come slowly, or never: they do not take all threads.

A server hands a request over once its head is there. Whoever sends the body drop by
drop keeps the thread that reads it, and a few such clients would keep the whole site.
So only half of the threads may read bodies at a time, and one address half of those:
the pages go on, and so do the posts of everybody else.

A body that is refused is read all the same, within bounds, where a person sends it: a
browser whose sending is cut off shows a broken connection, and no answer.
"""

import io
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from flask import Flask, Request
from werkzeug.exceptions import ServiceUnavailable

from app.config import Settings
from app.core.limits import network_of

Start = Callable[..., Any]
PATIENCE = 1.0
"""Seconds that a request waits for a place to read; most bodies are there already."""

RETRY_SECONDS = 5
CHUNK = 64 * 1024
MOST_FORGOTTEN = 100 * 1024**2
LONGEST_FORGETTING = 60.0
EVERYBODY = "everybody"
"""Who lacks a place when there is none at all; no address is called so."""


class Places:
    """So many requests at a time may read what was sent with them.

    Where somebody has waited in vain, one at a time waits until a place was given back:
    a row of those who wait would hold the threads that pages need.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.most_of_one = max(1, most // 2)
        self.held: list[str] = []
        self.in_vain: set[str] = set()
        self.is_waited_for = False
        self.changed = threading.Condition()

    def take(self, address: str) -> bool:
        """Take a place for an address, and tell whether there was one."""
        with self.changed:
            lacking = self.who_lacks(address)
            if lacking and not self.wait(address, alone=lacking in self.in_vain):
                return False
            self.held.append(address)
            return True

    def who_lacks(self, address: str) -> str:
        """Return who has no place left: an address, or everybody; else nothing."""
        if len(self.held) >= self.most:
            return EVERYBODY
        return address if self.held.count(address) >= self.most_of_one else ""

    def wait(self, address: str, *, alone: bool) -> bool:
        """Wait for a place, `alone` if others did so in vain; tell whether there is."""
        if alone and self.is_waited_for:
            return False
        self.is_waited_for |= alone
        found = self.changed.wait_for(lambda: not self.who_lacks(address), PATIENCE)
        self.is_waited_for &= not alone
        if not found:
            self.in_vain.add(self.who_lacks(address))
        return found

    def give_back(self, address: str) -> None:
        """Let somebody else read."""
        with self.changed:
            self.held.remove(address)
            if self.in_vain:
                self.in_vain -= {address, EVERYBODY}
            self.changed.notify_all()


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
            address = network_of(environ.get("REMOTE_ADDR", ""))
            counted = CountedBody(body, self.places, address)
            environ["wsgi.input"] = io.BufferedReader(counted, CHUNK)
        return self.inner(environ, start)  # type: ignore[no-any-return]


class CountedBody(io.RawIOBase):
    """A body that is read only where there is a place."""

    def __init__(self, body: Any, places: Places, address: str) -> None:
        self.body = body
        self.places = places
        self.address = address

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, room: Any) -> int:
        """Fill what room there is; raise 503 where too many others wait for theirs."""
        if not self.places.take(self.address):
            raise ServiceUnavailable(retry_after=RETRY_SECONDS)
        try:
            chunk: bytes = self.body.read(len(room))
        finally:
            self.places.give_back(self.address)
        room[: len(chunk)] = chunk
        return len(chunk)


def forget(request: Request, most: int = MOST_FORGOTTEN) -> None:
    """Read what is sent with a refused request, keep nothing, and come to an end.

    Whoever asks before they send it is told at once, and what is far too much is cut
    off. So is who sends for a minute, or finds no place to be read.
    """
    if "Expect" in request.headers or (request.content_length or 0) > most:
        return
    body, forgotten = request.environ["wsgi.input"], 0
    last = time.monotonic() + LONGEST_FORGETTING
    with suppress(OSError, ServiceUnavailable):
        while forgotten < most and time.monotonic() < last:
            chunk = body.read1(CHUNK)
            if not chunk:
                return
            forgotten += len(chunk)


def init_app(app: Flask, settings: Settings) -> None:
    """Watch over the bodies that the application reads."""
    app.wsgi_app = SlowBodies(  # type: ignore[method-assign, assignment]
        app.wsgi_app, most=max(1, settings.threads // 2)
    )
