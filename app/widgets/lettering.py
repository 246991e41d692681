"""Words as outlines, and the site's marks, for pictures that may load no typeface.

An SVG in an `img` loads nothing, and the reader's own faces are wider or narrower than
ours. So widths are read from our face, kerning included, and words become paths.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import Any

from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont
from PIL import ImageFont

from app.config import ROOT

FONTS = ROOT / "static" / "fonts"
FILES = ("league-gothic-latin.woff2", "league-gothic-latin-ext.woff2")
SPRITE = ROOT / "templates" / "components" / "icon.html"
# Widths are measured large, so that hinting rounds nothing.
MEASURED = 1000
CAPITAL = 0.735
# A face is read from several requests at once, and reads itself bit by bit.
READING = RLock()
FIELD = 24
STEPS = 8
Point = tuple[float, float]


@dataclass(frozen=True)
class Placed:
    """A letter, the number of the file that has it, and where it begins, in em."""

    letter: str
    file: int
    at: float


def can_draw(text: str) -> bool:
    """Tell whether our face has every letter of a text."""
    return all(any(ord(each) in letters(file) for file in files()) for each in text)


def width(text: str, size: float) -> float:
    """Return how wide a text is."""
    return measured(text)[1] * size


def measured(text: str) -> tuple[Sequence[Placed], float]:
    """Return the letters of a text with their places, and its width, in em."""
    placed: list[Placed] = []
    at = 0.0
    for file, run in runs(text):
        font = measuring(file)
        for place, letter in enumerate(run):
            # Kerning moves a letter towards the one before it.
            before = font.getlength(run[: place + 1]) - font.getlength(letter)
            placed.append(Placed(letter, file, at + before / MEASURED))
        at += font.getlength(run) / MEASURED
    return placed, at


def runs(text: str) -> Iterator[tuple[int, str]]:
    """Part a text into stretches whose letters one file has."""
    run, current = "", 0
    for letter in text:
        file = next((file for file in files() if ord(letter) in letters(file)), 0)
        if run and file != current:
            yield current, run
            run = ""
        run, current = run + letter, file
    if run:
        yield current, run


def path_of_words(text: str, x: float, baseline: float, size: float) -> str:
    """Return a text as an SVG path that begins at a point of its baseline."""
    pen = SVGPathPen(None, ntos=short)
    for each in measured(text)[0]:
        place = Transform(size, 0, 0, -size, x + each.at * size, baseline)
        replay(outline(each.letter, each.file), TransformPen(pen, place))
    return str(pen.getCommands())


def path_of_mark(name: str, x: float, y: float, size: float) -> str:
    """Return one of the site's marks as an SVG path."""
    pen = SVGPathPen(None, ntos=short)
    scale = Transform(size / FIELD, 0, 0, size / FIELD, x, y)
    parse_path(mark(name), TransformPen(pen, scale))
    return str(pen.getCommands())


def polygons_of_mark(name: str, x: float, y: float, size: float) -> list[list[Point]]:
    """Return a mark as polygons; where two of them overlap is a hole."""
    pen = Polygons()
    scale = Transform(size / FIELD, 0, 0, size / FIELD, x, y)
    parse_path(mark(name), TransformPen(pen, scale))
    return pen.found


class Polygons(BasePen):  # type: ignore[misc]
    """Gathers outlines as polygons, curves in short straight steps."""

    def __init__(self) -> None:
        super().__init__(None)
        self.found: list[list[Point]] = []

    def _moveTo(self, pt: Point) -> None:
        self.found.append([pt])

    def _lineTo(self, pt: Point) -> None:
        self.found[-1].append(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        start = self.found[-1][-1]
        for step in range(1, STEPS + 1):
            to = step / STEPS
            back = 1 - to
            weights = (back**3, 3 * back**2 * to, 3 * back * to**2, to**3)
            points = (start, pt1, pt2, pt3)
            pairs = list(zip(weights, points, strict=True))
            self.found[-1].append(
                (sum(w * p[0] for w, p in pairs), sum(w * p[1] for w, p in pairs))
            )


@cache
def mark(name: str) -> str:
    """Return the body of a mark from the sprite that our pages use."""
    symbol = re.search(rf'<symbol id="{name}" .*?</symbol>', SPRITE.read_text())
    if symbol is None:
        raise LookupError(f"the sprite has no mark {name!r}")
    bodies: list[str] = re.findall(r' d="([^"]+)"', symbol[0])
    return bodies[-1]


def files() -> range:
    """Return the numbers of the files of our face."""
    return range(len(FILES))


@cache
def face(file: int) -> Any:
    """Open one file of our face; it reads its tables when they are asked for."""
    return TTFont(FONTS / FILES[file])


@cache
def letters(file: int) -> dict[int, str]:
    """Return the names of the outlines in a file by letter."""
    with READING:
        found: dict[int, str] = face(file).getBestCmap()
    return found


@cache
def outline(letter: str, file: int) -> Sequence[tuple[str, tuple[Point, ...]]]:
    """Return the strokes of a letter, in em, at the face's usual width."""
    name = letters(file).get(ord(letter), ".notdef")
    with READING:
        glyphs = face(file).getGlyphSet()
        unit = face(file)["head"].unitsPerEm
        pen = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(TransformPen(pen, Transform(1 / unit, 0, 0, 1 / unit, 0, 0)))
    return tuple(pen.value)


def replay(strokes: Sequence[tuple[str, tuple[Point, ...]]], pen: Any) -> None:
    """Draw recorded strokes with another pen."""
    for stroke, points in strokes:
        getattr(pen, stroke)(*points)


@cache
def measuring(file: int) -> ImageFont.FreeTypeFont:
    """Open a file for measuring."""
    return ImageFont.truetype(FONTS / FILES[file], MEASURED)


@cache
def drawing(file: int, size: int) -> ImageFont.FreeTypeFont:
    """Open a file for drawing at a size."""
    return ImageFont.truetype(FONTS / FILES[file], size)


def short(value: float) -> str:
    """Write a number with no more digits than can be seen."""
    return f"{value:.1f}".removesuffix(".0")
