"""Clean what stands in a field: entities, blanks, marks; names, addresses, words.

Every function is the same when it is done twice, and remembers nothing.
"""

import html
import re
import unicodedata
from typing import Final

from app.imports.rules.problems import Bad
from app.movies.rules import PLAIN_LETTERS

LONGEST_NAME = 200
LONGEST_ADDRESS = 1_000
LONGEST_GRADE = 40
LONGEST_WORDS = 20_000
LONGEST_ID = 200

LIST_MARK: Final = "\x1f"
"""What stands between the entries of a list that came as a list, from JSON."""

TAG = re.compile(r"</?(?:p|br|b|i|u|em|strong|span|a|div|q|cite)(?:\s[^<>]*)?/?>", re.I)
UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe"
    r"\ud800-\udfff]"
)
BLANKS = re.compile(r"\s+")
ADDRESS = re.compile(r"https?://[^\s/@\"<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.I)
PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[\w./~%?=+#!:@,;-]*)?", re.A)
BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/\S*|www\.[\w.-]+\.[a-z]{2,}", re.I)
UNSAFE_SIGNS = re.compile(r"[\s\"<>\\^`{|}]")
NOTHING = frozenset({"", "-", "--", "n/a", "na", "nan", "none", "null", "unknown"})
DELETED = bytes(code for code in range(128) if not chr(code).isalnum())
SMALL = bytes(range(256)).lower()
PRINTERS_MARKS = dict.fromkeys(map(ord, "‘’‚“”„‹›«»–—…•\xa0"))
"""Marks beyond ASCII that are no part of a word."""
YES = frozenset({"1", "true", "t", "yes", "y", "x", "top", "top critic"})
NO = frozenset({"", "0", "false", "f", "no", "n", "none", "null", "nan"})
FRESH = frozenset({"fresh", "positive", "up", "thumbs up", "recommended", "pro"})
ROTTEN = frozenset(
    {"rotten", "negative", "down", "thumbs down", "not recommended", "con"}
)


def text(value: str) -> str:
    r"""Return words on one line: entities read, tags and control marks left out.

    >>> text(" Tender &amp; sly,\r\n <i>Lamps</i> glows. ")
    'Tender & sly, Lamps glows.'
    """
    if (
        value.isprintable()
        and "&" not in value
        and "<" not in value
        and "  " not in value
        and value[:1] != " "
        and value[-1:] != " "
    ):
        return value
    return plain(value)


def plain(value: str) -> str:
    """Do the work of `text` for a value that needs it."""
    for _ in range(6):
        before = value
        value = html.unescape(value) if "&" in value else value
        value = TAG.sub(" ", value) if "<" in value else value
        value = " ".join(UNWANTED.sub("", value).split())
        if value == before:
            break
    return value


def words(value: str) -> str | Bad | None:
    """Return a quote or a text, None for none; Bad when it has no end."""
    found = text(value)
    if len(found) > LONGEST_WORDS:
        return Bad(f"at most {LONGEST_WORDS:,} characters")
    return found or None


def name(value: str) -> str | Bad | None:
    """Return a name; a blank, a dash or "N/A" is nobody's.

    >>> name("  J.&nbsp;Marsh "), name("N/A")
    ('J. Marsh', None)
    """
    found = text(value)
    if found.casefold() in NOTHING or not any(c.isalnum() for c in found):
        return None
    if len(found) > LONGEST_NAME:
        return Bad(f"a name of at most {LONGEST_NAME} characters")
    return found


def names(value: str) -> list[str]:
    """Return the names of a list: from JSON, or parted by `;` or `|`, else by commas.

    >>> names("Asa Lind; Bo Vik, Jr."), names("Asa Lind, Bo Vik")
    (['Asa Lind', 'Bo Vik, Jr.'], ['Asa Lind', 'Bo Vik'])
    """
    mark = next((each for each in (LIST_MARK, ";", "|", ",") if each in value), ",")
    found: dict[str, str] = {}
    for part in value.split(mark):
        one = name(part)
        if isinstance(one, str):
            found.setdefault(name_key(one), one)
    return list(found.values())


def plain_letters(value: str) -> str:
    """Return small letters without accents; other scripts keep their marks.

    >>> plain_letters("Věra Ægir")
    'vera aegir'
    """
    if value.isascii():
        return value.lower()
    # Parted first: ornamental letters, such as those of "№", fall apart into capitals.
    parts = unicodedata.normalize("NFKD", value).translate(PLAIN_LETTERS).casefold()
    kept: list[str] = []
    for sign in parts:
        if unicodedata.combining(sign) and kept and kept[-1].isascii():
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def name_key(value: str) -> str:
    """Return what spellings of one name have in common.

    Case, blanks, points, hyphens and accents are spelling; words are not, so that the
    outlets of two countries stay two.

    >>> name_key("A. O. Vik") == name_key("A.O. Vïk")
    True
    >>> name_key("The Herald (North)") == name_key("The Herald (South)")
    False
    """
    spelled = plain_letters(value).replace("&", "and")
    key = "".join(sign for sign in spelled if sign.isalnum())
    return key or spelled.strip()


def folded(value: str) -> bytes:
    """Return what two prints of the same words have in common: letters and figures.

    >>> folded("Sly — and tender!") == folded("sly and 'tender'")
    True
    """
    if value.isascii():
        return value.encode().translate(SMALL, DELETED)
    bare = value.translate(PRINTERS_MARKS)
    if bare.isascii():
        return bare.encode().translate(SMALL, DELETED)
    return "".join(sign for sign in plain_letters(value) if sign.isalnum()).encode()


def address(value: str) -> str | Bad | None:
    """Return an address of the web, None for none; anything else is Bad.

    >>> address("paper.example/a"), address("https://paper.example/a b")
    ('https://paper.example/a', 'https://paper.example/a%20b')
    """
    if len(value) <= LONGEST_ADDRESS and PLAIN_ADDRESS.fullmatch(value):
        return value
    found = text(value)
    if found.casefold() in NOTHING:
        return None
    found = found.replace("&amp;", "&")
    if BARE_ADDRESS.fullmatch(found):
        found = f"https://{found}"
    if UNSAFE_SIGNS.search(found) and found.lower().startswith(("http://", "https://")):
        found = UNSAFE_SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", found)
    if len(found) > LONGEST_ADDRESS:
        return Bad(f"an address of at most {LONGEST_ADDRESS:,} characters")
    if not ADDRESS.fullmatch(found):
        return Bad("an address that starts with https:// or http://, or nothing")
    return found


def grade(value: str) -> str | Bad | None:
    """Return a grade as printed, None for none."""
    found = text(value)
    if found.casefold() in NOTHING:
        return None
    if len(found) > LONGEST_GRADE:
        return Bad(f"a grade of at most {LONGEST_GRADE} characters")
    return found


def identifier(value: str) -> str | Bad | None:
    """Return the number of a film or a review elsewhere, None for none."""
    found = text(value)
    if found.casefold() in NOTHING:
        return None
    if len(found) > LONGEST_ID:
        return Bad(f"at most {LONGEST_ID} characters")
    return found


def flag(value: str) -> bool | Bad:
    """Return yes or no; nothing is no."""
    found = value.strip().casefold()
    if found in YES:
        return True
    if found in NO:
        return False
    return Bad("yes or no, 1 or 0")


def verdict(value: str) -> str | Bad | None:
    """Return "fresh" or "rotten", None for nothing.

    >>> verdict("Fresh"), verdict("NEGATIVE"), verdict("")
    ('fresh', 'rotten', None)
    """
    found = " ".join(value.replace("_", " ").casefold().split())
    if found in FRESH or found in {"1", "true", "yes"}:
        return "fresh"
    if found in ROTTEN or found in {"0", "false", "no"}:
        return "rotten"
    if found in NOTHING:
        return None
    return Bad("fresh or rotten, or nothing")


def number(value: str, least: int, most: int, what: str) -> int | Bad | None:
    """Return a whole number within limits, None for none; "91.0" is 91."""
    found = text(value).casefold().removesuffix("min").removesuffix("minutes").strip()
    if found in NOTHING:
        return None
    whole = re.fullmatch(r"([0-9]{1,9})(?:\.0+)?", found)
    if whole is None or not least <= int(whole[1]) <= most:
        return Bad(f"{what} from {least} to {most}, or nothing")
    return int(whole[1])
