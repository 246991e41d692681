"""Write the report of a run: a CSV with a row for each row of the file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from app.imports.rules.reports import HEADER, PROBLEMS, Report, safe, safe_row

MOST_ROWS = 100_000
"""So many rows the report of a file that a program sent has."""

LOOKED_AT = 10_000
"""Rows of a report that are looked through for a page."""

CUT = f"the report ends after {MOST_ROWS:,} rows; the counts are those of all rows"


class ReportFile:
    """A report that grows batch by batch; with `everything` it has every row."""

    def __init__(self, file: IO[str], *, about: str, everything: bool) -> None:
        self.file = file
        self.writer = csv.writer(file)
        self.about = safe(about)
        self.about_cell = cell(self.about)
        self.everything = everything
        self.writer.writerow(HEADER)

    def add(self, report: Report) -> None:
        """Add the rows of a batch in the order of their lines."""
        if self.everything and not report.told:
            self.file.write(plain_rows(self.about_cell, report.noted))
            return
        rows = report.rows
        if not self.everything:
            rows = [row for row in rows if row[1] in PROBLEMS or row[4]]
        self.writer.writerows(safe_row(self.about, row) for row in sorted(rows))


def plain_rows(begin: str, noted: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Return rows of which there is nothing to be said but the outcome."""
    if len(noted) == 1:
        ((outcome, lines),) = noted
        rows = f",{outcome},,,\r\n{begin},".join(map(str, sorted(lines)))
        return f"{begin},{rows},{outcome},,,\r\n"
    mixed = sorted((line, outcome) for outcome, lines in noted for line in lines)
    return "".join([f"{begin},{line},{outcome},,,\r\n" for line, outcome in mixed])


def cell(text: str) -> str:
    """Return a text as it stands in a file, in quotes where it needs them."""
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow((text, ""))
    return file.getvalue().removesuffix(",")


@contextmanager
def report_file(
    path: Path | None, *, about: str, everything: bool
) -> Iterator[ReportFile | None]:
    """Open a report and take its name only when it is whole; None writes none.

    `about` is the name of the file that it is about.
    """
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished_of(path).open("w", encoding="utf-8", newline="") as file:
            yield ReportFile(file, about=about, everything=everything)
    finally:
        give_name(path)


class GrowingReport:
    """A report that is written in turns, up to a number of rows; `rows` are there.

    What is added is written through, so that a report is never behind its run.
    """

    def __init__(self, file: IO[str], *, about: str, rows: int) -> None:
        self.file = file
        self.about = safe(about)
        self.writer = csv.writer(file)
        self.rows = rows

    def add(self, report: Report) -> None:
        """Add the rows of a batch; the last line says when there are too many."""
        self.write([safe_row(self.about, row) for row in sorted(report.rows)])

    def write(self, rows: Sequence[Sequence[object]]) -> None:
        """Add rows that are safe already, each with its own file."""
        room = MOST_ROWS - self.rows
        if room >= 0:
            self.writer.writerows(rows[:room])
            if len(rows) > room:
                self.writer.writerow(("", "", "", "", "", CUT))
                self.rows = MOST_ROWS + 1
            else:
                self.rows += len(rows)
            self.file.flush()


@contextmanager
def growing_report(path: Path, *, about: str, rows: int) -> Iterator[GrowingReport]:
    """Go on with the report of a run behind its first rows; what follows is cut off.

    It lies under an unfinished name until the run has ended; one that broke off and is
    taken up again loses its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = unfinished_of(path)
    if path.exists():
        path.replace(unfinished)
    unfinished.touch()
    with unfinished.open("r+", encoding="utf-8", newline="") as file:
        place = place_behind(file, 1 + min(rows, MOST_ROWS + 1))
        file.seek(place)
        file.truncate()
        if not place:
            csv.writer(file).writerow(HEADER)
        yield GrowingReport(file, about=about, rows=min(rows, MOST_ROWS + 1))


def place_behind(file: IO[str], rows: int) -> int:
    """Return where a file's first rows end; a row may have several lines."""
    reader = csv.reader(iter(file.readline, ""))
    for _, _row in zip(range(rows), reader, strict=False):
        pass
    return file.tell()


def path_of(instance: Path, run_id: int) -> Path:
    """Return where the report of a run is kept."""
    return instance / "imports" / f"{run_id}.csv"


def unfinished_of(path: Path) -> Path:
    """Return where a report lies until it is whole."""
    return path.with_name(f"{path.name}.part")


def give_name(path: Path) -> None:
    """Give a report its name, now that it is whole."""
    unfinished = unfinished_of(path)
    if unfinished.exists():
        unfinished.replace(path)


def first_problems(path: Path, *, most: int) -> Sequence[Mapping[str, str]]:
    """Return the first rows of a report that did not come in, or not as a whole.

    Of a long report only the beginning is looked at; one that still grows will do.
    """
    there = path if path.is_file() else unfinished_of(path)
    if not there.is_file():
        return []
    with there.open(encoding="utf-8", newline="") as file:
        rows = islice(csv.DictReader(file), LOOKED_AT)
        told = (row for row in rows if row["outcome"] in PROBLEMS or row["expected"])
        return list(islice(told, most))
