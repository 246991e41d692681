"""What every XML document of ours keeps to. We write XML, and read none.

lxml would be 4 MB in each process for what is a few lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# What XML 1.0 cannot hold, not even escaped.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
# A reader would take a bare return for the end of a line, and all of these in a value
# for blanks.
IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
IN_VALUE = IN_TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


@dataclass
class Element:
    """A part of a document: a name, attributes, and a text or elements within."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    text: str = ""
    within: list["Element"] = field(default_factory=list)

    def add(self, name: str, text: str = "", **values: str) -> "Element":
        """Add an element with a text and attributes, and return it."""
        added = Element(name, values, text)
        self.within.append(added)
        return added

    def written(self) -> Iterator[str]:
        """Write it piece by piece, free of what XML cannot hold."""
        values = "".join(
            f' {name}="{xml_text(value).translate(IN_VALUE)}"'
            for name, value in self.values.items()
        )
        text = xml_text(self.text).translate(IN_TEXT)
        if not text and not self.within:
            yield f"<{self.name}{values}/>"
            return
        yield f"<{self.name}{values}>{text}"
        for each in self.within:
            yield from each.written()
        yield f"</{self.name}>"


def xml_text(text: str) -> str:
    r"""Return a text without the signs that no XML document can hold.

    >>> xml_text("Dust\x00 and\x0b ashes")
    'Dust and ashes'
    """
    return UNSPEAKABLE.sub("", text)


def document(root: Element) -> bytes:
    r"""Return a document with its declaration, in UTF-8.

    >>> document(Element("films", text="Dust & ashes"))
    b"<?xml version='1.0' encoding='utf-8'?>\n<films>Dust &amp; ashes</films>"
    """
    return (DECLARATION + "".join(root.written())).encode()
