"""What a supervisor asks: does the process answer, and is everything there it needs?

`/healthz` says that this process answers, and touches nothing. `/readyz` says what is
away: the database, the newest tables, the cache where one is set, the job worker. Both
are answered before anything else, for any host name: whoever watches asks an address.
Nothing in them is secret.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy import text

from app.config import Settings
from app.core import heartbeat, revisions
from app.core.db import db
from app.core.store import store_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

ALIVE, READY = "/healthz", "/readyz"
ANSWERED = frozenset((ALIVE, READY))
HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]


class Watched:
    """A WSGI application that answers two questions about itself first."""

    def __init__(self, inner: "WSGIApplication", app: Flask) -> None:
        self.inner = inner
        self.readiness = Readiness(app)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO")
        if path not in ANSWERED:
            return self.inner(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            start_response("405 Method Not Allowed", [*HEADERS, ("Allow", "GET, HEAD")])
            return []
        body, kind, status = b"ok\n", "text/plain; charset=utf-8", "200 OK"
        if path == READY:
            found = self.readiness.checked()
            body, kind = json.dumps(found).encode() + b"\n", "application/json"
            if not found["ready"]:
                status = "503 Service Unavailable"
        length = ("Content-Length", str(len(body)))
        start_response(status, [*HEADERS, ("Content-Type", kind), length])
        return [] if method == "HEAD" else [body]


@dataclass(frozen=True)
class Readiness:
    """What an application needs, and whether it is there."""

    app: Flask

    def checked(self) -> dict[str, object]:
        """Return whether all is there, and each by its name."""
        with self.app.app_context():
            checks = {name: there(check) for name, check in self.checks().items()}
        return {
            "ready": all(checks.values()),
            "checks": {name: "ok" if ok else "away" for name, ok in checks.items()},
        }

    def checks(self) -> dict[str, Callable[[], bool]]:
        """Return what is asked, by name."""
        store = store_of(self.app)
        checks = {
            "database": database_answers,
            "migrations": lambda: revisions.of_database() == self.newest_revision,
            "jobs": lambda: heartbeat.is_heard(self.app),
        }
        if store is not None:
            checks["cache"] = store.is_there
        return checks

    @cached_property
    def newest_revision(self) -> str | None:
        """The revision of the tables that this code is written for."""
        return revisions.ours().newest


def there(check: Callable[[], bool]) -> bool:
    """Tell whether a check passes; one that fails by an error does not."""
    try:
        return check()
    except Exception as error:
        log.warning("not ready", error=str(error)[:200])
        return False
    finally:
        db.session.remove()


def database_answers() -> bool:
    """Tell whether the database answers."""
    return bool(db.session.execute(text("SELECT 1")).scalar_one())


def init_app(app: Flask, settings: Settings) -> None:
    """Answer the two questions before anything else is asked."""
    app.wsgi_app = Watched(app.wsgi_app, app)  # type: ignore[method-assign]
