"""List the films of rows that wait, with the movies that each could be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.imports.models.matching import FilmChoice, WaitingRow
from app.imports.models.runs import ImportRun
from app.imports.queries import matching
from app.imports.rules.films_of_rows import FilmReader
from app.imports.rules.matching import Film, name_in, title_key
from app.imports.rules.problems import Place
from app.movies.models import Movie

STEP = 20
MOST_CANDIDATES = 6
SAMPLE = 3


@dataclass(frozen=True)
class Candidate:
    """A movie that a film could be."""

    id: int
    title: str
    year: int | None
    url: str


@dataclass(frozen=True)
class Sample:
    """A row that waits: who says what in it, and where it stands."""

    said: str
    place: str


@dataclass(frozen=True)
class WaitingFilm:
    """A film as files name it, how many rows wait for it, and what some of them say."""

    id: int
    name: str
    key: str
    reason: str
    kind: str
    row_count: int
    has_title: bool
    samples: Sequence[Sample] = ()
    candidates: Sequence[Candidate] = field(default_factory=list)


def counts() -> tuple[int, int]:
    """Return how many rows wait, and for how many films."""
    row = db.session.execute(
        select(func.count(WaitingRow.id), func.count(WaitingRow.film_key.distinct()))
    ).one()
    return row[0], row[1]


def films(*, after: int | None = None) -> tuple[Sequence[WaitingFilm], int | None]:
    """Return films that rows wait for, oldest first, and where the list goes on."""
    first = func.min(WaitingRow.id).label("first")
    listing = (
        select(WaitingRow.film_key, first, func.count(WaitingRow.id).label("rows"))
        .group_by(WaitingRow.film_key)
        .order_by(first)
        .limit(STEP + 1)
    )
    if after is not None:
        listing = listing.having(func.min(WaitingRow.id) > after)
    groups = db.session.execute(listing).all()
    shown = groups[:STEP]
    known = matching.films() if shown else None
    found: list[WaitingFilm] = []
    for group in shown:
        rows = sample(group.film_key)
        film = film_of(rows[0])
        ids: list[int] = []
        if known is not None and film is not None:
            match = known.match(film)
            named = known.titles.get(title_key(film.title), [])
            meant = () if match.movie_id is None else (match.movie_id,)
            likely = (*meant, *match.candidates, *(each.id for each in named))
            ids = list(dict.fromkeys(likely))
        found.append(
            WaitingFilm(
                id=group.first,
                name=rows[0].film_name,
                key=group.film_key,
                reason=rows[0].reason,
                kind=rows[0].kind,
                row_count=group.rows,
                has_title=bool(film and film.title),
                samples=samples(rows),
                candidates=candidates(ids[:MOST_CANDIDATES]),
            )
        )
    return found, shown[-1].first if len(groups) > STEP else None


@dataclass(frozen=True)
class Decision:
    """What was said of a film of files; `movie` is None where it is left out."""

    key: str
    name: str
    decided_at: datetime
    movie: Candidate | None


def decisions() -> Sequence[Decision]:
    """Return the latest decisions about films of files, the newest first."""
    rows = db.session.execute(
        select(
            FilmChoice.film_key,
            FilmChoice.chosen_at,
            Movie.id,
            Movie.title,
            Movie.year,
            Movie.slug,
        )
        .outerjoin(Movie, Movie.id == FilmChoice.movie_id)
        .order_by(FilmChoice.chosen_at.desc(), FilmChoice.film_key)
        .limit(STEP)
    )
    return [
        Decision(
            row.film_key,
            name_in(row.film_key),
            row.chosen_at,
            None if row.id is None else candidate_of(row),
        )
        for row in rows
    ]


def film_key(row_id: int) -> str | None:
    """Return the film that a waiting row names."""
    return db.session.scalar(select(WaitingRow.film_key).where(WaitingRow.id == row_id))


def film_name(row_id: int) -> str | None:
    """Return what a waiting row calls its film."""
    named = select(WaitingRow.film_name).where(WaitingRow.id == row_id)
    return db.session.scalar(named)


def row_count(key: str) -> int:
    """Return how many rows wait for a film."""
    counted = select(func.count(WaitingRow.id)).where(WaitingRow.film_key == key)
    return db.session.scalar(counted) or 0


def sample(key: str) -> Sequence[WaitingRow]:
    """Return some rows of a film."""
    return db.session.scalars(
        select(WaitingRow)
        .where(WaitingRow.film_key == key)
        .order_by(WaitingRow.id)
        .limit(SAMPLE)
    ).all()


def film_of(row: WaitingRow) -> Film | None:
    """Return the film that a row names."""
    reader = FilmReader(list(row.values))
    found = reader.film(tuple(row.values[name] for name in reader.fields))
    return found if isinstance(found, Film) else None


def samples(rows: Sequence[WaitingRow]) -> Sequence[Sample]:
    """Return what rows say and where they stand in their files."""
    files = file_names(rows)
    return [Sample(line_of(row), place_of(row, files.get(row.run_id))) for row in rows]


def file_names(rows: Sequence[WaitingRow]) -> Mapping[int | None, str]:
    """Return the files that rows came with, by the numbers of their runs."""
    run_ids = {row.run_id for row in rows}
    named = select(ImportRun.id, ImportRun.file_name).where(ImportRun.id.in_(run_ids))
    return {run.id: run.file_name for run in db.session.execute(named)}


def place_of(row: WaitingRow, file: str | None) -> str:
    """Return the file and the line of a row, and its number if it has one."""
    line = place_in_file(row)
    return f"{file}, line {line}" if file else f"line {line}"


def place_in_file(row: WaitingRow) -> int:
    """Return the line of a row, or its number on a line that several share."""
    return row.line if row.row_number is None else Place(row.row_number, row.line)


def line_of(row: WaitingRow) -> str:
    """Return who says what in a row, in a line."""
    values: dict[str, Any] = row.values
    who = [
        values.get(name) for name in ("critic", "publication", "member", "directors")
    ]
    said = values.get("quote") or values.get("text") or values.get("synopsis") or ""
    parts = [
        ", ".join(each.strip("\x1f").replace("\x1f", ", ") for each in who if each)
    ]
    if said:
        parts.append(said if len(said) <= 160 else f"{said[:159]}…")  # noqa: PLR2004  a line or two
    return ": ".join(part for part in parts if part)


def candidates(movie_ids: Sequence[int]) -> Sequence[Candidate]:
    """Return movies that could be meant, oldest first."""
    rows = db.session.execute(
        select(Movie.id, Movie.title, Movie.year, Movie.slug)
        .where(Movie.id.in_(movie_ids))
        .order_by(Movie.year, Movie.id)
    )
    return [candidate_of(row) for row in rows]


def candidate_of(row: Any) -> Candidate:
    """Return a movie from its columns."""
    return Candidate(row.id, row.title, row.year, f"/movies/{row.slug}")
