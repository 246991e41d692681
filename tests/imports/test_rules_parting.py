"""Rows are parted as `csv` parts them, whether or not they have quotation marks."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.rules import parting
from app.imports.rules.parting import Parting

SIGNS = st.text(alphabet='a,;"\r\n\0 ', max_size=60)


def lines_of(text):
    """Return lines as a file yields them."""
    return iter(io.StringIO(text, newline=""))


@given(SIGNS, st.sampled_from(",;"))
def test_rows_are_those_of_csv(text, delimiter):
    reader = csv.reader(lines_of(text), delimiter=delimiter)
    found = Parting(lines_of(text), delimiter)
    rows = []

    more = True
    while more:
        more = found.take(rows, len(rows) + 1)

    assert rows == list(reader)
    assert found.count == reader.line_num


def test_it_stops_within_and_goes_on_there():
    found = Parting(lines_of('a,b\n"c\nd",e\nf,g\n'), ",")
    first, rest = [], []

    assert found.take(first, 2)
    assert (first, found.count) == ([["a", "b"], ["c\nd", "e"]], 3)
    assert not found.take(rest, 2)
    assert (rest, found.count) == ([["f", "g"]], 4)


@pytest.fixture
def short_fields(monkeypatch):
    """Let no field be longer than nine characters."""
    monkeypatch.setattr(parting, "LONGEST_FIELD", 9)
    before = csv.field_size_limit()
    yield
    # It is one for all that this process reads.
    csv.field_size_limit(before)


def test_a_field_without_an_end_costs_its_line(short_fields):
    found = Parting(lines_of("a,b\nc,0123456789\nd,e\n"), ",")
    rows = []

    with pytest.raises(csv.Error):
        found.take(rows, 5)
    assert rows == [["a", "b"]]
    found.take(rows, 5)
    assert (rows, found.count) == ([["a", "b"], ["d", "e"]], 3)
