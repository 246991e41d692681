"""Read a grade as printed and normalise it; never guess."""

import re
from dataclasses import dataclass

from app.scores.rules.rounding import round_half_up

LETTERS = {
    letter: round_half_up(10_000 * points, 13)
    for letter, points in {
        "A+": 13,
        "A": 12,
        "A-": 11,
        "B+": 10,
        "B": 9,
        "B-": 8,
        "C+": 7,
        "C": 6,
        "C-": 5,
        "D+": 4,
        "D": 3,
        "D-": 2,
        "F": 0,
    }.items()
}
SCALES = (4, 5, 6, 8, 10, 20, 100)


@dataclass(frozen=True, slots=True)
class Grade:
    """Hold a grade as printed and what was made of it, with the reason in words."""

    original: str
    normalised: int | None
    scale: str | None
    reason: str


def read(grade: str | None) -> Grade:
    """Return the grade with its value in hundredths of a per cent, or why not."""
    original = grade or ""
    text = " ".join(original.split()).upper()
    if not text:
        return Grade(original, None, None, "There is no grade.")
    if text in LETTERS:
        return Grade(original, LETTERS[text], "letter", f"{text} is a letter grade.")
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]))? ?/ ?([0-9]{1,3})", text)
    if found is None or int(found[3]) not in SCALES:
        return Grade(original, None, None, "This is not a grade that we can read.")
    tenths, full = int(found[1]) * 10 + int(found[2] or 0), int(found[3])
    if tenths > full * 10:
        return Grade(original, None, None, "The grade is higher than its scale.")
    value = round_half_up(1000 * tenths, full)
    return Grade(original, value, f"n/{full}", f"{text} is a grade out of {full}.")
