"""The slips that are printed: what stands on each, and what a phone reads off it."""

from dataclasses import replace

import segno
from fpdf import FPDF

from app.screenings import sheets
from app.screenings.sheets import Heading, Slip

HEADING = Heading(
    title="The Lamplighter",
    place="Kino Lantern, Mar 4, 2026",
    until="Mar 5, 2026",
    site="Films",
    door="films.example.org/s",
)
CODE = "efdz-44sm-6n8r-rsh0-4y3h-a4y9-6y2t"
ADDRESS = f"https://films.example.org/s/{CODE.replace('-', '')}"
SLIP = Slip(number=7, code=CODE, address=ADDRESS, fingerprint="ab2a28bbf4ab")


def test_who_cannot_scan_reads_where_to_type_which_code():
    assert sheets.by_hand(HEADING, SLIP) == (
        "Or type this code at films.example.org/s",
        f"7   {CODE}",
    )


def test_each_slip_has_the_code_of_its_own_address():
    addresses = [
        ADDRESS,
        ADDRESS.replace("efdz", "efdj"),
        ADDRESS.replace("y2t", "y2u"),
    ]

    drawn = list(sheets.symbols(addresses))

    mask = segno.make_qr(ADDRESS, error="m").mask
    for address, picture in zip(addresses, drawn, strict=True):
        made = segno.make_qr(address, error="m", mask=mask)
        dark = [not white for white in picture.convert("L").tobytes()]
        assert dark == [bool(dot) for row in made.matrix for dot in row]
    assert len({picture.tobytes() for picture in drawn}) == len(addresses)


def test_the_longest_title_and_place_do_not_run_into_the_code():
    document = FPDF(unit="mm", format="A4")
    document.add_page()
    for face in sheets.FACES:
        document.add_font(face, fname=sheets.typeface(face))
    long = replace(HEADING, title="Lamp lighter " * 20, place="W" * 130)

    lines = sheets.lines_of(document, long)
    # Closes the files of the faces.
    document.output()

    height = sum(height for _, _, height in lines)
    assert sheets.PAD + height <= sheets.SLIP_HEIGHT - sheets.PAD - 2 * sheets.CODE_LINE
    assert [words[-1] for words, *_ in lines][1::2] == ["…", "…", "."]


def test_ten_slips_are_a_page():
    def pages(count: int) -> int:
        return sheets.as_pdf(HEADING, [SLIP] * count).count(b"/Type /Page\n")

    assert (pages(1), pages(10), pages(11)) == (1, 1, 2)
