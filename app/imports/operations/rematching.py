"""Match waiting rows again, with the films and the choices of today.

Each time is a run of its own with a report, so that whoever asked sees what became of
every row, and why one is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from app.core.db import db
from app.imports.holding import interrupts_held
from app.imports.models.matching import WaitingRow
from app.imports.models.runs import RunState
from app.imports.operations import merges, runs
from app.imports.operations.catalogue import MovieImport
from app.imports.operations.raters import NOBODY
from app.imports.operations.ratings import RatingImport
from app.imports.operations.report_files import (
    GrowingReport,
    give_name,
    growing_report,
    path_of,
)
from app.imports.operations.reviews import ReviewImport
from app.imports.queries import runs as queries
from app.imports.queries.waiting import file_names, place_in_file
from app.imports.rules.columns import COLUMNS, NUMBER, Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Outcome, Problem
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report, safe, safe_row

EVERYTHING = "All waiting rows"
TOMORROW = timedelta(days=1)
AT_ONCE = 1_000
"""Rows of one kind that are matched in one transaction."""

PROBLEMS_KEPT = 10

Places = Mapping[int, tuple[str, int]]
"""File and line of waiting rows, by their numbers."""


@dataclass
class Rematched:
    """What became of rows that waited, and the first that did not come in, by file."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    problems: list[tuple[str, Problem]] = field(default_factory=list)

    def add(self, report: Report, places: Places) -> None:
        """Add a batch."""
        self.counts += report.counts
        missing = PROBLEMS_KEPT - len(self.problems)
        for problem in report.problems[: max(0, missing)]:
            file, line = places[problem.line]
            said = (problem.column, problem.value, problem.expected, problem.waits)
            self.problems.append((file, Problem(line, *said)))


def ask_for_all(*, at: datetime) -> int:
    """Ask for a rematch of all rows; one that has not begun will do. Return its run."""
    return queries.asked_rematch(EVERYTHING) or runs.ask_rematch(EVERYTHING, at=at)


def rematch(
    run_id: int,
    *,
    at: datetime,
    instance: Path,
    commit: Callable[[], None],
    film_key: str | None = None,
) -> Rematched:
    """Match the rows that wait, or those of one film; those that match come in.

    `commit` is called after each batch; a web page does it once, at the end. A run that
    was cut off goes on behind its last batch.
    """
    became = Rematched()
    path = path_of(instance, run_id)
    with growing_report(path, about="", rows=runs.rows_done(run_id)) as file:
        for kind in Kind:
            after = 0
            importer = None
            # Rows are read by who holds the run, so that none is taken twice.
            while rows := next_rows(run_id, kind, after, film_key):
                after = rows[-1].id
                layout = layout_of(kind)
                importer = importer or importer_of(kind, layout, run_id, at)
                places = places_of(rows)
                report = importer.take(batch_of(rows, layout))
                settle(report)
                with interrupts_held():
                    runs.count(run_id, report.counts)
                    tell(file, report, places)
                    commit()
                    became.add(report, places)
            if kind is Kind.REVIEWS and importer is not None:
                merges.propose()
    runs.end(run_id, RunState.FINISHED, at=at)
    give_name(path)
    commit()
    return became


def stop(run_id: int, *, at: datetime, instance: Path) -> None:
    """Note that a rematch broke off; what came in by then stays."""
    runs.end(run_id, RunState.STOPPED, at=at)
    path = path_of(instance, run_id)
    with growing_report(path, about="", rows=runs.rows_done(run_id)):
        give_name(path)


def next_rows(
    run_id: int, kind: Kind, after: int, film_key: str | None
) -> Sequence[WaitingRow]:
    """Return the next rows of a kind that wait, oldest first."""
    runs.take_turn(run_id)
    listing = select(WaitingRow).where(WaitingRow.kind == kind, WaitingRow.id > after)
    if film_key is not None:
        listing = listing.where(WaitingRow.film_key == film_key)
    return db.session.scalars(listing.order_by(WaitingRow.id).limit(AT_ONCE)).all()


def layout_of(kind: Kind) -> Layout:
    """Return a layout of every field that a waiting row may have."""
    fields = sorted({name for name in COLUMNS[kind].values() if name})
    return Layout(
        {name: place for place, name in enumerate(fields)},
        {name: name.removeprefix(NUMBER) or "identifiers" for name in fields},
        (),
    )


def batch_of(rows: Sequence[WaitingRow], layout: Layout) -> Batch:
    """Return waiting rows as a file would bring them; a line is the row's number."""
    return Batch(
        [row.id for row in rows],
        {name: [row.values.get(name, "") for row in rows] for name in layout.places},
    )


def importer_of(
    kind: Kind, layout: Layout, run_id: int, at: datetime
) -> MovieImport | RatingImport | ReviewImport:
    """Return what takes the rows of a kind."""
    calendar = Calendar(last=at.date() + TOMORROW)
    if kind is Kind.MOVIES:
        return MovieImport(layout, calendar, run_id=run_id, at=at)
    if kind is Kind.RATINGS:
        return RatingImport(
            layout,
            calendar,
            make_members=False,
            create_movies=False,
            run_id=run_id,
            at=at,
        )
    return ReviewImport(layout, calendar, create_movies=False, run_id=run_id, at=at)


def places_of(rows: Iterable[WaitingRow]) -> Places:
    """Return where rows stand in their files."""
    rows = list(rows)
    files = file_names(rows)
    return {row.id: (files.get(row.run_id, ""), place_in_file(row)) for row in rows}


def tell(file: GrowingReport, report: Report, places: Places) -> None:
    """Report what became of rows, each by its own file and line."""
    said = []
    for row_id, outcome, column, value, expected in sorted(report.rows):
        name, line = places[row_id]
        said.append(safe_row(safe(name), (line, outcome, column, value, expected)))
    file.write(said)


def settle(report: Report) -> None:
    """Delete the rows that wait no longer: they came in, or are the same as others.

    A rating whose member is not here waits on.
    """
    done = [
        line
        for line, outcome, _, _, why in report.rows
        if outcome != Outcome.WAITING and why != NOBODY
    ]
    db.session.execute(delete(WaitingRow).where(WaitingRow.id.in_(done)))
    db.session.expire_all()
