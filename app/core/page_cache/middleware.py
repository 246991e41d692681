"""The page cache itself: WSGI in front of Flask, behind WhiteNoise and ProxyFix.

A request for a public page is answered with ready bytes if what is kept is still true,
else the page is made once and kept. Everything else goes through untouched.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.core import metrics
from app.core.clock import utcnow
from app.core.page_cache.asking import Asked, Asking, Key
from app.core.page_cache.entries import (
    OF_A_BODY,
    Entry,
    Form,
    Headers,
    kept_form,
    without,
)
from app.core.page_cache.flights import End, Flight, Flights
from app.core.page_cache.freshness import DatabaseAway, Freshness
from app.core.page_cache.shared import Shared
from app.core.page_cache.shelf import Shelf
from app.core.public import DRAFT, Draft, encoding_in

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
WAIT = 5.0
"""Seconds that a request waits for another one to make its page, in all."""


@dataclass(slots=True)
class Made:
    """What Flask answered, and whether it is for keeping."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    error: Any = None
    body: Iterable[bytes] = ()
    entry: Entry | None = None

    def start(self, status: str, headers: Headers, error: Any = None) -> Any:
        """Take the head of an answer from Flask."""
        self.status, self.headers, self.error = status, headers, error


class PageCache:
    """Answers for public pages, kept in memory; without `shelf` nothing is kept."""

    def __init__(
        self,
        application: Application,
        asking: Asking,
        shelf: Shelf | None,
        freshness: Freshness | None,
        *,
        flights: Flights,
        shared: Shared | None = None,
    ) -> None:
        self.application = application
        self.asking = asking
        self.shelf = shelf
        self.freshness = freshness
        self.shared = shared
        self.flights = flights
        self.made = 0
        """How many pages Flask was asked for."""

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        asked = self.asking.read(environ) if method in {"GET", "HEAD"} else None
        if asked is None:
            return self.application(environ, start)
        shelf, freshness = self.shelf, self.freshness
        if shelf is None or freshness is None:
            spell(environ, asked)
            quick = self.quickly(environ, asked)
            if quick is not None:
                return self.answer(quick, environ, asked.key, start)
            return self.application(environ, start)
        entry = shelf.get(asked.key)
        if entry is None or not is_true(entry, freshness):
            made = self.made_or_awaited(environ, asked, shelf, freshness)
            if isinstance(made, Made):
                return sent(made, method, start)
            entry = made
        return self.answer(entry, environ, asked.key, start)

    def answer(
        self, entry: Entry, environ: Environ, key: Key, start: StartResponse
    ) -> Iterable[bytes]:
        """Send what is kept in the form that the reader likes; to whom has it, 304."""
        encoding = encoding_in(environ.get("HTTP_ACCEPT_ENCODING", ""))
        form = entry.forms.get(encoding) or self.packed(entry, encoding, key)
        has = environ.get("HTTP_IF_NONE_MATCH")
        if has is not None:
            kept = form if has.strip() == "*" else kept_form(entry, form, has)
            if kept is not None:
                metrics.note_kept(environ, 0)
                start("304 NOT MODIFIED", list(kept.unchanged))
                return []
        metrics.note_kept(environ, len(form.body))
        start("200 OK", list(form.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]

    def packed(self, entry: Entry, encoding: str, key: Key) -> Form:
        """Return a page in an encoding that it was not asked for yet."""
        form = entry.form(encoding)
        if form.body is not entry.plain and self.shelf is not None:
            self.shelf.weigh(key, entry)
        return form

    def made_or_awaited(
        self, environ: Environ, asked: Asked, shelf: Shelf, freshness: Freshness
    ) -> Entry | Made:
        """Return a page that is true now, made here or by another request."""
        until = time.monotonic() + WAIT
        while True:
            flight, is_mine = self.flights.begin(asked.key)
            if is_mine:
                return self.made_for_all(environ, asked, shelf, freshness, flight)
            left = until - time.monotonic()
            if left <= 0 or not flight.over.wait(left):
                return self.make(environ, asked)
            if flight.end is End.NOT_FOR_KEEPING:
                return self.make(environ, asked)
            # It may have been made before the last commit: ask like everybody.
            entry = flight.entry
            if entry is not None and is_true(entry, freshness):
                return entry

    def made_for_all(
        self,
        environ: Environ,
        asked: Asked,
        shelf: Shelf,
        freshness: Freshness,
        flight: Flight,
    ) -> Entry | Made:
        """Return a page that is true now, and hand it to those who wait for it."""
        try:
            # Another request may have landed it just before.
            entry = shelf.get(asked.key)
            if entry is None or not is_true(entry, freshness):
                made = self.taken_or_made(environ, asked, shelf, freshness)
                if isinstance(made, Made):
                    flight.end = end_of(made)
                    return made
                entry = made
            flight.end, flight.entry = End.MADE, entry
            return entry
        finally:
            self.flights.land(asked.key, flight)

    def taken_or_made(
        self, environ: Environ, asked: Asked, shelf: Shelf, freshness: Freshness
    ) -> Entry | Made:
        """Return what another process has made, if it is true; else make and keep it.

        The versions are asked once more after the page was made: if they have not
        moved, all of it is of this one version.
        """
        entry = self.shared.get(asked.key) if self.shared else None
        if entry is None or not is_true(entry, freshness):
            made = self.make(environ, asked)
            if made.entry is None:
                return made
            entry = made.entry
            if not is_true(entry, freshness):
                # A commit came between: true when it was asked for, but of no version.
                made.headers = without(made.headers, {"etag"})
                return made
            if self.shared:
                entry.form(encoding_in(environ.get("HTTP_ACCEPT_ENCODING", "")))
                self.shared.put(asked.key, entry)
        shelf.put(asked.key, entry)
        return entry

    def quickly(self, environ: Environ, asked: Asked) -> Entry | None:
        """Make a page by its quick way past Flask, if it has one and all goes well."""
        if asked.shortcut is None:
            return None
        return asked.shortcut.taken(self.asking.app, environ)

    def make(self, environ: Environ, asked: Asked) -> Made:
        """Make a page: the plain body, whatever the reader has or likes."""
        self.made += 1
        metrics.note_made()
        spell(environ, asked)
        quick = self.quickly(environ, asked)
        if quick is not None:
            headers = quick.form("").headers
            return Made("200 OK", headers, body=[quick.plain], entry=quick)
        return self.make_by_flask(environ)

    def make_by_flask(self, environ: Environ) -> Made:
        """Let Flask make a page."""
        draft, made = Draft(), Made()
        inner = {**environ, DRAFT: draft, "REQUEST_METHOD": "GET"}
        inner.pop("HTTP_COOKIE", None)
        with self.flights.turn():
            body = self.application(inner, made.start)
        environ[metrics.ENDPOINT] = inner.get(metrics.ENDPOINT, metrics.ELSEWHERE)
        if not draft.tag or not is_for_keeping(made):
            made.body = body
            return made
        try:
            plain = b"".join(body)
        finally:
            getattr(body, "close", int)()
        headers = without(made.headers, OF_A_BODY)
        types = [value for name, value in made.headers if name == "Content-Type"]
        made.entry = Entry(
            tag=draft.tag,
            plain=plain,
            content_type=types[0],
            headers=headers,
            versions=draft.versions,
            valid_until=draft.valid_until,
            made_at=utcnow(),
            compressed=draft.compressed,
        )
        made.body = [plain]
        made.headers = made.entry.form("").headers
        return made


def is_true(entry: Entry, freshness: Freshness) -> bool:
    """Tell whether a page is still true; while the database is away, it is served."""
    try:
        generation = freshness.generation()
        if entry.generation == generation:
            return entry.valid_until is None or entry.is_in_time(utcnow())
        if not freshness.holds(entry.versions):
            return False
    except DatabaseAway:
        return True
    entry.generation = generation
    return entry.is_in_time(utcnow())


def is_for_keeping(made: Made) -> bool:
    """Tell whether an answer is whole, for everybody, and leaves nothing behind."""
    names = {name.lower(): value for name, value in made.headers}
    return (
        made.status.startswith("200")
        and "public" in names.get("cache-control", "")
        and "set-cookie" not in names
    )


def end_of(made: Made) -> End:
    """Tell those who wait how the making of what nobody keeps ended."""
    is_broken = made.entry is not None or made.status.startswith("5")
    return End.FAILED if is_broken else End.NOT_FOR_KEEPING


def spell(environ: Environ, asked: Asked) -> None:
    """Give Flask the address in its one spelling."""
    environ["PATH_INFO"] = asked.path
    environ["QUERY_STRING"] = asked.query
    environ["HTTP_HOST"] = asked.host


def sent(made: Made, method: str, start: StartResponse) -> Iterable[bytes]:
    """Send what Flask answered; to HEAD the head alone."""
    if made.error:
        start(made.status, made.headers, made.error)
    else:
        start(made.status, made.headers)
    if method != "HEAD":
        return made.body
    getattr(made.body, "close", int)()
    return []
