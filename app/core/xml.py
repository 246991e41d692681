"""What every XML document of ours keeps to. We write XML, and read none.

The standard library writes it: lxml would be 4 MB in each process.
"""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["Element", "add", "document", "xml_text"]

# What XML 1.0 cannot hold, not even escaped.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""Return a text without the signs that no XML document can hold.

    >>> xml_text("Dust\x00 and\x0b ashes")
    'Dust and ashes'
    """
    return UNSPEAKABLE.sub("", text)


def add(parent: Element, name: str, text: str = "", **values: str) -> Element:
    """Add an element with a text and attributes, free of what XML cannot hold."""
    kept = {key: xml_text(value) for key, value in values.items()}
    added = SubElement(parent, name, kept)
    added.text = xml_text(text) or None
    return added


def document(root: Element) -> bytes:
    """Return a document with its declaration, in UTF-8."""
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
