"""Errors: what the rooms raise, and the page or fragment a reader gets.

A room raises a `DomainError`; it never speaks of HTTP. Error pages are the same for
everybody and touch neither session nor database.
"""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TypeVar

import structlog
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from app.core import metrics
from app.core.db import db
from app.core.htmx import is_htmx
from app.core.public import is_without_session

log = structlog.get_logger()
Thing = TypeVar("Thing")

OUR_MACHINE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES),
    *(errno.EPERM, errno.ENOTDIR),
}
"""How a disk says that it is full, broken, or not ours to write."""

RETRY_SECONDS = 5
NOT_ALLOWED = 403
FOREIGN_HOST = "This site does not go by that name."
TITLES = {
    400: "That did not arrive as it should",
    403: "This is not for you",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "Somebody was faster",
    413: "That is too much at once",
    422: "Something is to be put right",
    429: "Please wait a little",
    500: "Something broke on our side",
    503: "Please try again in a moment",
}
ADVICE = {
    400: "Go back, load the page again and try once more. What you typed is still "
    "there when you go back.",
    403: "You may be signed in with another account than you think.",
    404: "The address may be mistyped, or the page may be gone.",
    405: "This address answers other kinds of requests. Start again from the page "
    "that brought you here.",
    409: "What you wanted to change has changed in the meantime. Look at it again, "
    "then decide.",
    413: "Send less at once, such as a shorter text. Nothing was posted.",
    422: "Go back and correct what is marked.",
    429: "There were too many tries in a short time. Wait a quarter of an hour.",
    500: "It is not your fault, and it has been written down. Nothing was half done. "
    "Try again; if it stays, tell the people who run this site.",
    503: "The site is busy writing, or its database or disk is away. Nothing was half "
    "done, and nothing that you typed is lost if you go back.",
}
STALE_FORM = (
    "The form was too old, or came from another sign-in. Go back, load the page again "
    "and send it once more: nothing was posted."
)

NO_REFERER = (
    "Your browser, or something between it and this site, hides which page a form "
    "comes from (the header Referer), and without it nobody can tell whether you sent "
    "it. Allow that for this site, load the page again and send the form once more."
)
STALE_IN_PLACE = (
    "This page was open while you signed in or out elsewhere, or for very long. It is "
    "renewed now, and what you typed is still here: press the button once more."
)


class DomainError(Exception):
    """Something that a room refuses; the message is for the reader."""

    status = 422


class NotFound(DomainError):
    """There is no such thing, or not for this reader."""

    status = 404


class Forbidden(DomainError):
    """The member may not do this."""

    status = 403


class Conflict(DomainError):
    """The thing has changed in the meantime."""

    status = 409


class TooMany(DomainError):
    """Too many tries; `seconds` says how long to wait."""

    status = 429

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def found_or_404(thing: Thing | None, message: str | None = None) -> Thing:
    """Return what was looked for, or end the request with 404."""
    if thing is None:
        abort(404, message)
    return thing


def init_app(app: Flask) -> None:
    """Answer every error in the site's own look."""
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(InternalServerError, on_server_error)
    for kind in unavailable(app):
        app.register_error_handler(kind, on_unavailable)
    app.register_error_handler(OSError, on_os_error)
    app.register_error_handler(DataError, on_data_error)


def unavailable(app: Flask | None = None) -> tuple[type[Exception], ...]:
    """Return what is raised when the database, of an application or any, is away.

    What goes past SQLAlchemy, such as a copy of many rows, raises the driver's own.
    """
    every = (OperationalError, InterfaceError, PoolTimeout, sqlite3.OperationalError)
    if app is not None and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return every
    # Loaded where it is used: a site on SQLite goes without its 8 MB.
    return (*every, import_module("psycopg").OperationalError)


def answer_under(
    app: Flask, prefix: str, make: Callable[[int, str | None], Response | None]
) -> None:
    """Let errors under a prefix be answered by `make(status, advice)`, not by pages.

    Where it returns None, there is a page as elsewhere.
    """
    app.extensions.setdefault("error_answers", {})[prefix] = make


def page(
    code: int,
    *,
    title: str | None = None,
    advice: str | None = None,
    kept: str | None = None,
) -> Response:
    """Return the error page of a status, or its fragment to htmx.

    `kept` is text of the reader's that must not be lost; the page shows it.
    """
    for prefix, make in current_app.extensions.get("error_answers", {}).items():
        if request.path.startswith(prefix):
            answer: Response | None = make(code, advice)
            if answer is not None:
                return answer
    context = {
        "code": code,
        "title": title or TITLES.get(code, "That did not work"),
        "advice": advice or ADVICE.get(code, "Go back and try once more."),
        "kept": kept,
    }
    if is_htmx():
        body = render_block("errors/error.html", "error_fragment", **context)
    else:
        body = render_template("errors/error.html", **context)
    response = make_response(body, code)
    response.headers["Cache-Control"] = "no-store"
    return response


def on_domain_error(error: DomainError) -> Response:
    """Answer what a room refuses."""
    db.session.rollback()
    if error.status == NOT_ALLOWED:
        note_not_allowed()
    response = page(error.status, advice=str(error) or None)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def on_csrf_error(error: CSRFError) -> Response:
    """Say how to go on after a form without its token, and keep the text."""
    log.warning("form without its token", **asked_by())
    advice = STALE_IN_PLACE if is_htmx() else STALE_FORM
    if request.is_secure and not request.referrer:
        advice = NO_REFERER
    return page(400, advice=advice, kept=words_sent())


def words_sent() -> str | None:
    """Return the text of the form that was sent, so that an error does not lose it.

    What could not be read once, or found no room on the disk, is not there now either.
    """
    with suppress(HTTPException, OSError):
        return request.form.get("body")
    return None


def on_http_error(error: HTTPException) -> Response:
    """Answer in our look; a redirect stays what it is."""
    code = error.code or 500
    if code < 400:  # noqa: PLR2004
        return make_response(error.get_response())
    if isinstance(error, SecurityError):
        # Asked for by a foreign name, the site knows none of its own addresses.
        return make_response(FOREIGN_HOST, code, {"Content-Type": "text/plain"})
    if code == NOT_ALLOWED:
        note_not_allowed()
    own_words = type(error).description
    advice = error.description if error.description != own_words else None
    response = page(code, advice=advice)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After", "Content-Range"}:
            response.headers[name] = value
    return response


def note_not_allowed() -> None:
    """Write down that somebody wanted what they may not have."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        log.warning("write from another site", **asked_by())
    else:
        log.warning("not allowed", **asked_by())


def asked_by() -> dict[str, object]:
    """Return what is logged of a request turned away: no word that was typed."""
    known = not is_without_session(current_app, request)
    return {
        "endpoint": request.endpoint,
        "method": request.method,
        "address": request.remote_addr,
        "member": getattr(current_user, "id", None) if known else None,
    }


def on_unavailable(error: Exception) -> Response:
    """Answer 503: the database is away or a write got no turn. Nothing is half done."""
    log.warning("database unavailable", error=str(error)[:200])
    metrics.note_unavailable()
    return put_off()


def on_os_error(error: OSError) -> Response:
    """Answer 503 where a file, such as a picture, could not be written; else raise."""
    if error.errno not in OUR_MACHINE:
        raise error
    log.error("disk unavailable", error=str(error)[:200])
    return put_off()


def put_off() -> Response:
    """Answer that it may work in a moment, with what was typed."""
    db.session.rollback()
    response = page(503, kept=words_sent())
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def on_data_error(error: DataError) -> Response:
    """Answer 400 to a value that the database cannot hold."""
    db.session.rollback()
    return page(400)


def came_of_unavailable(error: BaseException) -> bool:
    """Tell whether an error, or one that it came of, says that the database is away.

    What is undone on a connection that has just been lost fails once more, by an error
    of another kind.
    """
    away = unavailable(current_app)
    came_of: BaseException | None = error
    while came_of is not None:
        if isinstance(came_of, away):
            return True
        came_of = came_of.__cause__ or came_of.__context__
    return False


def on_server_error(error: InternalServerError) -> Response:
    """Answer 500, unless it was the database that was away."""
    cause = error.original_exception
    if isinstance(cause, Exception) and came_of_unavailable(cause):
        return on_unavailable(cause)
    if isinstance(cause, DBAPIError):
        db.session.rollback()
    return page(500)
