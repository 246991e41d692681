"""Which widget an address of ours stands for. Pure: addresses in, targets out."""

import re
from dataclasses import dataclass, field
from urllib.parse import (
    SplitResult,
    parse_qsl,
    unquote,
    urlencode,
    urlsplit,
    urlunsplit,
)

from app.widgets.rules import Kind

LONGEST = 2000
MOST_PIXELS = 5
SLUG = "(?P<slug>[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?)"
# Blanks, control characters and what browsers quietly turn into a slash.
STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
DEFAULT_PORTS = {"http": 80, "https": 443}
PAGES = (
    (re.compile(rf"/movies/{SLUG}"), Kind.SCORE),
    (re.compile(rf"/movies/{SLUG}/critic-reviews"), Kind.CRITIC_REVIEWS),
    (re.compile(rf"/movies/{SLUG}/audience-reviews"), Kind.AUDIENCE_REVIEWS),
    (re.compile(rf"/critics/{SLUG}"), Kind.CRITIC),
)
WIDGETS = (
    (re.compile(rf"/embed/movies/{SLUG}/score"), Kind.SCORE),
    (re.compile(rf"/embed/movies/{SLUG}/critic-reviews"), Kind.CRITIC_REVIEWS),
    (re.compile(rf"/embed/movies/{SLUG}/audience-reviews"), Kind.AUDIENCE_REVIEWS),
    (re.compile(rf"/embed/movies/{SLUG}/quote"), Kind.QUOTE),
    (re.compile(rf"/embed/critics/{SLUG}"), Kind.CRITIC),
)
KEPT_OF_PAGES = {"show"}


@dataclass(frozen=True)
class Target:
    """A widget, of what it is, and what the address asks of it."""

    kind: Kind
    slug: str
    asked: dict[str, str] = field(default_factory=dict)


def read(url: str, home: str) -> Target | None:
    """Return the widget that shows an address of this site, or None.

    With or without `www`, a slash at the end, a fragment, and whatever newsletters add
    behind the question mark, it is the same page. A widget keeps its own options.
    """
    parts = taken_apart(url)
    if parts is None or place_of(parts) != place_of(urlsplit(home)):
        return None
    path = unquote(parts.path).rstrip("/")
    asked = dict(reversed(parse_qsl(parts.query)))
    for pattern, kind in WIDGETS:
        if match := pattern.fullmatch(path):
            return Target(kind, match["slug"], asked)
    for pattern, kind in PAGES:
        if match := pattern.fullmatch(path):
            kept = {name: asked[name] for name in KEPT_OF_PAGES & asked.keys()}
            return Target(kind, match["slug"], kept)
    return None


def spelled(url: str) -> str:
    """Return an address without what `read` overlooks, so that one page is one.

    >>> spelled("https://films.example.org/movies/asa/?utm_source=letter#reviews")
    'https://films.example.org/movies/asa'
    """
    parts = taken_apart(url)
    if parts is None:
        return url
    path = unquote(parts.path).rstrip("/")
    if not any(pattern.fullmatch(path) for pattern, _ in PAGES):
        return url
    asked = dict(reversed(parse_qsl(parts.query)))
    kept = {name: asked[name] for name in sorted(KEPT_OF_PAGES & asked.keys())}
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ""))


def taken_apart(url: str) -> SplitResult | None:
    """Return the parts of an address of the web, or None for anything else."""
    if len(url) > LONGEST or STRANGE.search(url):
        return None
    try:
        parts = urlsplit(url)
        # Asking for the port finds out whether it is one.
        known = parts.scheme in DEFAULT_PORTS and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if known and parts.hostname and "@" not in parts.netloc else None


def place_of(parts: SplitResult) -> tuple[str, int | None]:
    """Return host and port of an address; http and https are the same place."""
    host = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    return host, None if port in DEFAULT_PORTS.values() else port


def size(text: str | None) -> int | None:
    """Return a number of pixels; nothing, nonsense and zero are no limit."""
    if not text or not text.isascii() or not text.isdecimal():
        return None
    digits = text.lstrip("0")
    if len(digits) > MOST_PIXELS:
        return None
    return int(digits) if digits else None
