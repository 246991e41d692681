"""Rows of a CSV file with their line and their columns by name.

A line that is broken is refused by itself, and reading goes on after it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.imports.rules.parting import LONGEST_FIELD
from app.imports.rules.refusals import FileRefused, Refusal, shown

SEPARATORS = (",", ";", "\t")
LONGEST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `cells` are by column, without blanks around them."""

    file: str
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return what stands in a column, or nothing if the file lacks it."""
        return self.cells.get(column, "")

    def refusal(self, column: str, expected: str) -> Refusal:
        """Return what is said of a value that cannot be."""
        value = shown(self.get(column))
        return Refusal(self.file, self.line, column, value, expected)


class Table:
    """A CSV file that was opened: its header, and its rows one after the other."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        head = text[:LONGEST_HEADER].lstrip().partition("\n")[0]
        self.separator = max(SEPARATORS, key=head.count)
        # One for all that the process reads, and so the same everywhere.
        csv.field_size_limit(LONGEST_FIELD)
        self.reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=self.separator, strict=True
        )
        self.header = self.read_header()

    @property
    def columns(self) -> frozenset[str]:
        """The names of the columns."""
        return frozenset(self.header)

    def read_header(self) -> Sequence[str]:
        """Return the names in the first line that is not empty."""
        try:
            for cells in self.reader:
                if any(cell.strip() for cell in cells):
                    return [
                        cell.strip().lower().replace("\ufeff", "") for cell in cells
                    ]
        except csv.Error:
            pass
        raise FileRefused(
            f"{self.name}, line 1: {shown(self.text[:60])!r}; expected a line with the "
            "names of the columns."
        )

    def rows(self) -> Iterator[Row | Refusal]:
        """Yield each line as a row, or say why it is none."""
        while True:
            first = self.reader.line_num + 1
            try:
                cells = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Refusal(self.name, first, "the whole line", *explained(error))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            yield self.row(first, cells)

    def row(self, line: int, cells: Sequence[str]) -> Row | Refusal:
        """Return the cells by the names of their columns."""
        place = f"{len(cells)} cells"
        if len(cells) != len(self.header):
            spare = cells[len(self.header) :]
            if any(cell.strip() for cell in spare) or not spare:
                wanted = f"{len(self.header)} cells, as the first line has"
                return Refusal(self.name, line, "the whole line", place, wanted)
        for column, cell in zip(self.header, cells, strict=False):
            if "\0" in cell:
                return Refusal(
                    self.name, line, column, shown(cell), "text without a zero byte"
                )
        # Of two columns with one name the first counts.
        pairs = zip(
            reversed(self.header), reversed(cells[: len(self.header)]), strict=False
        )
        return Row(self.name, line, {name: cell.strip() for name, cell in pairs})


def explained(error: csv.Error) -> tuple[str, str]:
    """Return what the reader of CSV stumbled over, and what it should have been."""
    words = str(error)
    if "field larger" in words:
        return (
            "an endless text",
            f"at most {LONGEST_FIELD:,} characters in a cell; perhaps a quotation mark "
            "is never closed",
        )
    if "unexpected end" in words:
        return "the file ends inside a text", "a closing quotation mark"
    return "a bare quotation mark", "a quotation mark inside a text written twice"
