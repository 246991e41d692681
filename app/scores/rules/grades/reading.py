"""Read a grade as printed and normalise it; refuse with a reason, never guess."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.scores.rules.grades.cleaning import LONGEST_GRADE, clean
from app.scores.rules.grades.refusing import why_not
from app.scores.rules.rounding import round_half_up

WHOLE = 10_000
"""A hundred per cent in hundredths, and likewise one in ten-thousandths."""

SCALES = (4, 5, 6, 8, 10, 20, 100)

# Thirteen steps: an A+ is all thirteen, each letter one less, a D- two. F+ fills the
# gap above F, which is nothing, and so is F-.
LETTERS = {
    letter: round_half_up(WHOLE * steps, 13)
    for steps, letter in enumerate(
        ("F", "F+", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
    )
} | {"F-": 0}

SIGNS = {"plus": "+", "minus": "-"}

NUMBER = r"([0-9]{1,3}(?:[.,][0-9]{1,4})?|[.,][0-9]{1,4})"
# Other languages have other words for stars and points, and for "out of".
UNIT = (
    "(?:[ -]?(?:stars?|points?|pts?|sterne?n?|étoiles?|estrellas?|estrelas?|stelle"
    "|sterren|stjerner|punkte?|puntos))?"
)
OUT_OF = r" ?(?:/|[(\[]?(?:out of(?: a possible)?|of|sur|von|de|su|av)\b) ?"
FRACTION = re.compile(rf"{NUMBER}{UNIT}{OUT_OF}{NUMBER}{UNIT}")
PERCENTAGE = re.compile(rf"{NUMBER} ?(?:%|per ?cent)")
BARE = re.compile(NUMBER + UNIT)
LETTER = re.compile(r"([abcdf])(?:[ -]*(plus|minus)| ?([+-]))?")


@dataclass(frozen=True, slots=True)
class Grade:
    """Hold a grade as printed and what was made of it, with the reason in words.

    `normalised` is in hundredths of a per cent: 3/4 is 7,500. `canonical` is one
    spelling for all ways to print the same grade, "2.5/4" for "2 ½ stars out of four".
    """

    original: str
    normalised: int | None
    scale: str | None
    reason: str
    canonical: str | None = None


def read(grade: str | None, bare_scale: str | None = None) -> Grade:
    """Return the grade with its value, or with the reason why it has none.

    `bare_scale` ("n/5") comes from an outlet's settings and gives the scale of numbers
    printed without one.
    """
    original = grade or ""
    if len(original) > LONGEST_GRADE:
        return _refused(original, "This is too long to be a grade.")
    return _read(original, bare_scale)


def full_marks(scale: str | None) -> int | None:
    """Return the 5 of "n/5", or None for letters and for what is no scale."""
    found = re.fullmatch(r"n/([1-9][0-9]{0,2})", scale or "")
    return int(found[1]) if found else None


# A few hundred different grades make up all the reviews there are.
@lru_cache(maxsize=4096)
def _read(original: str, bare_scale: str | None) -> Grade:
    text = clean(original)
    if not text:
        return _refused(original, "There is no grade.")
    if found := LETTER.fullmatch(text):
        return _letter(original, found)
    if found := FRACTION.fullmatch(text):
        return _out_of(original, _parsed(found[1]), _parsed(found[2]), bare_scale)
    if found := PERCENTAGE.fullmatch(text):
        return _out_of(original, _parsed(found[1]), 100 * WHOLE, None)
    if found := BARE.fullmatch(text):
        return _bare(original, text, _parsed(found[1]), bare_scale)
    return _refused(original, why_not(text))


def _letter(original: str, found: re.Match[str]) -> Grade:
    letter = found[1].upper() + (SIGNS[found[2]] if found[2] else found[3] or "")
    value = LETTERS[letter]
    return Grade(original, value, "letter", f"{letter} is a letter grade.", letter)


def _out_of(original: str, value: int, full: int, own_scale: str | None) -> Grade:
    shown = f"{_printed(value)}/{_printed(full)}"
    marks, rest = divmod(full, WHOLE)
    if rest or marks not in {*SCALES, full_marks(own_scale)}:
        return _refused(
            original,
            f"A grade out of {_printed(full)} is not known here; it may be mangled.",
        )
    if value > full:
        return _refused(original, f"{shown} is more than its scale has to give.")
    return Grade(
        original=original,
        normalised=round_half_up(WHOLE * value, full),
        scale=f"n/{marks}",
        reason=f"{shown} is a grade out of {marks}.",
        canonical=shown,
    )


def _bare(original: str, text: str, value: int, scale: str | None) -> Grade:
    if text == "1":
        # In real reviews a lone 1 goes with Fresh 45 times of 48, which the worst grade
        # but one would not: it is what some import left of another grade.
        return _refused(
            original, "A bare 1 is what is left of a longer grade; it could be any."
        )
    marks = full_marks(scale)
    if marks is not None:
        return _out_of(original, value, marks * WHOLE, scale)
    return _refused(
        original,
        f"{_printed(value)} does not say out of how many; the outlet's settings can.",
    )


def _refused(original: str, reason: str) -> Grade:
    return Grade(original=original, normalised=None, scale=None, reason=reason)


def _parsed(number: str) -> int:
    """Return a decimal number in ten-thousandths: "2,5" is 25,000."""
    whole, _, decimals = number.replace(",", ".").partition(".")
    return int(whole or 0) * WHOLE + int(decimals.ljust(4, "0"))


def _printed(number: int) -> str:
    """Return ten-thousandths as the shortest decimal: 25,000 is "2.5"."""
    whole, decimals = divmod(number, WHOLE)
    return f"{whole}.{decimals:04}".rstrip("0").rstrip(".")
