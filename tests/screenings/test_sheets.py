"""The slips that are printed: what stands on each, and what a phone reads off it."""

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


def test_ten_slips_are_a_page():
    def pages(count: int) -> int:
        return sheets.as_pdf(HEADING, [SLIP] * count).count(b"/Type /Page\n")

    assert (pages(1), pages(10), pages(11)) == (1, 1, 2)
