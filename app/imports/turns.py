"""Import a file in turns: work a while, stop between two batches, go on there later.

How far a file has come stands in its run, written in the transaction that writes the
rows: a turn that is cut off leaves whole batches, and the next one begins behind them.
Which things the file has named already lies beside it, by the number of rows that are
done, and the report is cut back to that number: so nothing is taken or told twice.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.db import db
from app.imports import importing
from app.imports.importing import Wish
from app.imports.models.runs import RunState
from app.imports.operations import merges, runs
from app.imports.operations.catalogue import MovieImport
from app.imports.operations.report_files import give_name, growing_report, path_of
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.opening import open_rows
from app.imports.rules.problems import FileRefused
from app.imports.rules.reading import Batch, Rows
from app.imports.rules.reports import Report

MOST_ROWS = 5_000_000
TOO_MANY_ROWS = (
    "the file has more than {most:,} rows; the first of them are in, send the others "
    "in a file of their own"
)


def begin(wish: Wish, *, most_bytes: int, at: datetime) -> int:
    """Start the run of a file and return its number; raises FileRefused."""
    source = wish.source
    source.check_unpacked(most_bytes)
    rows = open_rows(source)
    with importing.closing(rows):
        return runs.start(
            wish.kind, file=wish.path, size=source.size, dialect=rows.dialect, at=at
        )


@dataclass(frozen=True)
class Turn:
    """A while of work on a file whose run has begun.

    `note` is told of each batch within the batch's transaction; when it raises, the
    batch is not written.
    """

    wish: Wish
    run_id: int
    instance: Path
    seconds: float
    note: Callable[[Report], None]

    def take(self, *, at: datetime) -> bool:
        """Write batch after batch; tell whether the file is done. Raises FileRefused.

        A turn lasts as long as finding its place took, if that is longer. The end of
        the run is the caller's to commit.
        """
        done = runs.rows_done(self.run_id)
        calendar = importing.calendar_of(self.wish, at=at)
        started = time.monotonic()
        rows = open_rows(self.wish.source)
        with (
            importing.closing(rows),
            importing.without_cycles(),
            growing_report(
                path_of(self.instance, self.run_id),
                about=self.wish.path.name,
                rows=done,
            ) as file,
        ):
            importer = importer_of(self.wish, rows.layout, calendar, self.run_id, at)
            importer.claims = self.claims(done)
            batch = first_after(rows, done)
            found = time.monotonic()
            until = found + max(self.seconds, found - started)
            while batch is not None:
                if done >= MOST_ROWS:
                    raise FileRefused(TOO_MANY_ROWS.format(most=MOST_ROWS))
                report = importer.take(batch)
                done += report.counts.total()
                runs.count(self.run_id, report.counts)
                self.note(report)
                file.add(report)
                self.keep_claims(done, importer.claims)
                db.session.commit()
                self.drop_claims(but=done)
                gc.collect()
                batch = next(rows.batches, None)
                if batch is not None and time.monotonic() >= until:
                    return False
        if self.wish.kind is Kind.REVIEWS:
            merges.propose()
        end(self.run_id, RunState.FINISHED, self.instance, at=at)
        return True

    def claims(self, done: int) -> bytes:
        """Return what the rows before have claimed."""
        path = self.claims_file(done)
        return path.read_bytes() if path.is_file() else b""

    def keep_claims(self, done: int, claims: bytes) -> None:
        """Keep what is claimed, before the batch that claimed it is committed."""
        self.claims_file(done).write_bytes(claims)

    def drop_claims(self, *, but: int) -> None:
        """Delete the claims of the batches before."""
        kept = self.claims_file(but)
        for path in kept.parent.glob(f"{self.wish.path.name}.after-*"):
            if path != kept:
                path.unlink(missing_ok=True)

    def claims_file(self, done: int) -> Path:
        """Return where the claims after so many rows lie."""
        return self.wish.path.with_name(f"{self.wish.path.name}.after-{done}")


def importer_of(
    wish: Wish, layout: Layout, calendar: Calendar, run_id: int, at: datetime
) -> MovieImport | ReviewImport:
    """Return what takes the rows of a file that programs may send."""
    if wish.kind is Kind.MOVIES:
        return MovieImport(layout, calendar, run_id=run_id, at=at)
    return ReviewImport(
        layout, calendar, create_movies=wish.create_movies, run_id=run_id, at=at
    )


def end(run_id: int, state: RunState, instance: Path, *, at: datetime) -> None:
    """Note that a run is over, and give its report its name."""
    runs.end(run_id, state, at=at)
    give_name(path_of(instance, run_id))


def first_after(rows: Rows, done: int) -> Batch | None:
    """Pass over the batches that are done; return the next one."""
    passed = 0
    for batch in rows.batches:
        if passed >= done:
            return batch
        passed += len(batch.lines) + len(batch.problems)
    return None
