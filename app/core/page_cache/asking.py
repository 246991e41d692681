"""What a request asks for: one name for each page, however it was asked.

Scheme, host and path, and of the query what the view declares that it reads, in one
order and one spelling. The view gets its query in that spelling too, so that whatever
else stands behind the question mark cannot change a byte of the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.core.page_cache.shortcuts import Shortcut
from app.core.public import Public, canonical_words, declared

Environ = Mapping[str, Any]
Key = tuple[str, ...]
MOST_ALIASES = 2048
LONGEST_ALIAS = 1024
PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A public page: its key, and host, path and query in their one spelling.

    Some have a quick way past Flask.
    """

    key: Key
    host: str
    path: str
    query: str
    shortcut: Shortcut | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A public page by its path alone: its view, and what the path says."""

    view: Public
    endpoint: str
    of_the_path: Mapping[str, Any]


class Asking:
    """Finds out what requests ask for, and remembers the last addresses as typed.

    The memory is bounded by number and length; what falls out is read again.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.aliases: dict[Key, Asked] = {}
        self.places: dict[str, Place] = {}

    def read(self, environ: Environ) -> Asked | None:
        """Return the public page that a GET or HEAD request asks for, if it does."""
        alias = (
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST")
            or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}",
            environ.get("SCRIPT_NAME", ""),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
        )
        known = self.aliases.get(alias)
        if known is not None:
            return known
        asked = self.understood(*alias)
        if asked is not None and sum(map(len, alias)) <= LONGEST_ALIAS:
            remember(self.aliases, alias, asked)
        return asked

    def understood(
        self, scheme: str, host: str, root: str, path: str, query: str
    ) -> Asked | None:
        """Return what an address asks for; None for what is no page to be kept."""
        # To Flask a path is the same with one slash before it and with a hundred.
        path = f"/{path.lstrip('/')}"
        place = self.places.get(path) or self.found(path)
        if place is None:
            return None
        try:
            typed = query.encode("latin-1").decode("utf-8", "replace")
        except UnicodeError:
            return None
        words = canonical_words(place.view, typed)
        if words is None:
            return None
        spelled = urlencode(words)
        host = host.lower().removesuffix(PORTS.get(scheme, " "))
        shortcut = Shortcut.to(self.app, place.endpoint, place.of_the_path, words)
        key = (scheme, host, root, path, spelled)
        return Asked(key, host, path, spelled, shortcut)

    def found(self, path: str) -> Place | None:
        """Return the page at a path, and remember it; None if none is to be kept."""
        try:
            text = path.encode("latin-1").decode()
            adapter = self.app.url_map.bind("site", url_scheme="http")
            endpoint, of_the_path = adapter.match(text, method="GET")
        except (HTTPException, RequestRedirect, UnicodeError):
            return None
        view = declared(self.app, endpoint)
        if view is None or not view.kept:
            return None
        place = Place(view, endpoint, of_the_path)
        if len(path) <= LONGEST_ALIAS:
            remember(self.places, path, place)
        return place


Name = TypeVar("Name")
Thing = TypeVar("Thing")


def remember(known: dict[Name, Thing], name: Name, thing: Thing) -> None:
    """Keep what somebody asked for by its name, and let go of the oldest."""
    while len(known) >= MOST_ALIASES:
        try:
            oldest = next(iter(known))
        except (RuntimeError, StopIteration):
            # Another thread changed it in between; whoever comes next makes room.
            break
        known.pop(oldest, None)
    known[name] = thing
