"""A page that is kept: ready bytes in each encoding, with headers and a tag each."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import brotli
from werkzeug.http import parse_etags

from app.core.public import SMALLEST_COMPRESSED, tag_end
from app.core.versions import Version

Headers = list[tuple[str, str]]
OF_A_BODY = {"content-length", "content-type", "content-encoding", "etag"}
OVERHEAD = 4096
"""Bytes that an entry takes beside its bodies: key, headers, versions."""


@dataclass(slots=True)
class Form:
    """A page in one encoding, as it goes out; `unchanged` are the headers of a 304."""

    body: bytes
    etag: str
    headers: Headers
    unchanged: Headers


@dataclass(slots=True)
class Entry:
    """A page with what it depends on, and when that was last found to be so.

    `headers` are those that every form has. `generation` says after which of the
    database's changes the versions were found to hold; `made_at` counts only where time
    alone ends the answer.
    """

    tag: str
    plain: bytes
    content_type: str
    headers: Headers
    versions: tuple[Version, ...]
    valid_until: datetime | None
    made_at: datetime
    compressed: bool
    generation: int = -1
    forms: dict[str, Form] = field(default_factory=dict)

    def form(self, encoding: str) -> Form:
        """Return the page in an encoding; made when it is first asked for."""
        if not self.compressed or len(self.plain) < SMALLEST_COMPRESSED:
            encoding = ""
        known = self.forms.get(encoding)
        return known or self.keep_form(encoding, encoded(self.plain, encoding))

    def keep_form(self, encoding: str, body: bytes) -> Form:
        """Keep the page in an encoding, with headers and a tag of its own."""
        etag = f'"{self.tag}{tag_end(encoding)}"'
        headers = [
            *self.headers,
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(body))),
            *([("Content-Encoding", encoding)] if encoding else []),
            ("ETag", etag),
        ]
        form = Form(body, etag, headers, [*self.headers, ("ETag", etag)])
        self.forms[encoding] = form
        return form

    def is_in_time(self, now: datetime) -> bool:
        """Tell whether time alone has not made another page of it."""
        return self.valid_until is None or self.made_at <= now < self.valid_until

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        forms = sum(len(form.body) for name, form in self.forms.items() if name)
        return OVERHEAD + len(self.plain) + forms


def encoded(body: bytes, encoding: str) -> bytes:
    """Return a body in an encoding."""
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=5)
        return packed
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body


def kept_form(entry: Entry, form: Form, if_none_match: str) -> Form | None:
    """Return the form that a reader has and may go on using, by its tag.

    That is the form it would get now, or the plain one, which everybody can read.
    Proxies that compress weaken a tag.
    """
    if if_none_match == form.etag:
        return form
    has = parse_etags(if_none_match)
    if has.contains_weak(form.etag.strip('"')):
        return form
    return entry.form("") if has.contains_weak(entry.tag) else None


def without(headers: Headers, names: Sequence[str] | set[str]) -> Headers:
    """Return headers but for some."""
    return [(name, value) for name, value in headers if name.lower() not in names]
