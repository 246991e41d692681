"""Answers that are the same for everybody, and may be kept by anybody.

A view marked `@public` has no session, no member and no token. Its answer carries a
strong ETag for each encoding, made from the versions of all that it shows; a reader
who has the newest gets 304 before any template is touched.
"""

import gzip
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import brotli
from flask import Flask, Request, Response, current_app, make_response, request

View = TypeVar("View", bound=Callable[..., Any])
FRESH = "public, max-age=0, must-revalidate"
TRAVELLING = "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"
SMALLEST_COMPRESSED = 600
NOT_COMPRESSED = {"image/jpeg", "image/png"}


def public(view: View) -> View:
    """Mark a view whose answer is the same for everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(app: Flask, asked: Request) -> bool:
    """Tell whether a request goes to a public view; one to nowhere does, too."""
    if asked.endpoint is None:
        return True
    return getattr(app.view_functions.get(asked.endpoint), "is_public", False)


def token_only(view: View) -> View:
    """Mark a view that knows who asks by a token in the request, never by a cookie."""
    view.is_token_only = True  # type: ignore[attr-defined]
    return view


def is_without_session(app: Flask, asked: Request) -> bool:
    """Tell whether a request goes to a view that never looks at cookies."""
    view = app.view_functions.get(asked.endpoint or "")
    return is_public(app, asked) or getattr(view, "is_token_only", False)


def public_answer(
    make: Callable[[], str | bytes],
    *versions: object,
    mimetype: str = "text/html",
    caching: str = FRESH,
) -> Response:
    """Return what `make` returns, or 304 if the reader has this version.

    `versions` are the numbers and options that the answer depends on; the build of
    the site and the address are always among them.
    """
    tag = version_tag(*versions)
    kept = kept_tag(tag, encoding_for(mimetype))
    if kept is not None:
        response = Response(status=304)
        response.set_etag(kept)
    else:
        response = make_response(make())
        response.mimetype = mimetype
        compress(response, tag)
    response.headers["Cache-Control"] = caching
    response.vary.add("Accept-Encoding")
    return response


def version_tag(*versions: object) -> str:
    """Return the version of an answer as an ETag without its encoding."""
    address = f"{request.host_url}{request.full_path}"
    parts = (current_app.config["BUILD"], address, *versions)
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:24]


def compress(response: Response, tag: str) -> None:
    """Encode a body as the reader likes it best, and tag it so."""
    encoding = encoding_for(response.mimetype)
    body = response.get_data()
    if len(body) < SMALLEST_COMPRESSED:
        encoding = ""
    if encoding == "br":
        response.set_data(brotli.compress(body, quality=5))
    elif encoding == "gzip":
        response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(f"{tag}{tag_end(encoding)}")


def encoding_for(mimetype: str | None) -> str:
    """Return the encoding of an answer; a picture is small as it is."""
    return "" if mimetype in NOT_COMPRESSED else chosen_encoding()


def chosen_encoding() -> str:
    """Return the encoding that the reader accepts and that is smallest."""
    accepted = request.accept_encodings
    for encoding in ("br", "gzip"):
        if accepted.quality(encoding) > 0:
            return encoding
    return ""


def tag_end(encoding: str) -> str:
    """Return what tells the ETags of two encodings apart."""
    return f"-{encoding}" if encoding else ""


def kept_tag(tag: str, encoding: str) -> str | None:
    """Return the ETag of the form that a reader has, if it may go on using it.

    That is the form it would get now, or the plain one, which everybody can read and
    which a small body has anyway. Proxies that compress weaken a tag.
    """
    forms = (f"{tag}{tag_end(encoding)}", tag)
    has = request.if_none_match
    return next((form for form in forms if has.contains_weak(form)), None)
