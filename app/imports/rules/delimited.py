"""Read rows parted by commas, tabs or the like: find the dialect, then the rows."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.imports.rules.columns import Layout, known_columns, recognise
from app.imports.rules.problems import FileRefused, Problem
from app.imports.rules.reading import Batch, Rows, Source, Stream, TruncatedFile

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
LONGEST_LINE = 4_000_000
LONGEST_FIELD = 1_000_000
LAST = "\x00\x01last"
"""Stands behind the last line, to show whether a quotation mark was left open."""

TOO_LONG = f"a line of at most {LONGEST_LINE:,} characters"
FIELD_TOO_LONG = f"a field of at most {LONGEST_FIELD:,} characters, or a closing quote"
UNCLOSED = "a closing quotation mark; the file ends within a field"


@dataclass
class Lines:
    """The lines of a text, none of them endless; what is wrong goes to `problems`."""

    text: io.TextIOWrapper
    problems: list[Problem]
    number: int = 0

    def __iter__(self) -> Iterator[str]:
        read = self.text.readline
        try:
            while line := read(LONGEST_LINE):
                self.number += 1
                if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                    self.skip_rest()
                    yield "\n"
                else:
                    yield line
        except TruncatedFile as error:
            self.problems.append(Problem(self.number + 1, "", "", str(error)))

    def skip_rest(self) -> None:
        """Pass over what is left of an endless line."""
        self.problems.append(Problem(self.number, "", "", TOO_LONG))
        while (rest := self.text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass


def open_rows(source: Source, stream: Stream) -> Rows:
    """Open a delimited file; raises FileRefused when its header is no header."""
    text = stream.text()
    lines = Lines(text, [])
    rest = iter(lines)
    header = next((line for line in rest if line.strip("\ufeff\0 \r\n")), "")
    delimiter = ""
    if header.lower().startswith("sep=") and len(header.strip()) == len("sep=,"):
        delimiter = header.strip()[-1]
        header = next(rest, "")
    if lines.problems or not header.strip():
        raise FileRefused(f"{source.name}: expected a header in the first line")
    delimiter = delimiter or delimiter_of(source, header)
    names = [name.strip("\ufeff\0 ") for name in next(parted([header], delimiter))]
    layout = recognise(source.kind, names, source.mapping, source.name)
    table = Table(layout, len(names), source.batch, delimiter, lines, lines.number)
    called = DELIMITERS.get(delimiter, repr(delimiter))
    return Rows(
        layout, table.batches(rest), stream, f"{text.encoding}, parted by {called}"
    )


def parted(lines: Iterator[str] | Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Part lines into rows."""
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines, delimiter=delimiter)


def delimiter_of(source: Source, header: str) -> str:
    """Return what parts a header into most columns that are recognised."""

    def merit(delimiter: str) -> tuple[int, int]:
        try:
            names = next(parted([header], delimiter))
        except (csv.Error, StopIteration):
            return 0, 0
        return known_columns(source.kind, names), len(names)

    return max(DELIMITERS, key=merit)


@dataclass
class Table:
    """The rows below a header of `width` columns on line `first`."""

    layout: Layout
    width: int
    size: int
    delimiter: str
    lines: Lines
    first: int

    def batches(self, rest: Iterator[str]) -> Iterator[Batch]:
        """Yield the rows in batches, by columns."""
        reader = csv.reader(closed(rest), delimiter=self.delimiter)
        rows: list[list[str]] = []
        starts: list[int] = []
        start = self.first + 1
        while True:
            csv.field_size_limit(LONGEST_FIELD)
            try:
                for row in reader:
                    rows.append(row)
                    starts.append(start)
                    start = self.first + reader.line_num + 1
                    if len(rows) == self.size:
                        break
                else:
                    break
            except csv.Error:
                self.lines.problems.append(Problem(start, "", "", FIELD_TOO_LONG))
                start = self.first + reader.line_num + 1
                continue
            yield self.by_columns(rows, starts)
            rows, starts = [], []
        if rows and rows[-1][-1].endswith(LAST):
            if rows[-1] != [LAST]:
                self.lines.problems.append(Problem(starts[-1], "", "", UNCLOSED))
            del rows[-1], starts[-1]
        if rows or self.lines.problems:
            yield self.by_columns(rows, starts)

    def by_columns(self, rows: list[list[str]], starts: list[int]) -> Batch:
        """Turn rows into columns; a row of another width becomes a problem."""
        problems = self.lines.problems[:]
        self.lines.problems.clear()
        if set(map(len, rows)) - {self.width}:
            rows, starts = of_width(rows, starts, self.width, problems)
        columns: Sequence[Sequence[str]] = list(zip(*rows, strict=False))
        return Batch(
            starts,
            {
                field: columns[place] if rows else ()
                for field, place in self.layout.places.items()
            },
            problems,
        )


def closed(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines and a last one that nobody can have written."""
    yield from lines
    yield LAST


def of_width(
    rows: list[list[str]], starts: list[int], width: int, problems: list[Problem]
) -> tuple[list[list[str]], list[int]]:
    """Keep the rows of the header's width; blank lines go without a word."""
    kept: list[list[str]] = []
    lines: list[int] = []
    for row, line in zip(rows, starts, strict=True):
        if len(row) > width and not any(row[width:]):
            del row[width:]
        if len(row) == width:
            kept.append(row)
            lines.append(line)
        elif any(value.strip() for value in row):
            expected = f"{width} columns as in the header, not {len(row)}"
            problems.append(Problem(line, "", "", expected))
    return kept, lines
