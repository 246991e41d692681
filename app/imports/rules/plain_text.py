"""Reviews that hold HTML, in the few marks that a review has here.

"<b>Fine</b><br>&amp; long" becomes "**Fine**", a line break, "& long". What only looks
like a tag, such as "I <3 it" or "<sigh>", is somebody's words and stays.
"""

import re
from html import unescape

TAG = re.compile(r"(<[^<>]*>)")
NAME = re.compile(r"<(/?)\s*([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
ADDRESS = re.compile(r"""\bhref\s*=\s*["']?(https?://[^\s"'<>]+)""", re.IGNORECASE)
SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg"}
PARAGRAPHS = {"p", "div", "blockquote", "ul", "ol", "h1", "h2", "h3", "h4", "pre"}
LINES = {"br": "\n", "tr": "\n", "hr": "\n\n", "li": "\n- "}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
OTHERS = frozenset(
    re.findall(
        r"\w+",
        "a abbr body button center cite code del details dd dl dt embed font form "
        "frame head html img input ins kbd label link main mark math meta option q s "
        "section select small source span strike sub summary sup table tbody td "
        "textarea tfoot th thead time title u video audio wbr base area canvas",
    )
)
KNOWN = SILENT | PARAGRAPHS | LINES.keys() | MARKS.keys() | OTHERS


def plain_text(text: str) -> str:
    """Return a review without markup and with its entities as letters."""
    if "<" not in text and "&" not in text:
        return text
    kept: list[str] = []
    silent, address = "", ""
    for piece in TAG.split(text):
        tag = NAME.fullmatch(piece)
        name = tag[2].lower() if tag else ""
        if silent:
            if tag and tag[1] and name == silent:
                silent = ""
        elif piece.startswith("<!"):
            continue
        elif tag is None or (name not in KNOWN and "=" not in tag[3]):
            kept.append(unescape(piece))
        elif name in SILENT:
            silent = "" if tag[1] or tag[3].endswith("/") else name
        elif name == "a":
            opens = "" if tag[1] else address_of(tag[3])
            kept.append(f"]({address})" if address else "")
            kept.append("[" if opens else "")
            address = opens
        elif name in MARKS:
            kept.append(MARKS[name])
        elif name in PARAGRAPHS:
            kept.append("\n\n")
        elif name in LINES:
            kept.append("" if tag[1] else LINES[name])
    if address:
        kept.append(f"]({address})")
    return "".join(kept).strip()


def address_of(attributes: str) -> str:
    """Return where a link leads, if it leads to the web."""
    found = ADDRESS.search(attributes)
    return unescape(found[1]) if found else ""
