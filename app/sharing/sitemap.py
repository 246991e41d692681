"""The sitemap as XML: an index, and its parts."""

from collections.abc import Iterable

from lxml import etree

from app.core.addresses import canonical
from app.core.xml import add, document
from app.sharing.queries import Part, Place

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(parts: Iterable[Part]) -> bytes:
    """Return the list of the sitemap's parts."""
    root = etree.Element("sitemapindex", nsmap={None: NAMESPACE})
    for part in parts:
        entry = etree.SubElement(root, "sitemap")
        address = canonical(f"/sitemaps/{part.kind}-{part.number}.xml")
        add(entry, "loc", address)
        if part.changed_on:
            add(entry, "lastmod", part.changed_on.isoformat())
    return document(root)


def urlset(places: Iterable[Place]) -> bytes:
    """Return one part: pages with the days they were changed."""
    root = etree.Element("urlset", nsmap={None: NAMESPACE})
    for place in places:
        entry = etree.SubElement(root, "url")
        add(entry, "loc", canonical(place.path))
        if place.changed_on:
            add(entry, "lastmod", place.changed_on.isoformat())
    return document(root)
