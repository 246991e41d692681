"""Bring a printed grade into plain letters and figures, without judging it.

"Rating:&nbsp;★★★½☆" becomes "3.5 stars/5", "two and a half stars" "2.5 stars".
"""

import re
import unicodedata
from html import unescape

LONGEST_GRADE = 80

SLASHES = str.maketrans({"⁄": "/", "∕": "/", "\\": "/"})
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
INVISIBLE = str.maketrans(
    dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufeff\ufe0f")
)
VULGAR = {"½": ".5", "¼": ".25", "¾": ".75"}
WRITTEN = {"1/2": ".5", "1/4": ".25", "3/4": ".75"}
WORDS = {
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}

FULL, HALF, EMPTY = "★⭐🌟✭✮✯", "½⯪⯨", "☆✩✰"
DRAWN_STARS = re.compile(f"([{FULL}]+)( ?[{HALF}]| ?1/2(?![0-9]))?([{EMPTY}]*)")
# In "4★" and "4*" the star is the unit of a number, not one star more.
STAR_FOR_UNIT = re.compile(
    f"(?<=[0-9½¼¾]) ?[{FULL}](?![ {FULL}{HALF}{EMPTY}]*[{FULL}{HALF}{EMPTY}])"
    r"|(?<=[0-9½¼¾])\*(?!\*)"
)
TYPED_STARS = re.compile(r"(?<![^/ ])(\*+)( ?½| ?1/2(?![0-9]))?()(?![^/ )])")
VULGAR_FRACTION = re.compile("([0-9]?) ?([½¼¾])")
MIXED_NUMBER = re.compile(r"(?<![0-9.,/])([0-9]{1,2})[ -](1/2|1/4|3/4)(?![0-9.,])")
HALF_A_STAR = re.compile(
    r"^(?:a )?(?:1/2|(?:one[ -])?half)(?: a)?(?= ?(?:/|star|out of ))"
)
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b")
AND_A_HALF = re.compile(r"([0-9])[ -](?:and|&)[ -](?:a[ -]half|1/2|\.5)")
ROWS = ("<super>", "<sub>")
"""How figures are printed, besides plainly, of which several make one number."""

LABEL = re.compile(
    r"^(?:(?:my|our|final|overall|film|movie) )?"
    r"(?:rating|grade|score|note|verdict|overall)\b ?[:=]? ?"
)


def clean(grade: str) -> str:
    """Return the grade in small letters, stars counted and fractions as decimals."""
    # A browser's copy may be escaped once and a feed's twice.
    text = unescape(unescape(grade))
    text = text.translate(INVISIBLE).translate(SLASHES).translate(DASHES)
    text = _trimmed(_apart(" ".join(text.split())))
    text = STAR_FOR_UNIT.sub(" stars", text)
    text = DRAWN_STARS.sub(_counted, text)
    text = TYPED_STARS.sub(_counted, text)
    # Before the normalisation below, which would write 3½ as 31/2.
    text = VULGAR_FRACTION.sub(lambda found: found[1] + VULGAR[found[2]], text)
    text = unicodedata.normalize("NFKC", text).translate(DASHES).casefold()
    text = _trimmed(LABEL.sub("", _trimmed(" ".join(text.split()))))
    text = HALF_A_STAR.sub(".5", text)
    text = NUMBER_WORD.sub(lambda found: WORDS[found[0]], text)
    text = AND_A_HALF.sub(r"\1.5", text)
    return MIXED_NUMBER.sub(lambda found: found[1] + WRITTEN[found[2]], text)


def _apart(text: str) -> str:
    """Keep figures apart that are printed in different ways: 4² is no 42.

    A footnote's mark or a power is not the next figure of a number. In "3 ¹/₂" and "3½"
    a blank does no harm.
    """
    if text.isascii():
        return text
    kinds = [_kind(sign) if sign.isnumeric() else None for sign in text]
    parts = [text[:1]]
    for sign, former, kind in zip(text[1:], kinds, kinds[1:], strict=False):
        both = former is not None and kind is not None
        parts.append(f" {sign}" if both and (former != kind or not kind) else sign)
    return "".join(parts)


def _kind(figure: str) -> str:
    """Return how a figure is printed; nothing where it stands for itself, as in ①."""
    if figure.isdecimal():
        return "plain"
    return next(
        (kind for kind in ROWS if kind in unicodedata.decomposition(figure)), ""
    )


def _trimmed(text: str) -> str:
    """Take off what may stand around a grade; a point before a figure belongs to it."""
    return text.lstrip(" '\"“”‘’`([").rstrip(" '\"“”‘’`)].!,;")


def _counted(found: re.Match[str]) -> str:
    """Write a row of stars as a number, with the scale where empty ones show it."""
    full, half, empty = len(found[1]), bool(found[2]), len(found[3])
    stars = f"{full}{'.5' if half else ''} stars"
    return f"{stars}/{full + half + empty}" if empty else stars
