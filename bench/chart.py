"""Draw lines over a logarithmic scale as an SVG that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 20, 60
COLOURS = ("#0b57a4", "#b3261e", "#1b7f3b", "#6a3fa0", "#a06a00")
STEPS = 5


@dataclass(frozen=True)
class Line:
    """A line: its name, and points of a size and what was measured there."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Frame:
    """Where values stand: sizes logarithmic, costs from 0 to the highest."""

    smallest: float
    largest: float
    highest: float

    def x(self, size: float) -> float:
        """Return how far right a size stands."""
        whole = log10(self.largest / self.smallest) or 1
        share = log10(size / self.smallest) / whole
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, cost: float) -> float:
        """Return how far down a cost stands."""
        return round(HEIGHT - BOTTOM - cost / self.highest * (HEIGHT - TOP - BOTTOM), 1)


def draw(lines: Sequence[Line], across: str, upwards: str) -> str:
    """Return the picture of some lines, its axes named."""
    sizes = sorted({size for line in lines for size, _ in line.points})
    most = max(cost for line in lines for _, cost in line.points)
    frame = Frame(sizes[0], sizes[-1], rounded_up(most))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" font-family="sans-serif" font-size="13">',
        f"<title>{escape(upwards)} by {escape(across)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *grid(frame, sizes),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 15, across, "middle"),
        f'<g transform="rotate(-90 18 {HEIGHT / 2})">'
        + text(18, HEIGHT / 2, upwards, "middle")
        + "</g>",
    ]
    for number, line in enumerate(lines):
        parts += drawn(frame, line, COLOURS[number % len(COLOURS)], number)
    return "\n".join((*parts, "</svg>\n"))


def grid(frame: Frame, sizes: Sequence[float]) -> list[str]:
    """Return the lines behind, with sizes below and costs at the left."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for step in range(STEPS + 1):
        cost = frame.highest * step / STEPS
        y = frame.y(cost)
        parts.append(f'<path d="M{LEFT} {y}H{right}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, y + 4, f"{cost:g}", "end"))
    for size in sizes:
        x = frame.x(size)
        parts.append(f'<path d="M{x} {TOP}V{bottom}" stroke="#eee"/>')
        parts.append(text(x, bottom + 20, f"{size:,.0f}", "middle"))
    return parts


def drawn(frame: Frame, line: Line, colour: str, number: int) -> list[str]:
    """Return a line with a dot at each point, and its name beside its end."""
    places = [(frame.x(size), frame.y(cost)) for size, cost in sorted(line.points)]
    path = "L".join(f"{x} {y}" for x, y in places)
    dots = [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in places]
    right = WIDTH - RIGHT + 16
    y = TOP + 14 + 22 * number
    return [
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<circle cx="{right}" cy="{y - 4}" r="5" fill="{colour}"/>',
        text(right + 12, y, line.name, "start"),
    ]


def text(x: float, y: float, words: str, anchor: str) -> str:
    """Return words at a place."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def rounded_up(value: float) -> float:
    """Return the next round number: 1, 2, 5, 10, 20, 50 and so on.

    >>> rounded_up(0.3), rounded_up(11), rounded_up(47)
    (0.5, 20.0, 50.0)
    """
    if value <= 0:
        return 1
    power = 10.0 ** (ceil(log10(value)) - 1)
    return next(
        round(step * power, 6) for step in (1, 2, 5, 10, 20) if step * power >= value
    )
