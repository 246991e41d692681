"""The API joins the site: its addresses, its errors, and who may ask from where."""

from flask import Flask, Response, current_app, request

from app.api.problems import (
    Invalid,
    OutOfScope,
    Unknown,
    on_challenge,
    on_invalid,
    problem,
)
from app.core import errors
from app.core.public import is_public

PREFIX = "/api/"
READABLE = "ETag, Link, Retry-After, Location"
DAY = 24 * 3600


def init_app(app: Flask) -> None:
    """Answer at /api/v1, and answer errors there as programs want them."""
    errors.answer_under(app, PREFIX, problem)
    app.register_error_handler(Invalid, on_invalid)
    app.register_error_handler(Unknown, on_challenge)
    app.register_error_handler(OutOfScope, on_challenge)
    # No cookie is looked at, so no other site can use one.
    app.extensions["csrf"].exempt(app.blueprints["api"])
    app.after_request(let_others_read)


def let_others_read(response: Response) -> Response:
    """Let scripts of every site read what is the same for everybody (CORS)."""
    if not request.path.startswith(PREFIX) or not is_public(current_app, request):
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = READABLE
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Max-Age"] = str(DAY)
    return response
