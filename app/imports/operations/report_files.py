"""Write the report of a run: a CSV with a row for each row of the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.imports.rules.reports import HEADER, PROBLEMS, Report, safe, safe_row

MOST_ROWS = 100_000
"""So many rows the report of a file that a program sent has."""

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
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield ReportFile(file, about=about, everything=everything)
    finally:
        if unfinished.exists():
            unfinished.replace(path)


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
        room = MOST_ROWS - self.rows
        rows = sorted(report.rows)
        if room >= 0:
            self.writer.writerows(safe_row(self.about, row) for row in rows[:room])
            if len(rows) > room:
                self.writer.writerow(("", "", "", "", "", CUT))
                self.rows = MOST_ROWS + 1
            else:
                self.rows += len(rows)
            self.file.flush()


@contextmanager
def growing_report(path: Path, *, about: str, rows: int) -> Iterator[GrowingReport]:
    """Go on with the report of a run behind its first rows; what follows is cut off.

    It lies under an unfinished name until the run has ended.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
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
