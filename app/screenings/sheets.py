"""The sheet of codes: slips to be cut apart, as PDF with QR, and the same as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import TYPE_CHECKING, cast

from app.config import ROOT
from app.core import late

if TYPE_CHECKING:
    import segno
    from fpdf import FPDF
    from PIL.Image import Image
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
ROOM = SLIP_WIDTH - QR - 3 * PAD
QUIET = 2
# A dark module is 1 in a matrix, and 0 is black.
DOTS = bytes([255, 0]) + bytes(254)
TITLE_SIZE, TEXT_SIZE, CODE_SIZE = 17, 12, 12
CODE_LINE = 5.0
# More of a title or a place would run into the code below.
MOST_LINES = 2
# Words, their size, and how high the line is.
Line = tuple[str, int, float]


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
    lines: Sequence[Line] = ()
    codes = symbols(slip.address for slip in slips)
    for place, (slip, code) in enumerate(zip(slips, codes, strict=True)):
        if place % per_page == 0:
            document.add_page()
            lines = lines or lines_of(document, heading)
        row, column = divmod(place % per_page, COLUMNS)
        draw(
            document,
            lines,
            by_hand(heading, slip),
            code,
            x=MARGIN + column * SLIP_WIDTH,
            y=MARGIN + row * SLIP_HEIGHT,
        )
    return bytes(document.output())


def draw(
    document: "FPDF",
    lines: Sequence[Line],
    last: Sequence[str],
    symbol: "Image",
    *,
    x: float,
    y: float,
) -> None:
    """Draw one slip with its corner at x and y, in millimetres."""
    document.set_draw_color(190)
    document.set_dash_pattern(dash=1, gap=1.5)
    document.rect(x, y, SLIP_WIDTH, SLIP_HEIGHT)
    document.set_dash_pattern()
    draw_code(document, symbol, x=x + PAD, y=y + PAD)
    below = y + PAD
    for words, size, height in lines:
        document.set_font(FACES[0], size=size)
        document.set_xy(x + PAD + QR + PAD, below)
        document.cell(ROOM, height, words)
        below += height
    document.set_font(FACES[0], size=CODE_SIZE)
    for place, words in enumerate(last):
        document.set_xy(x + PAD, y + SLIP_HEIGHT - PAD - CODE_LINE * (2 - place))
        document.cell(SLIP_WIDTH - 2 * PAD, CODE_LINE, words)


def lines_of(document: "FPDF", heading: Heading) -> Sequence[Line]:
    """Return what stands beside every code, broken into lines: once for all slips."""
    lines: list[Line] = []
    for words, size, height in (
        (heading.title, TITLE_SIZE, 7.0),
        (heading.place, TEXT_SIZE, 5.2),
        ("Scan, and give your stars.", TEXT_SIZE, 5.2),
        (f"Works until {heading.until}, once.", TEXT_SIZE, 5.2),
    ):
        document.set_font(FACES[0], size=size)
        broken = cast(
            list[str],
            document.multi_cell(
                ROOM, height, words, align="L", dry_run=True, output="LINES"
            ),
        )
        kept = broken[:MOST_LINES]
        if len(broken) > MOST_LINES:
            kept[-1] = f"{kept[-1][:-1]}…"
        lines += [(line, size, height) for line in kept]
    return lines


def by_hand(heading: Heading, slip: Slip) -> tuple[str, str]:
    """Return the two lines for who cannot scan: where to go, and what to type."""
    return f"Or type this code at {heading.door}", f"{slip.number}   {slip.code}"


def draw_code(document: "FPDF", symbol: "Image", *, x: float, y: float) -> None:
    """Draw a QR code with the quiet space around it."""
    module = QR / (symbol.width + 2 * QUIET)
    side = symbol.width * module
    document.image(symbol, x=x + QUIET * module, y=y + QUIET * module, w=side, h=side)


def symbols(addresses: Iterable[str]) -> Iterator["Image"]:
    """Yield the QR code of each address as a picture, a dot for a module.

    To try all eight masks is most of the work of a code. The first address has the one
    that reads best; of the others, which differ in a code's signs alone, each has the
    same. Any mask is read by any phone.
    """
    # Few sites print sheets: no worker carries it for them from the beginning.
    picture = late.library("PIL.Image")
    mask = None
    for address in addresses:
        code = segno.make_qr(address, error="m", mask=mask)
        mask = code.mask
        dots = b"".join(bytes(row) for row in code.matrix)
        side = len(code.matrix)
        grey = picture.frombytes("L", (side, side), dots.translate(DOTS))
        yield grey.convert("1")


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
