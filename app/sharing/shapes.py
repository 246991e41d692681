"""The site's marks as shapes to be drawn, read from the sprite that pages use.

A mark is an SVG path on a field of 24 by 24. Only what the sprite's paths hold is
understood: lines, cubic curves, arcs, absolute and relative.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from app.config import ROOT
from app.core.late import later

if TYPE_CHECKING:
    from PIL import Image, ImageChops, ImageDraw
else:
    Image = later("PIL.Image")
    ImageChops = later("PIL.ImageChops")
    ImageDraw = later("PIL.ImageDraw")

SPRITE = ROOT / "templates" / "components" / "icon.html"
FIELD = 24
FINER = 4
STEPS = 32
TOKEN = re.compile(r"[A-Za-z]|[+-]?(?:\d+\.?\d*|\.\d+)")
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
Point = tuple[float, float]


@cache
def paths(name: str) -> Sequence[str]:
    """Return the paths of a mark that are filled, the last one being its body."""
    symbol = re.search(
        rf'<symbol id="{name}" viewBox="0 0 24 24">(.*?)</symbol>', SPRITE.read_text()
    )
    if symbol is None:
        raise LookupError(f"the sprite has no mark {name!r}")
    return re.findall(r'<path(?![^>]*fill="none")[^>]*? d="([^"]+)"', symbol[1])


@cache
def mask(path: str, size: int) -> "Image.Image":
    """Return a path as a mask of `size` pixels; where outlines overlap is a hole."""
    side = size * FINER
    whole = Image.new("1", (side, side))
    for outline in outlines(path):
        one = Image.new("1", (side, side))
        scaled = [(x * side / FIELD, y * side / FIELD) for x, y in outline]
        ImageDraw.Draw(one).polygon(scaled, fill=1)
        whole = ImageChops.logical_xor(whole, one)
    return whole.convert("L").resize((size, size), Image.Resampling.BOX)


def outlines(path: str) -> list[list[Point]]:
    """Return the closed outlines of a path as polygons."""
    found: list[list[Point]] = []
    here: Point = (0.0, 0.0)
    for command, numbers in commands(path):
        kind = command.upper()
        origin = here if command.islower() else (0.0, 0.0)
        if kind == "Z":
            here = found[-1][0]
            continue
        points = reached(kind, numbers, origin, here)
        if kind == "M":
            found.append([])
        found[-1].extend(points)
        here = points[-1]
    return found


def commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its numbers; one that is repeated is named once."""
    tokens = TOKEN.findall(path)
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        count = ARGUMENTS[command.upper()]
        yield command, [float(each) for each in tokens[place : place + count]]
        place += count
        # After a move, further points are lines.
        command = {"M": "L", "m": "l"}.get(command, command)


def reached(
    kind: str, numbers: Sequence[float], origin: Point, here: Point
) -> list[Point]:
    """Return the points that a command leads through."""
    if kind == "H":
        return [(numbers[0] + origin[0], here[1])]
    if kind == "V":
        return [(here[0], numbers[0] + origin[1])]
    if kind == "A":
        end = (numbers[5] + origin[0], numbers[6] + origin[1])
        return arc(here, end, numbers[0], large=bool(numbers[3]), on=bool(numbers[4]))
    points = [
        (x + origin[0], y + origin[1])
        for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    return curve(here, *points) if kind == "C" else points


def curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Return points on a cubic curve."""
    found = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        corners = (start, first, second, end)
        found.append(
            (
                sum(w * p[0] for w, p in zip(weights, corners, strict=True)),
                sum(w * p[1] for w, p in zip(weights, corners, strict=True)),
            )
        )
    return found


def arc(
    start: Point, end: Point, radius: float, *, large: bool, on: bool
) -> list[Point]:
    """Return points on an arc of a circle; `on` turns with the clock."""
    (x1, y1), (x2, y2) = start, end
    half = math.dist(start, end) / 2
    radius = max(radius, half)
    height = math.sqrt(max(radius**2 - half**2, 0.0))
    side = -1 if large != on else 1
    away = side * height / (2 * half)
    cx = (x1 + x2) / 2 - away * (y1 - y2)
    cy = (y1 + y2) / 2 - away * (x2 - x1)
    first = math.atan2(y1 - cy, x1 - cx)
    turn = math.atan2(y2 - cy, x2 - cx) - first
    if on and turn < 0:
        turn += math.tau
    elif not on and turn > 0:
        turn -= math.tau
    angles = [first + turn * step / STEPS for step in range(1, STEPS + 1)]
    return [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in angles]
