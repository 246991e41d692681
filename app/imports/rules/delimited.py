"""Read rows parted by commas, tabs or the like: find the dialect, then the rows."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from app.imports.rules.columns import Layout, known_columns, recognise
from app.imports.rules.parting import LONGEST_FIELD, Parting
from app.imports.rules.problems import LONGEST_SHOWN, FileRefused, Problem
from app.imports.rules.reading import (
    Batch,
    Characters,
    Rows,
    Source,
    Stream,
    TruncatedFile,
)

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
LONGEST_LINE = 4_000_000
LAST = "\x00\x01last"
"""Stands behind the last line, to show whether a quotation mark was left open."""

BREAK = re.compile(r"\r\n|\r|\n")

TOO_LONG = f"a line of at most {LONGEST_LINE:,} characters"
FIELD_TOO_LONG = f"a field of at most {LONGEST_FIELD:,} characters, or a closing quote"
UNCLOSED = "a closing quotation mark; the file ends within a field"


class Lines:
    """The lines of a text, none of them endless; what is wrong goes to `problems`.

    They are read a megabyte at a time, so that no step of Python is taken for a line.
    """

    def __init__(self, text: Characters) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.lines = chain.from_iterable(self.pieces())
        self.number = 0

    def pieces(self) -> Iterator[io.StringIO]:
        """Yield whole lines, a piece of the text at a time."""
        rest = ""
        while True:
            try:
                chunk = self.text.read()
            except TruncatedFile as error:
                self.count(rest)
                self.problems.append(Problem(self.number + 1, "", "", str(error)))
                return
            if not chunk:
                yield io.StringIO(rest, newline="")
                return
            piece = rest + chunk
            end = max(piece.rfind("\n"), piece.rfind("\r", 0, -1)) + 1
            piece, rest = piece[:end], piece[end:]
            if len(rest) > LONGEST_LINE:
                self.count(piece)
                self.problems.append(Problem(self.number + 1, "", "", TOO_LONG))
                rest = self.behind_endless()
                piece += "\n"
            if piece:
                self.count(piece)
                yield io.StringIO(piece, newline="")

    def count(self, piece: str) -> None:
        """Count lines, for problems that no row tells the place of."""
        self.number += piece.count("\n") or piece.count("\r")

    def behind_endless(self) -> str:
        """Pass over what is left of an endless line, and return what follows it."""
        while chunk := self.text.read():
            _, mark, rest = chunk.partition("\n")
            if mark:
                return rest
        return ""


def open_rows(source: Source, stream: Stream) -> Rows:
    """Open a delimited file; raises FileRefused when its header is no header."""
    text = stream.text()
    lines = Lines(text)
    rest = lines.lines
    above, header = first_line(rest)
    delimiter = ""
    if header.lower().startswith("sep=") and len(header.strip()) == len("sep=,"):
        delimiter = header.strip()[-1]
        header, above = next(rest, ""), above + 1
    if not header.strip():
        raise FileRefused(f"{source.name}: expected a header in the first line")
    delimiter = delimiter or delimiter_of(source, header)
    names = [name.strip("\ufeff\0 ") for name in next(parted([header], delimiter))]
    layout = recognise(source.kind, names, source.mapping, source.name)
    table = Table(layout, len(names), source.batch, delimiter, lines, above)
    called = DELIMITERS.get(delimiter, repr(delimiter))
    return Rows(
        layout, table.batches(rest), stream, f"{text.encoding}, parted by {called}"
    )


def first_line(lines: Iterator[str]) -> tuple[int, str]:
    """Return the first line that is not blank, and which line it is."""
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff\0 \r\n"):
            return number, line
    return 0, ""


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
        parting = Parting(chain(rest, (LAST,)), self.delimiter)
        rows: list[list[str]] = []
        start = self.first + 1
        more = True
        while more:
            try:
                more = parting.take(rows, self.size)
            except csv.Error:
                # What came before the error is in the list already.
                end = self.first + parting.count
                self.lines.problems.append(Problem(end, "", "", FIELD_TOO_LONG))
            end = self.first + parting.count + 1
            if end - start == len(rows):
                starts = list(range(start, end))
            else:
                starts = starts_of(rows, start)
            start = end
            if rows and rows[-1][-1].endswith(LAST):
                if rows[-1] != [LAST]:
                    said = self.delimiter.join(rows[-1]).removesuffix(LAST)
                    problem = Problem(starts[-1], "", said[:LONGEST_SHOWN], UNCLOSED)
                    self.lines.problems.append(problem)
                del rows[-1], starts[-1]
            if rows or self.lines.problems:
                ready = self.by_columns(rows, starts)
                rows = []
                yield ready
                del ready
            rows = []

    def by_columns(self, rows: list[list[str]], starts: list[int]) -> Batch:
        """Turn rows into columns; a row of another width becomes a problem."""
        problems = self.lines.problems[:]
        self.lines.problems.clear()
        if set(map(len, rows)) - {self.width}:
            rows, starts = of_width(rows, starts, self.width, problems)
        columns: Sequence[Sequence[str]] = list(zip(*rows, strict=False))
        rows.clear()
        return Batch(
            starts,
            {
                field: columns[place] if columns else ()
                for field, place in self.layout.places.items()
            },
            problems,
        )


def starts_of(rows: list[list[str]], start: int) -> list[int]:
    """Return the line that each row begins on; a field may have several lines."""
    starts: list[int] = []
    for row in rows:
        starts.append(start)
        start += 1
        text = "".join(row)
        if "\n" in text or "\r" in text:
            start += sum(len(BREAK.findall(field)) for field in row)
    return starts


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
            problems.append(Problem(line, "", ",".join(row), expected))
    return kept, lines
