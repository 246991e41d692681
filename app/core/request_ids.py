"""The id of a request: in every line of the log that it writes, and in its answer.

It is put on outside of everything else, so that what a cache keeps holds no id. A proxy
in front that is believed (MATINEE_PROXIES) may have given one; nobody else may.
"""

import random
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask

from app.config import Settings
from app.core import draining, metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
CURRENT: ContextVar[str] = ContextVar("the id of the request", default="")


@dataclass(frozen=True)
class Traced:
    """A WSGI application whose answers carry an id, and leave a line if so wished."""

    inner: "WSGIApplication"
    believed: bool
    lines: bool

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        given = environ.get("HTTP_X_REQUEST_ID") if self.believed else None
        mine = given if given and WELL_FORMED.fullmatch(given) else new_id()
        # Not put back: the next request of this thread brings its own, and a body
        # that is still being sent keeps its id.
        CURRENT.set(mine)
        began = time.perf_counter() if self.lines or metrics.METERS else None

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if began is not None:
                self.note(environ, status, time.perf_counter() - began)
            sent = [*headers, ("X-Request-ID", mine)]
            if draining.begun.is_set():
                sent.append(("Connection", "close"))
            return start_response(status, sent, *rest)

        return self.inner(environ, start)

    def note(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        """Count an answer, and write its line, as far as that is wished."""
        metrics.note_request(environ, status, seconds)
        if self.lines:
            log.info(
                "request",
                method=environ["REQUEST_METHOD"],
                path=environ.get("PATH_INFO", ""),
                status=int(status[:3]),
                ms=round(seconds * 1000, 1),
            )


def init_app(app: Flask, settings: Settings) -> None:
    """Put the ids on, outside of all that is there already."""
    app.wsgi_app = Traced(  # type: ignore[method-assign]
        app.wsgi_app, believed=settings.proxies > 0, lines=settings.log_requests
    )


def new_id() -> str:
    """Return an id for a request. It is a name, no secret: nobody may do more by it.

    The system's own randomness would cost a call for each request, in which a thread
    lets go of the interpreter; this comes from it once, and again in each process.
    """
    return f"{random.getrandbits(64):016x}"


def current() -> str:
    """Return the id of the request that is being answered, or an empty text."""
    return CURRENT.get()


@contextmanager
def bound(asked_by: str) -> Iterator[None]:
    """Let what is logged meanwhile carry an id."""
    token = CURRENT.set(asked_by)
    try:
        yield
    finally:
        CURRENT.reset(token)


def add_to(
    logger: Any, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Put the id into a line of the log."""
    mine = CURRENT.get()
    if mine:
        event["request_id"] = mine
    return event
