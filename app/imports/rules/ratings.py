"""Read what a row says of a member's rating: stars in half-steps, a day, words."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.imports.rules import cleaning
from app.imports.rules.columns import Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Bad, LeftOut, Problem
from app.imports.rules.reading import Batch

STARS = "stars from 0.5 to 5 in halves"
HALF_STEPS = "half-steps, 1 to 10"
TENTHS = "a whole number from 1 to 10"
OUT_OF = "a rating such as 4/5 or 8/10, in half stars"
NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")
FRACTION = re.compile(rf"({NUMBER.pattern})\s*/\s*({NUMBER.pattern})")
GLYPHS = re.compile(r"(★{0,5})(½?)")
LONGEST_TEXT = 10_000
MOST = 10
NO_RATING = "a rating"
NO_MEMBER = "the name or the e-mail address of a member"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a row says, without the film; half-steps from 1 to 10."""

    member: str
    email: str
    half_steps: int
    day: date | None
    text: str
    spoiler: bool
    verified: bool


def half_steps(value: str, out_of: int, expected: str) -> int | Bad:
    """Return half-steps of a rating out of so many; nothing is rounded.

    >>> half_steps("3.5", 5, STARS), half_steps("8/10", 5, STARS)
    (7, 8)
    >>> half_steps("3.3", 5, STARS)
    Bad(expected='stars from 0.5 to 5 in halves')
    """
    text = cleaning.text(value).casefold().removesuffix("stars").removesuffix("star")
    text = text.strip()
    if drawn := GLYPHS.fullmatch(text):
        steps = Fraction(2 * len(drawn[1]) + len(drawn[2]))
    elif parts := FRACTION.fullmatch(text):
        whole = Fraction(parts[2].replace(",", "."))
        if not whole:
            return Bad(expected)
        steps = Fraction(parts[1].replace(",", ".")) / whole * MOST
    elif NUMBER.fullmatch(text):
        steps = Fraction(text.replace(",", ".")) / out_of * MOST
    else:
        return Bad(expected)
    if steps.denominator != 1 or not 1 <= steps <= MOST:
        return Bad(expected)
    return int(steps)


SCALES = {
    "stars": (5, STARS),
    "half_steps": (10, HALF_STEPS),
    "rating10": (10, TENTHS),
    "rating": (5, OUT_OF),
}


class RatingReader:
    """Reads the ratings of a file's rows."""

    def __init__(self, layout: Layout, calendar: Calendar) -> None:
        self.names = layout.names
        self.calendar = calendar
        self.remarks: list[Problem] = []

    def rating(self, batch: Batch, place: int) -> Rating | Problem:
        """Return the rating of a row, or what is wrong with it."""
        line = batch.lines[place]

        def cell(field: str) -> str:
            return batch.columns[field][place] if field in batch.columns else ""

        def problem(field: str, expected: str) -> Problem:
            column = self.names.get(field, "")
            return Problem(line, column, cell(field), expected)

        member, email = cleaning.text(cell("member")), cleaning.text(cell("email"))
        if not member and not email:
            return problem("member" if "member" in self.names else "email", NO_MEMBER)
        given = [field for field in SCALES if cell(field).strip()]
        if not given:
            field = next(each for each in SCALES if each in self.names)
            return problem(field, NO_RATING)
        steps = half_steps(cell(given[0]), *SCALES[given[0]])
        if isinstance(steps, Bad):
            return problem(given[0], steps.expected)
        read = {
            "date": self.calendar.past_day,
            "spoiler": cleaning.flag,
            "verified": cleaning.flag,
        }
        found: dict[str, Any] = {
            name: clean(cell(name)) for name, clean in read.items()
        }
        for field, value in found.items():
            if isinstance(value, LeftOut):
                self.remarks.append(problem(field, value.expected))
                found[field] = None
            elif isinstance(value, Bad):
                return problem(field, value.expected)
        day = found.pop("date")
        words = paragraphs(cell("text"))
        if len(words) > LONGEST_TEXT:
            return problem("text", f"at most {LONGEST_TEXT:,} characters")
        return Rating(member, email, steps, day, words, **found)


def paragraphs(value: str) -> str:
    r"""Return words with their line breaks, each line clean.

    >>> paragraphs("One.<br>Two &amp; three.\n\n\n\nFour.")
    'One.\nTwo & three.\n\nFour.'
    """
    lines = re.sub(r"<br\s*/?>|</p>", "\n", value, flags=re.I)
    lines = lines.replace("\r\n", "\n").replace("\r", "\n")
    clean = "\n".join(cleaning.text(line) for line in lines.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", clean).strip()
