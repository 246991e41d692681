"""Bytes of an upload as text, whatever they were saved as, or a reason why not."""

import codecs
import re

from app.imports.rules.refusals import FileRefused

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MANY = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
LOOKED_AT = 4096


def text_of(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file, and a remark if it was not plain UTF-8.

    Bytes of old Windows files are read as such. Where most of a file is UTF-8, what is
    not becomes a replacement mark: a broken letter costs one letter, not the file.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return marked(content[len(mark) :], encoding, name)
    unmarked = utf_16_without_mark(content)
    if unmarked is not None:
        return marked(content, unmarked, name)
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        place = error
    whole = content.decode("utf-8", "replace")
    broken = whole.count("\ufffd")
    if len(MANY.findall(content)) > broken:
        letters = "1 letter was" if broken == 1 else f"{broken} letters were"
        return whole, f"{name}: {letters} no UTF-8 and stands as \ufffd."
    try:
        return content.decode("cp1252"), f"{name} was read as Windows-1252, not UTF-8."
    except UnicodeDecodeError:
        number = content.count(b"\n", 0, place.start) + 1
        raise FileRefused(
            f"{name}, line {number}: the byte 0x{content[place.start]:02X} is no text; "
            "expected a file saved as UTF-8."
        ) from None


def marked(content: bytes, encoding: str, name: str) -> tuple[str, str]:
    """Return text whose encoding is known."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"{name}: says that it is {encoding.upper()}, but breaks off at byte "
            f"{error.start:,}; expected a file saved as UTF-8."
        ) from None
    remark = "" if encoding == "utf-8" else f"{name} was read as {encoding.upper()}."
    return text, remark


def utf_16_without_mark(content: bytes) -> str | None:
    """Recognise UTF-16 by its zeros: every second byte of plain letters is one."""
    head = content[:LOOKED_AT]
    if len(head) < 4 or head.count(0) < len(head) // 3:  # noqa: PLR2004  two letters
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
