"""What every XML document of ours keeps to, made with lxml."""

import re

from lxml import etree

# What XML 1.0 cannot hold, not even escaped.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""Return a text without the signs that no XML document can hold.

    >>> xml_text("Dust\x00 and\x0b ashes")
    'Dust and ashes'
    """
    return UNSPEAKABLE.sub("", text)


def add(parent: etree._Element, name: str, text: str = "", **values: str) -> None:
    """Add an element with a text and attributes, free of what XML cannot hold."""
    kept = {key: xml_text(value) for key, value in values.items()}
    etree.SubElement(parent, name, kept).text = xml_text(text) or None


def document(root: etree._Element) -> bytes:
    """Return a document with its declaration, in UTF-8."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))
