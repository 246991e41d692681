"""Write the batches of a file: each is a transaction, or several of them are one.

While a first import fills empty tables, nearly every batch touches nearly every film,
and to count several of them at once costs no more than to count one.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.db import db
from app.imports.holding import interrupts_held
from app.imports.operations import runs
from app.imports.operations.report_files import ReportFile
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.reports import Report

PROBLEMS_KEPT = 10
TOGETHER = 100_000
"""Rows of one transaction in a first import."""

LONGEST = 1.5
"""Seconds after which such a transaction takes no further batch; others are waiting."""

Progress = Callable[[int, int], None]
"""Told after each transaction how many bytes have been read, and how many rows."""


@dataclass
class Result:
    """What became of a file's rows, and the first things that are wrong with them."""

    run_id: int | None = None
    counts: Counter[Outcome] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    dialect: str = ""
    unknown: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return self.counts.total()

    @property
    def to_write(self) -> int:
        """How many rows a commit would do something for."""
        kinds = (Outcome.NEW, Outcome.CHANGED, Outcome.WAITING)
        return sum(self.counts[kind] for kind in kinds)

    @property
    def is_clean(self) -> bool:
        """Tell whether every row came in."""
        return not self.counts[Outcome.REFUSED] and not self.counts[Outcome.WAITING]

    def add(self, report: Report) -> None:
        """Add a batch."""
        self.counts += report.counts
        missing = PROBLEMS_KEPT - len(self.problems)
        if missing > 0:
            self.problems += report.problems[:missing]


@dataclass
class Step:
    """A transaction of a run; `reviews` imports its batches, if they are reviews.

    What is not ended is not in: who is stopped on the way rolls back.
    """

    run_id: int
    reviews: ReviewImport | None
    result: Result
    file: ReportFile | None
    progress: Progress
    reports: list[Report] = field(default_factory=list)
    position: int = 0
    began: float = 0.0

    def add(self, position: int, take: Callable[[], Report]) -> None:
        """Write a batch, the last one of a file that is read up to a position."""
        if not self.reports:
            self.began = time.monotonic()
        self.reports.append(take())
        self.position = position

    @property
    def goes_on(self) -> bool:
        """Tell whether the next batch may come into the same transaction."""
        if self.reviews is None or not self.reviews.has_tables_alone:
            return False
        rows = sum(report.counts.total() for report in self.reports)
        return rows < TOGETHER and time.monotonic() - self.began < LONGEST

    def end(self) -> None:
        """Count and commit what was written, and tell of it."""
        if not self.reports:
            return
        if self.reviews is not None:
            self.reviews.count()
        counts = sum((report.counts for report in self.reports), Counter[Outcome]())
        with interrupts_held():
            runs.count(self.run_id, counts)
            db.session.commit()
            for report in self.reports:
                self.result.add(report)
                if self.file is not None:
                    self.file.add(report)
            self.reports.clear()
        self.progress(self.position, self.result.rows)
