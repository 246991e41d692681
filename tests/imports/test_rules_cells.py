"""No cell of ours is run by a spreadsheet, and every text comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.rules import cells

pytestmark = pytest.mark.point("S24")

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
FORMULAS = st.text(alphabet="'=+-@\t\r＝a1(", max_size=12)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_a_formula_gets_an_apostrophe(text):
    assert cells.escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "'quoted'", "1-2", "’tis"])
def test_other_text_stays_as_it_is(text):
    assert cells.escaped(text) == text


@given(TEXT | FORMULAS)
def test_a_text_comes_back_as_it_was(text):
    assert cells.unescaped(cells.escaped(text)) == text


@given(TEXT | FORMULAS)
def test_no_cell_begins_like_a_formula(text):
    assert not cells.escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(TEXT | FORMULAS, min_size=1, max_size=5))
def test_a_line_is_read_as_it_was_written(values):
    (row,) = csv.reader(io.StringIO(cells.line(values), newline=""))

    assert [cells.unescaped(cell) for cell in row] == values


@given(
    st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=20), st.integers(1, 200)
)
def test_pieces_hold_every_row_once_and_each_its_header(rows, most):
    pieces = list(cells.pieces(("a", "b"), rows, most_bytes=most))

    assert all(piece.startswith(b"a,b\r\n") for piece in pieces)
    bodies = b"".join(piece.removeprefix(b"a,b\r\n") for piece in pieces)
    assert bodies == "".join(map(cells.line, rows)).encode()
    for piece in pieces[:-1]:
        assert piece != b"a,b\r\n"
