"""Take a file through its stages: read, match, preview; then commit batch by batch.

A batch is one transaction, and after each one the scores are right. The two passes are
the same work; only the second one writes.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from app.core.db import db
from app.imports.ahead import CAN_FORK, ahead
from app.imports.models.runs import RunState
from app.imports.operations import indexes, merges, runs
from app.imports.operations.catalogue import MovieImport
from app.imports.operations.preparing import Prepared
from app.imports.operations.ratings import RatingImport
from app.imports.operations.report_files import path_of, report_file
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.dates import Calendar, Order
from app.imports.rules.opening import open_rows
from app.imports.rules.problems import FileRefused
from app.imports.rules.reading import Batch, Rows, Source
from app.imports.rules.reports import Report
from app.imports.steps import Progress, Result, Step

BATCHES = {Kind.MOVIES: 2_000, Kind.REVIEWS: 12_500, Kind.RATINGS: 10_000}
TIDY = 8
"""Batches between two looks for cycles; hardly anything makes one."""

LARGE = 5_000_000
"""Bytes of a file that is read in a process of its own."""

CHANGED_MEANWHILE = (
    "the file has changed since it was previewed; nothing more is written"
)


class Importer(Protocol):
    """What takes the batches of one kind of file."""

    def take(self, batch: Batch) -> Report:
        """Do with a batch what is to be done, and report each row."""
        ...


@dataclass(frozen=True)
class Wish:
    """What somebody wants imported, and how."""

    path: Path
    kind: Kind
    mapping: Mapping[str, str] = field(default_factory=dict)
    order: Order = Order.UNSAID
    create_movies: bool = False
    make_members: bool = False

    @property
    def source(self) -> Source:
        """The file."""
        return Source(self.path, self.kind, self.mapping, BATCHES[self.kind])


@dataclass(frozen=True)
class Pass:
    """One pass over a file; `report` is where its CSV goes, None for nowhere."""

    wish: Wish
    calendar: Calendar
    instance: Path
    progress: Progress
    report: Path | None = None
    everything: bool = True

    def preview(self, *, at: datetime) -> Result:
        """Look what would become of every row; write nothing to the site."""
        rows = open_rows(self.wish.source)
        result = Result(dialect=rows.dialect, unknown=list(rows.layout.unknown))
        importer = importer_of(self.wish, rows.layout, self.calendar, None, at)
        with (
            closing(rows),
            without_cycles(),
            report_file(
                self.report, about=self.wish.path.name, everything=self.everything
            ) as file,
        ):
            batches = work(rows, importer, self.wish.source.size)
            for number, (position, take) in enumerate(batches, start=1):
                report = take()
                del take
                db.session.rollback()
                result.add(report)
                if file is not None:
                    file.add(report)
                self.progress(position, result.rows)
                tidy(number)
        return result

    def commit(self, *, at: datetime) -> Result:
        """Write batch after batch; when it is stopped, whole batches stay."""
        source = self.wish.source
        rows = open_rows(source)
        run_id = runs.start(
            self.wish.kind,
            file=self.wish.path,
            size=source.size,
            dialect=rows.dialect,
            at=at,
        )
        indexes.restore()
        importer = importer_of(self.wish, rows.layout, self.calendar, run_id, at)
        if isinstance(importer, ReviewImport):
            importer.put_indexes_aside(source.size)
        db.session.commit()
        result = Result(run_id, dialect=rows.dialect, unknown=list(rows.layout.unknown))
        state = RunState.STOPPED
        try:
            with (
                closing(rows),
                without_cycles(),
                report_file(
                    self.report or path_of(self.instance, run_id),
                    about=self.wish.path.name,
                    everything=self.everything,
                ) as file,
            ):
                reviews = importer if isinstance(importer, ReviewImport) else None
                step = Step(run_id, reviews, result, file, self.progress)
                batches = work(rows, importer, source.size)
                for number, (position, take) in enumerate(batches, start=1):
                    step.add(position, take)
                    del take
                    if not step.goes_on:
                        step.end()
                    tidy(number)
                step.end()
            state = RunState.FINISHED
        except KeyboardInterrupt:
            result.stopped = True
        finally:
            db.session.rollback()
            indexes.restore()
            runs.end(run_id, state, at=at)
            db.session.commit()
        if self.wish.kind is Kind.REVIEWS:
            merges.propose()
            db.session.commit()
        return result


def work(
    rows: Rows, importer: Importer, size: int
) -> Iterator[tuple[int, Callable[[], Report]]]:
    """Yield what is to be done with each batch, and how far the file has been read.

    The reviews of a large file are read and prepared in a process beside this one,
    unless their films are added on the way.
    """
    if isinstance(importer, ReviewImport):
        ready = each_ready(rows, importer.preparer.prepare)
        is_large = size >= LARGE and not importer.finder.create
        with ahead(ready) if CAN_FORK and is_large else nullcontext(ready) as coming:
            for position, prepared in coming:
                yield position, partial(importer.settle, prepared)
                del prepared
    else:
        for batch in rows.batches:
            yield rows.position, partial(importer.take, batch)


def each_ready(
    rows: Rows, prepare: Callable[[Batch], Prepared]
) -> Iterator[tuple[int, Prepared]]:
    """Yield batches that are ready, and keep none while the next one is read."""
    for batch in rows.batches:
        prepared = prepare(batch)
        del batch
        yield rows.position, prepared
        del prepared


def importer_of(
    wish: Wish, layout: Layout, calendar: Calendar, run_id: int | None, at: datetime
) -> Importer:
    """Return what takes the rows of a kind of file."""
    if wish.kind is Kind.MOVIES:
        return MovieImport(layout, calendar, run_id=run_id, at=at)
    if wish.kind is Kind.RATINGS:
        return RatingImport(
            layout,
            calendar,
            make_members=wish.make_members,
            create_movies=wish.create_movies,
            run_id=run_id,
            at=at,
        )
    return ReviewImport(
        layout, calendar, create_movies=wish.create_movies, run_id=run_id, at=at
    )


def calendar_of(wish: Wish, *, at: datetime) -> Calendar:
    """Return how the dates of a file are read, its filler days found beforehand.

    Tomorrow is today somewhere.
    """
    tomorrow = at.date() + timedelta(days=1)
    return Calendar(wish.order, wish.source.fillers(), last=tomorrow)


def check_unchanged(before: tuple[int, int], path: Path) -> None:
    """Raise FileRefused when a file is another one than was previewed."""
    if fingerprint(path) != before:
        raise FileRefused(f"{path.name}: {CHANGED_MEANWHILE}")


def fingerprint(path: Path) -> tuple[int, int]:
    """Return what shows that a file has been written to."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


@contextmanager
def closing(rows: Rows) -> Iterator[None]:
    """Let go of a file at the end."""
    try:
        yield
    finally:
        rows.close()


def tidy(number: int) -> None:
    """Look for cycles after every few batches."""
    if number % TIDY == 0:
        gc.collect()


@contextmanager
def without_cycles() -> Iterator[None]:
    """Look for cycles between batches, and only among what is new.

    A batch makes a million small objects and hardly a cycle; looking for one among
    them, again and again, costs a quarter of the time.
    """
    was_on, was_frozen = gc.isenabled(), gc.get_freeze_count() > 0
    if not was_frozen:
        gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if not was_frozen:
            gc.unfreeze()
        if was_on:
            gc.enable()
