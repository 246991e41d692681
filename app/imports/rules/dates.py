"""Read a day in every shape that files print it in, and know a filler from a day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.imports.rules.cleaning import NOTHING, text
from app.imports.rules.problems import Bad, LeftOut

FIRST_YEAR = 1888
LAST_YEAR = 2100
"""Before the first film and after our time a date is a filler."""

MONTHS = {
    name: place
    for place, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "september", "sept"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
TIME = rf"(?:[T ]\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?{ZONE})?"
ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}", re.I)
COMPACT = re.compile(r"((?:18|19|20)\d{2})(\d{2})(\d{2})")
MONTH_FIRST = re.compile(
    rf"([a-z]{{3,9}})\.? (\d{{1,2}})(?:st|[nr]d|th)?,? (\d{{4}}){TIME}", re.I
)
DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|[nr]d|th|\.)?[ -]([a-z]{{3,9}})\.?,?[ -](\d{{4}}){TIME}", re.I
)
FIGURES = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){TIME}", re.I)
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.I)
EXPECTED = "a day such as 2018-11-10 or November 10, 2018, or nothing"
NOT_YET = "a day that is not in the future"
AMBIGUOUS = (
    "a day whose day and month cannot be mistaken; say --dates day-first or "
    "--dates month-first"
)


class Order(StrEnum):
    """Which of two figures is the day."""

    UNSAID = "unsaid"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


FILLERS: dict[date, tuple[str, ...]] = {
    date(2000, 1, 1): (
        "2000-01-01",
        "January 1, 2000",
        "Jan 1, 2000",
        "01/01/2000",
    ),
    date(1970, 1, 1): ("1970-01-01", "January 1, 1970", "01/01/1970"),
    date(1900, 1, 1): ("1900-01-01", "January 1, 1900", "01/01/1900"),
}
"""Days that programs write when they know none, and how files print them."""

BULK = 10
"""From so many times in a file on, such a day is a filler and no day."""


@dataclass(frozen=True)
class Calendar:
    """How the dates of a file are read: the order of figures, and its filler days.

    Nothing can have been written after `last`; None sets no end.
    """

    order: Order = Order.UNSAID
    fillers: frozenset[date] = field(default_factory=frozenset)
    last: date | None = None

    def past_day(self, value: str) -> date | Bad | None:
        """Return the day on which something was written; one to come is left out.

        >>> Calendar(last=date(2020, 1, 1)).past_day("2031-05-01")
        LeftOut(expected='a day that is not in the future')
        """
        found = self.day(value)
        if isinstance(found, date) and self.last is not None and found > self.last:
            return LeftOut(NOT_YET)
        return found

    def day(self, value: str) -> date | Bad | None:
        """Return the day that a value names, None for unknown, Bad for nonsense.

        >>> Calendar().day("November 10, 2018"), Calendar().day("1800-01-01")
        (datetime.date(2018, 11, 10), None)
        """
        found = value.strip()
        match = ISO.fullmatch(found)
        if match is None:
            return self.printed_day(text(found))
        return self.made(match[1], match[2], match[3])

    def printed_day(self, found: str) -> date | Bad | None:
        """Return the day of a value that is not in the ISO order."""
        if found.casefold() in NOTHING:
            return None
        found = WEEKDAY.sub("", found)
        if match := ISO.fullmatch(found) or COMPACT.fullmatch(found):
            return self.made(match[1], match[2], match[3])
        if match := MONTH_FIRST.fullmatch(found):
            return self.made(match[3], MONTHS.get(match[1].lower()), match[2])
        if match := DAY_FIRST.fullmatch(found):
            return self.made(match[3], MONTHS.get(match[2].lower()), match[1])
        if match := FIGURES.fullmatch(found):
            return self.figures(int(match[1]), int(match[3]), match[4])
        return Bad(EXPECTED)

    def figures(self, first: int, second: int, year: str) -> date | Bad | None:
        """Return the day of two figures and a year, if it is certain."""
        last_month = len(set(MONTHS.values()))
        if self.order is Order.DAY_FIRST or first > last_month:
            return self.made(year, second, first)
        if self.order is Order.MONTH_FIRST or second > last_month or first == second:
            return self.made(year, first, second)
        return Bad(AMBIGUOUS)

    def made(
        self, year: str, month: str | int | None, day: str | int
    ) -> date | Bad | None:
        """Return a day of the calendar; a filler is unknown."""
        if month is None:
            return Bad(EXPECTED)
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            return Bad(EXPECTED)
        if not FIRST_YEAR <= found.year <= LAST_YEAR or found in self.fillers:
            return None
        return found


def fillers_in(chunks: Iterable[str]) -> frozenset[date]:
    """Return the filler days that stand in a file in bulk.

    One review may well have been printed on the first of January 2000; ten thousand
    were not. What is cut between two chunks may be counted once less.
    """
    counts = dict.fromkeys(FILLERS, 0)
    for chunk in chunks:
        for day, prints in FILLERS.items():
            if counts[day] < BULK:
                counts[day] += sum(chunk.count(each) for each in prints)
        if all(count >= BULK for count in counts.values()):
            break
    return frozenset(day for day, count in counts.items() if count >= BULK)
