"""Errors for programs: every answer under /api/ that is none is a problem+json.

The form is RFC 9457: `type` leads to the explanation on the page of the API, `detail`
says what to do, and `errors` names each parameter or part of the body that is wrong.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Response

from app.core.addresses import canonical
from app.core.db import db
from app.core.errors import DomainError

MIMETYPE = "application/problem+json"
LONGEST_DETAIL = 600
DETAILS = {
    400: "The request could not be read.",
    401: "A personal token is needed: send it as Authorization: Bearer.",
    403: "The token may not do this.",
    404: "There is nothing at this address.",
    405: "This address answers other methods; the header Allow lists them.",
    409: "What you wanted to change has changed in the meantime. Read it again.",
    413: "The body is larger than this address takes.",
    415: "The body must be of another type; see the header Accept.",
    422: "Something in the request is not as it has to be; see errors.",
    429: "Too many requests in a short time. Wait as long as Retry-After says.",
    500: "Something broke on our side, and it has been written down.",
    503: "The site is busy. Nothing was half done; try again after Retry-After.",
}


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: where, and what would be right.

    `pointer` leads into the body (RFC 6901), `parameter` names one of the address.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class Invalid(DomainError):
    """A request that can be read, but not be answered as it is."""

    def __init__(self, flaws: Sequence[Flaw], *, status: int = 422) -> None:
        super().__init__(DETAILS[status])
        self.flaws = flaws
        self.status = status


class UnsupportedType(DomainError):
    """A body of a type that the address does not take."""

    status = 415


class Unknown(DomainError):
    """Nobody comes with this request, or nobody whom we know."""

    status = 401

    def __init__(self, message: str, *, challenge: str) -> None:
        super().__init__(message)
        self.challenge = challenge


class OutOfScope(DomainError):
    """The token is good, but not for this."""

    status = 403

    def __init__(self, message: str, *, challenge: str) -> None:
        super().__init__(message)
        self.challenge = challenge


def problem(status: int, detail: str | None, flaws: Iterable[Flaw] = ()) -> Response:
    """Return an error as programs want it; detail None says the usual."""
    phrase = HTTPStatus(status).phrase
    body: dict[str, object] = {
        "type": canonical(f"/api/v1/docs#problem-{status}"),
        "title": phrase,
        "status": status,
        "detail": (detail or DETAILS.get(status, phrase))[:LONGEST_DETAIL],
    }
    found = [
        {name: value for name, value in asdict(flaw).items() if value is not None}
        for flaw in flaws
    ]
    if found:
        body["errors"] = found
    response = Response(json.dumps(body), status, mimetype=MIMETYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def on_invalid(error: Invalid) -> Response:
    """Name everything that is wrong with a request."""
    db.session.rollback()
    return problem(error.status, str(error), error.flaws)


def on_challenge(error: Unknown | OutOfScope) -> Response:
    """Say which token is needed."""
    db.session.rollback()
    response = problem(error.status, str(error))
    response.headers["WWW-Authenticate"] = error.challenge
    return response
