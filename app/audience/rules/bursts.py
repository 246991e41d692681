"""When a sudden wave of ratings is held until somebody has looked.

The rule, in whole numbers. Of a movie we count the ratings of the last `hours` that
came without a screening's code, and compare them with what the movie itself is used to:
the larger of its rate over the past four weeks and its rate over the past two days, so
that a movie whose following grows from day to day is measured by yesterday. From the
number that is so to be expected, `e`, follows the bound

    allowed = e + 6 * root(e) + floor

Ratings that come by chance at a steady rate pass six times their root about once in a
thousand million windows, and the floor lets small numbers be. More than `allowed` is a
wave. An opening night is none: in the `opening_days` after its first public screening
or its release, and before it, no number is too large.

An example: a movie had 448 ratings in four weeks, so 2 in three hours. Its bound is
2 + 6 * 2 + 40 = 54 (the root of 2 is taken as 2). 30 ratings in an evening pass after a
broadcast on television; 214 within three hours are held.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import isqrt

LONG_PAST = timedelta(days=28)
SHORT_PAST = timedelta(days=2)
ROOTS = 6


@dataclass(frozen=True)
class Arrivals:
    """Ratings of a movie without a code: in the window, and in two times before it."""

    recent: int
    in_two_days: int
    in_four_weeks: int


@dataclass(frozen=True)
class BurstRule:
    """The rule of a site; `hours` is the window, `hold_hours` how long a wave waits."""

    active: bool = True
    hours: int = 3
    floor: int = 40
    opening_days: int = 14
    hold_hours: int = 72

    @property
    def window(self) -> timedelta:
        """The time in which a wave comes."""
        return timedelta(hours=self.hours)

    @property
    def hold_time(self) -> timedelta:
        """How long a wave is held at most."""
        return timedelta(hours=self.hold_hours)

    def expected(self, arrivals: Arrivals) -> int:
        """Return how many ratings are to be expected in a window, rounded up."""
        return max(
            share(arrivals.in_four_weeks, self.window, LONG_PAST),
            share(arrivals.in_two_days, self.window, SHORT_PAST),
        )

    def allowed(self, arrivals: Arrivals) -> int:
        """Return the largest number in a window that is no wave."""
        expected = self.expected(arrivals)
        return expected + ROOTS * root(expected) + self.floor

    def is_wave(
        self, arrivals: Arrivals, *, opened_on: date | None, today: date
    ) -> bool:
        """Tell whether what arrived is a wave; an opening never is."""
        if not self.active or self.is_opening(opened_on, today=today):
            return False
        return arrivals.recent > self.allowed(arrivals)

    def is_opening(self, opened_on: date | None, *, today: date) -> bool:
        """Tell whether a movie opens about now, or is still to open."""
        if opened_on is None:
            return False
        return today <= opened_on + timedelta(days=self.opening_days)


def share(number: int, window: timedelta, past: timedelta) -> int:
    """Return what part of a number falls into a window of the past, rounded up."""
    return -(-number * (window // timedelta(hours=1)) // (past // timedelta(hours=1)))


def root(number: int) -> int:
    """Return the square root of a number, rounded up."""
    low = isqrt(number)
    return low if low * low == number else low + 1
