"""The sitemap as XML: an index, and its parts."""

from collections.abc import Iterable

from app.core.addresses import canonical
from app.core.xml import Element, add, document
from app.sharing.queries import Part, Place

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(parts: Iterable[Part]) -> bytes:
    """Return the list of the sitemap's parts."""
    root = Element("sitemapindex", {"xmlns": NAMESPACE})
    for part in parts:
        entry = add(root, "sitemap")
        address = canonical(f"/sitemaps/{part.kind}-{part.number}.xml")
        add(entry, "loc", address)
        if part.changed_on:
            add(entry, "lastmod", part.changed_on.isoformat())
    return document(root)


def urlset(places: Iterable[Place]) -> bytes:
    """Return one part: pages with the days they were changed."""
    root = Element("urlset", {"xmlns": NAMESPACE})
    for place in places:
        entry = add(root, "url")
        add(entry, "loc", canonical(place.path))
        if place.changed_on:
            add(entry, "lastmod", place.changed_on.isoformat())
    return document(root)
