"""Write the report of a run: a CSV with a row for each row of the file."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.imports.rules.reports import HEADER, PROBLEMS, Report, safe_row


class ReportFile:
    """A report that grows batch by batch; with `everything` it has every row."""

    def __init__(self, file: IO[str], *, everything: bool) -> None:
        self.writer = csv.writer(file)
        self.everything = everything
        self.writer.writerow(HEADER)

    def add(self, report: Report) -> None:
        """Add the rows of a batch in the order of their lines."""
        rows = report.rows
        if not self.everything:
            rows = [row for row in rows if row[1] in PROBLEMS or row[4]]
        self.writer.writerows(map(safe_row, sorted(rows)))


@contextmanager
def report_file(path: Path | None, *, everything: bool) -> Iterator[ReportFile | None]:
    """Open a report and take its name only when it is whole; None writes none."""
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield ReportFile(file, everything=everything)
    finally:
        if unfinished.exists():
            unfinished.replace(path)


def path_of(instance: Path, run_id: int) -> Path:
    """Return where the report of a run is kept."""
    return instance / "imports" / f"{run_id}.csv"
