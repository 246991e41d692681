"""Match waiting rows again, with the films and the choices of today."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import NotFound
from app.imports.models.matching import FilmChoice, WaitingRow
from app.imports.models.runs import RunState
from app.imports.operations import merges, runs
from app.imports.operations.catalogue import MovieImport
from app.imports.operations.films import FilmFinder
from app.imports.operations.raters import NOBODY
from app.imports.operations.ratings import RatingImport
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import COLUMNS, Kind, Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.films_of_rows import FilmReader
from app.imports.rules.matching import Film
from app.imports.rules.problems import Outcome
from app.imports.rules.reading import Batch
from app.imports.rules.reports import Report
from app.movies.models import Movie

TOMORROW = timedelta(days=1)
AT_ONCE = 1_000
"""Rows of one kind that are matched in one transaction."""


def rematch(
    *,
    at: datetime,
    commit: Callable[[], None],
    film_key: str | None = None,
) -> Report:
    """Match the rows that wait, or those of one film; those that match come in.

    `commit` is called after each batch; a web page does it once, at the end.
    """
    whole = Report()
    for kind in Kind:
        after = 0
        importer = None
        while rows := waiting_rows(kind, after, film_key):
            after = rows[-1].id
            layout = layout_of(kind)
            run_id = rows[0].run_id or new_run(kind, at)
            if importer is None:
                importer = importer_of(kind, layout, run_id, at)
            report = importer.take(batch_of(rows, layout))
            settle(report)
            whole.noted += report.noted
            whole.told += report.told
            whole.counts += report.counts
            commit()
        if kind is Kind.REVIEWS and importer is not None:
            merges.propose()
            commit()
    return whole


def choose(
    film_key: str, movie_id: int | None, *, editor_id: int, at: datetime
) -> None:
    """Say for good which movie a film of a file is; None leaves it out."""
    if movie_id is not None and db.session.get(Movie, movie_id) is None:
        raise NotFound("This movie is no longer there.")
    db.session.merge(
        FilmChoice(
            film_key=film_key, movie_id=movie_id, chosen_by_id=editor_id, chosen_at=at
        )
    )
    db.session.flush()


def take_back(film_key: str) -> None:
    """Forget what was said of a film, so that its rows in files to come wait again.

    What has come in stays.
    """
    if db.session.get(FilmChoice, film_key, with_for_update=True) is None:
        raise NotFound("About this film nothing is decided any more.")
    db.session.execute(delete(FilmChoice).where(FilmChoice.film_key == film_key))


def add_movie(film_key: str) -> int:
    """Add the movie that the rows of a film are about; raises NotFound."""
    film = film_of(film_key)
    if film is None or not film.title:
        raise NotFound("These rows name no title that a movie could have.")
    finder = FilmFinder(("title",), create=True, write=True)
    numbers = tuple(n for n in film.numbers if n not in finder.films.numbers)
    return finder.add(Film(film.title, film.year, numbers))


def film_of(film_key: str) -> Film | None:
    """Return the film that waiting rows name."""
    row = db.session.scalar(
        select(WaitingRow).where(WaitingRow.film_key == film_key).limit(1)
    )
    if row is None:
        return None
    reader = FilmReader(list(row.values))
    found = reader.film(tuple(row.values[field] for field in reader.fields))
    return found if isinstance(found, Film) else None


def waiting_rows(kind: Kind, after: int, film_key: str | None) -> Sequence[WaitingRow]:
    """Return rows of a kind that wait, oldest first."""
    listing = select(WaitingRow).where(WaitingRow.kind == kind, WaitingRow.id > after)
    if film_key is not None:
        listing = listing.where(WaitingRow.film_key == film_key)
    return db.session.scalars(listing.order_by(WaitingRow.id).limit(AT_ONCE)).all()


def layout_of(kind: Kind) -> Layout:
    """Return a layout of every field that a waiting row may have."""
    fields = sorted({field for field in COLUMNS[kind].values() if field})
    return Layout(
        {field: place for place, field in enumerate(fields)},
        {field: field for field in fields},
        (),
    )


def batch_of(rows: Sequence[WaitingRow], layout: Layout) -> Batch:
    """Return waiting rows as a file would bring them; a line is the row's number."""
    return Batch(
        [row.id for row in rows],
        {field: [row.values.get(field, "") for row in rows] for field in layout.places},
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


def new_run(kind: Kind, at: datetime) -> int:
    """Return a run for rows whose own one has been forgotten."""
    run_id = runs.start(kind, file=Path("waiting rows"), size=0, dialect="", at=at)
    runs.end(run_id, RunState.FINISHED, at=at)
    return run_id
