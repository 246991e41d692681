"""Cells of our CSV files that no spreadsheet takes for a formula, and back again.

A spreadsheet runs a cell that begins with = + - or @, also behind a tab or a carriage
return. Such a cell gets an apostrophe in front, and reading takes it away again:
"=1+1" is written "'=1+1". A text that has apostrophes there by itself gets one more, so
that every text comes back as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

RISKY = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def escaped(text: str) -> str:
    """Return a text as a cell that is never run."""
    return f"'{text}" if RISKY.match(text) else text


def unescaped(cell: str) -> str:
    """Return the text that `escaped` made a cell of."""
    return cell[1:] if ESCAPED.match(cell) else cell


def line(values: Iterable[object]) -> str:
    """Return values as one line of CSV; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(
        "" if value is None else escaped(value) if isinstance(value, str) else value
        for value in values
    )
    return out.getvalue()


def pieces(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, most_bytes: int
) -> Iterable[bytes]:
    """Part rows into files below a size, each with the header; no row is cut."""
    head = line(header).encode()
    parts, size = [head], len(head)
    for row in rows:
        written = line(row).encode()
        if len(parts) > 1 and size + len(written) > most_bytes:
            yield b"".join(parts)
            parts, size = [head], len(head)
        parts.append(written)
        size += len(written)
    yield b"".join(parts)
