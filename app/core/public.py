"""Answers that are the same for everybody, and may be kept by anybody.

A view marked `@public` has no session, no member and no token. Its answer carries a
strong ETag for each encoding, made from the versions of all that it shows; a reader
who has the newest gets 304 before any template is touched.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar, overload
from urllib.parse import parse_qsl

import brotli
from flask import Flask, Request, Response, current_app, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app.core.versions import Version

View = TypeVar("View", bound=Callable[..., Any])
Reads = Mapping[str, Callable[[str], object]]
FRESH = "public, max-age=0, must-revalidate"
TRAVELLING = "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"
SMALLEST_COMPRESSED = 600
NOT_COMPRESSED = {"image/jpeg", "image/png"}
DRAFT = "matinee.draft"
FURTHER = ("X-Robots-Tag", "noindex, follow")
"""What further pages of a list carry: search engines follow them, and list none."""


@dataclass(frozen=True, slots=True)
class Public:
    """What a public view reads of an address.

    `reads` names each parameter with what reads it: a text goes in, and what comes out
    says by `str` how the parameter is spelled. What reads like nothing, or is None, is
    as if it were not there. A `strict` view refuses what it does not know, instead of
    overlooking it, and gets every parameter as it was typed. What is not `kept` by the
    page cache is a file that stands ready anyway.
    """

    reads: Reads
    strict: bool
    kept: bool


@dataclass(slots=True)
class Draft:
    """What the page cache is told of an answer while it is made.

    `valid_until` is the moment from which time alone makes the answer another one.
    """

    tag: str = ""
    versions: tuple[Version, ...] = ()
    valid_until: datetime | None = None
    compressed: bool = True


@overload
def public(view: View) -> View: ...


@overload
def public(
    *, reads: Reads | None = None, strict: bool = False, kept: bool = True
) -> Callable[[View], View]: ...


def public(
    view: View | None = None,
    *,
    reads: Reads | None = None,
    strict: bool = False,
    kept: bool = True,
) -> View | Callable[[View], View]:
    """Mark a view whose answer is the same for everybody.

    A parameter of the address that it does not declare never reaches it, so that
    nothing strange behind the question mark makes another answer.
    """

    def mark(view: View) -> View:
        view.public = Public(reads or {}, strict, kept)  # type: ignore[attr-defined]
        return view

    return mark if view is None else mark(view)


def as_typed(text: str) -> str:
    """Read a parameter as it stands."""
    return text


def verbatim(text: str) -> str:
    """Read a parameter as it stands, and as given even where it is blank."""
    return text


def canonical_words(declared: Public, query: str) -> dict[str, str] | None:
    """Return what a view reads of an address, in one order and one spelling.

    None says that a strict view will refuse the address.
    """
    found: dict[str, str] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        known = name in declared.reads
        if declared.strict and (not known or name in found):
            return None
        if known:
            found.setdefault(name, text)
    if not declared.strict:
        found = dict(spelled(declared.reads, found))
    return dict(sorted(found.items()))


def spelled(reads: Reads, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the parameters that ask for something, each in its one spelling."""
    for name, text in found.items():
        asked = reads[name](text)
        is_given = reads[name] is verbatim or asked != reads[name]("")
        if asked is not None and is_given:
            yield name, str(asked)


def is_further(words: Mapping[str, str], mimetype: str | None) -> bool:
    """Tell whether an answer is a further page of a list, by the words asked with."""
    return "after" in words and mimetype == "text/html"


def is_public(app: Flask, asked: Request) -> bool:
    """Tell whether a request goes to a public view; one to nowhere does, too."""
    if asked.endpoint is None:
        return True
    return declared(app, asked.endpoint) is not None


def declared(app: Flask, endpoint: str) -> Public | None:
    """Return what a view declares if it is public."""
    return getattr(app.view_functions.get(endpoint), "public", None)


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
    *versions: Version,
    options: tuple[object, ...] = (),
    valid_until: datetime | None = None,
    mimetype: str = "text/html",
    caching: str = FRESH,
) -> Response:
    """Return what `make` returns, or 304 if the reader has this version.

    `versions` are all that the answer depends on, read before anything that it shows;
    `options` are settings that it shows. The build of the site and the address always
    belong to it. With `valid_until` the answer is another one from that moment on.
    """
    tag = version_tag(*versions, *options)
    draft: Draft | None = request.environ.get(DRAFT)
    kept = None if draft else kept_tag(tag, encoding_for(mimetype))
    if kept is not None:
        response = Response(status=304)
        response.set_etag(kept)
    else:
        response = Response(make(), mimetype=mimetype)
        if draft:
            draft.tag, draft.versions = tag, versions
            draft.valid_until = valid_until
            draft.compressed = mimetype not in NOT_COMPRESSED
        else:
            compress(response, tag)
    response.headers["Cache-Control"] = caching
    response.headers["Vary"] = "Accept-Encoding"
    return response


def version_tag(*parts: object) -> str:
    """Return the version of an answer as an ETag without its encoding."""
    address = f"{request.scheme}://{request.host}/{request.full_path}"
    return tag_of(current_app.config["BUILD"], address, *parts)


def tag_of(*known: object) -> str:
    """Return a short name for all that an answer depends on."""
    return sha256("\0".join(map(str, known)).encode()).hexdigest()[:24]


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
    if mimetype in NOT_COMPRESSED:
        return ""
    return encoding_in(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=256)
def encoding_in(accepted: str) -> str:
    """Return the encoding of ours that a reader likes best; `br` if it likes all.

    >>> encoding_in("gzip, deflate, br"), encoding_in("br;q=0, gzip")
    ('br', 'gzip')
    >>> encoding_in("*;q=0"), encoding_in("identity, br;q=0.5")
    ('', '')
    """
    return liked_best(parse_accept_header(accepted, Accept))


def liked_best(accepted: Accept) -> str:
    """Return what a reader accepts of `br` and `gzip`, the better liked first."""
    plain = accepted.quality("identity") if "identity" in list(accepted.values()) else 0
    best = max(("br", "gzip"), key=lambda each: (accepted.quality(each), each == "br"))
    quality = accepted.quality(best)
    return best if quality > 0 and quality >= plain else ""


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
