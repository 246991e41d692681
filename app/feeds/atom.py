"""Feeds as Atom (RFC 4287), paged as RFC 5005 has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from app.core.addresses import canonical, site_url
from app.core.pagination import EPOCH
from app.core.xml import Element, add, document

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
SINCE = 2026
"""The year by which our names for things are dated; it never changes."""


@dataclass(frozen=True)
class Entry:
    """One thing that is new. `key` names it for ever, whatever its address becomes."""

    key: str
    title: str
    url: str
    updated: datetime
    published: datetime
    author: str
    author_url: str | None
    content: Markup
    related: str | None = None


@dataclass(frozen=True)
class Feed:
    """What is new of a kind, newest first.

    `key` names the feed for ever; `page` is the page that shows the same.
    """

    key: str
    title: str
    page: str
    entries: Sequence[Entry]
    after: str | None


def written(feed: Feed, *, path: str, after: str | None, site_name: str) -> bytes:
    """Return a feed as a document; `after` is the cursor that it goes on from."""
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    add(root, "id", name_of(f"feed/{feed.key}"))
    add(root, "title", f"{feed.title} · {site_name}")
    newest = max((entry.updated for entry in feed.entries), default=EPOCH)
    add(root, "updated", moment(newest))
    author(root, site_name, canonical("/"))
    here = f"{path}?{urlencode({'after': after})}" if after else path
    add_link(root, "self", canonical(here), TYPE)
    add_link(root, "alternate", canonical(feed.page), "text/html")
    add_link(root, "first", canonical(path), TYPE)
    if feed.after:
        query = urlencode({"after": feed.after})
        add_link(root, "next", canonical(f"{path}?{query}"), TYPE)
    add(root, "generator", "Matinee")
    for entry in feed.entries:
        add_entry(root, entry, site_name)
    return document(root)


def add_entry(root: Element, entry: Entry, site_name: str) -> None:
    """Add an entry to a feed."""
    element = add(root, "entry")
    add(element, "id", name_of(entry.key))
    add(element, "title", entry.title)
    add(element, "updated", moment(entry.updated))
    add(element, "published", moment(entry.published))
    author(element, entry.author or site_name, entry.author_url)
    add_link(element, "alternate", entry.url, "text/html")
    if entry.related:
        add_link(element, "related", entry.related)
    add(element, "content", str(entry.content), type="html")


def author(element: Element, name: str, url: str | None) -> None:
    """Say who wrote something."""
    person = add(element, "author")
    add(person, "name", name)
    if url:
        add(person, "uri", url)


def add_link(
    element: Element, relation: str, url: str, kind: str | None = None
) -> None:
    """Add a link."""
    values = {"rel": relation, "href": url} | ({"type": kind} if kind else {})
    add(element, "link", **values)


def name_of(key: str) -> str:
    """Return a thing's name for ever, a tag by RFC 4151."""
    return f"tag:{urlsplit(site_url()).hostname},{SINCE}:{key}"


def moment(at: datetime) -> str:
    """Return a moment as RFC 3339 has it, to the second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
