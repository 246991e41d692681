"""Where the line of a score's history runs: a drawing in shares of its frame.

The frame is as wide as the page allows and its letters never shrink, so every place is
a per cent of the frame, and only the line itself has coordinates of its own, from 0 to
1,000 both ways, which the browser stretches. Nothing here knows of colours or words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.scores.rules.history import Moment, Point

LEFT, WIDTH = 12, 71
TOP, HEIGHT = 12, 70
WHOLE = 1000
TOO_CLOSE = 70
"""Two numbers that are nearer than this, in thousandths, would stand on each other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot on the line, with the numbers of the moments that it stands for."""

    x: str
    y: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line with its label: 0, the Fresh line, 100."""

    y: str
    per_cent: int
    is_threshold: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn history; `path` is the line, everything else is placed in per cents."""

    path: str
    rules: Sequence[Rule]
    marks: Sequence[Mark]
    first_day: date
    last_day: date
    end_x: str
    end_y: str
    end_label: int

    @property
    def frame(self) -> dict[str, str]:
        """Return where the line's own frame stands: left, top, right, width, height."""
        return {
            "left": f"{LEFT}%",
            "top": f"{TOP}%",
            "right": f"{LEFT + WIDTH}%",
            "width": f"{WIDTH}%",
            "height": f"{HEIGHT}%",
        }

    @property
    def has_span(self) -> bool:
        """Tell whether the line has any length."""
        return self.first_day != self.last_day


def chart(
    points: Sequence[Point], moments: Sequence[Moment], *, threshold: int
) -> Chart | None:
    """Draw the points that have a day and a percentage; None where there is none.

    The score stays what it is between two days with reviews, so the line goes level
    and then straight up or down, like stairs.
    """
    drawn = [point for point in points if point.day and point.score.has_percentage]
    if not drawn:
        return None
    days = [point.day for point in drawn if point.day]
    first, last = days[0], days[-1]
    steps = [f"M{across(days[0], first, last)} {down(drawn[0])}"]
    for point, day in zip(drawn[1:], days[1:], strict=True):
        steps.append(f"H{across(day, first, last)}V{down(point)}")
    end = drawn[-1]
    return Chart(
        path="".join(steps),
        rules=[
            Rule(placed_y(WHOLE - 10 * level), level, level == threshold)
            for level in sorted({0, threshold, 100})
        ],
        marks=marks(drawn, moments, first, last),
        first_day=first,
        last_day=last,
        end_x=placed_x(across(last, first, last)),
        end_y=placed_y(down(end)),
        end_label=end.score.approval or 0,
    )


def marks(
    points: Sequence[Point], moments: Sequence[Moment], first: date, last: date
) -> Sequence[Mark]:
    """Return a dot for each day of moments, numbered as the list of moments is.

    Days that are too close for two numbers share one dot.
    """
    by_day = {point.day: point for point in points}
    places = [
        (number, across(moment.day, first, last), down(by_day[moment.day]))
        for number, moment in enumerate(moments, start=1)
        if moment.day is not None and moment.day in by_day
    ]
    groups: list[list[tuple[int, int, int]]] = []
    for place in places:
        if groups and place[1] - groups[-1][0][1] < TOO_CLOSE:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        Mark(placed_x(group[0][1]), placed_y(group[0][2]), numbered(group))
        for group in groups
    ]


def numbered(group: Sequence[tuple[int, int, int]]) -> str:
    """Return the numbers of a group: "3", or "3–5"."""
    first, last = group[0][0], group[-1][0]
    return str(first) if first == last else f"{first}–{last}"


def across(day: date, first: date, last: date) -> int:
    """Return how far to the right a day stands, in thousandths of the line's frame."""
    span = (last - first).days
    return WHOLE * (day - first).days // span if span else WHOLE // 2


def down(point: Point) -> int:
    """Return how far down a score stands, in thousandths: the exact share."""
    return WHOLE - WHOLE * point.score.positive // point.score.total


def placed_x(thousandths: int) -> str:
    """Return a place across the whole frame."""
    return per_cent(LEFT * WHOLE + WIDTH * thousandths)


def placed_y(thousandths: int) -> str:
    """Return a place down the whole frame."""
    return per_cent(TOP * WHOLE + HEIGHT * thousandths)


def per_cent(thousandths: int) -> str:
    """Return thousandths of a per cent as SVG writes it: "12.345%"."""
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"
