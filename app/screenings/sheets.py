"""The sheet of codes: slips to be cut apart, as PDF with QR, and the same as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import TYPE_CHECKING

from app.config import ROOT
from app.core import late

if TYPE_CHECKING:
    import segno
    from fpdf import FPDF
else:
    segno = late.later("segno")

FONTS = ROOT / "static" / "fonts"
FACES = ("league-gothic-latin", "league-gothic-latin-ext")
COLUMNS, ROWS = 2, 5
MARGIN = 10.0
WIDTH, HEIGHT = 210.0, 297.0
SLIP_WIDTH = (WIDTH - 2 * MARGIN) / COLUMNS
SLIP_HEIGHT = (HEIGHT - 2 * MARGIN) / ROWS
PAD = 4.0
QR = 36.0
QUIET = 2
LONGEST_LINE = 34
TITLE_SIZE, TEXT_SIZE, CODE_SIZE = 17, 12, 12
CODE_LINE = 5.0


@dataclass(frozen=True)
class Slip:
    """What one viewer is handed: a number, the code, and where it leads."""

    number: int
    code: str
    address: str
    fingerprint: str


@dataclass(frozen=True)
class Heading:
    """What stands on every slip; `door` is where a code is typed by hand."""

    title: str
    place: str
    until: str
    site: str
    door: str


def as_pdf(heading: Heading, slips: Sequence[Slip]) -> bytes:
    """Return the slips as A4 pages, ten on each, with lines to cut along."""
    # Few sites print sheets, and every worker would carry 37 MB for it.
    document: FPDF = late.library("fpdf").FPDF(unit="mm", format="A4")
    document.set_auto_page_break(False)
    document.set_title(f"{heading.title}: codes")
    document.set_creator(heading.site)
    for face in FACES:
        document.add_font(face, fname=typeface(face))
    document.set_fallback_fonts([FACES[1]], exact_match=False)
    per_page = COLUMNS * ROWS
    for place, slip in enumerate(slips):
        if place % per_page == 0:
            document.add_page()
        row, column = divmod(place % per_page, COLUMNS)
        draw(
            document,
            heading,
            slip,
            x=MARGIN + column * SLIP_WIDTH,
            y=MARGIN + row * SLIP_HEIGHT,
        )
    return bytes(document.output())


def draw(document: "FPDF", heading: Heading, slip: Slip, *, x: float, y: float) -> None:
    """Draw one slip with its corner at x and y, in millimetres."""
    document.set_draw_color(190)
    document.set_dash_pattern(dash=1, gap=1.5)
    document.rect(x, y, SLIP_WIDTH, SLIP_HEIGHT)
    document.set_dash_pattern()
    draw_code(document, slip.address, x=x + PAD, y=y + PAD)
    left = x + PAD + QR + PAD
    room = SLIP_WIDTH - QR - 3 * PAD
    line = y + PAD
    for words, size, height in (
        (heading.title, TITLE_SIZE, 7.0),
        (heading.place, TEXT_SIZE, 5.2),
        ("Scan, and give your stars.", TEXT_SIZE, 5.2),
        (f"Works until {heading.until}, once.", TEXT_SIZE, 5.2),
    ):
        document.set_font(FACES[0], size=size)
        document.set_xy(left, line)
        document.multi_cell(
            room, height, shortened(words), align="L", max_line_height=height
        )
        line = document.get_y()
    document.set_font(FACES[0], size=CODE_SIZE)
    for place, words in enumerate(by_hand(heading, slip)):
        document.set_xy(x + PAD, y + SLIP_HEIGHT - PAD - CODE_LINE * (2 - place))
        document.cell(SLIP_WIDTH - 2 * PAD, CODE_LINE, words)


def by_hand(heading: Heading, slip: Slip) -> tuple[str, str]:
    """Return the two lines for who cannot scan: where to go, and what to type."""
    return f"Or type this code at {heading.door}", f"{slip.number}   {slip.code}"


def draw_code(document: "FPDF", address: str, *, x: float, y: float) -> None:
    """Draw the QR code of an address, run by run."""
    matrix = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    module = QR / (len(matrix) + 2 * QUIET)
    document.set_fill_color(0)
    for number, row in enumerate(matrix):
        for start, length in runs(row):
            document.rect(
                x + (QUIET + start) * module,
                y + (QUIET + number) * module,
                length * module,
                module,
                style="F",
            )


def runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Yield where dark modules begin in a row, and how many stand together."""
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def shortened(words: str) -> str:
    """Return words that do not run over the slip."""
    longest = 2 * LONGEST_LINE
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def as_csv(slips: Sequence[Slip]) -> str:
    """Return the slips as a table for another program to print."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["number", "code", "address", "fingerprint"])
    for slip in slips:
        writer.writerow([slip.number, slip.code, slip.address, slip.fingerprint])
    return lines.getvalue()


@cache
def typeface(name: str) -> Path:
    """Return a file of our face that a PDF can hold; the site's own is compressed."""
    handle, path = mkstemp(prefix=f"{name}-", suffix=".ttf", dir=gettempdir())
    font = late.library("fontTools.ttLib").TTFont(FONTS / f"{name}.woff2")
    font.flavor = None
    with open(handle, "wb") as file:
        font.save(file)
    return Path(path)
