"""Lookups of screenings, codes and ballots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.movies.models import Movie
from app.screenings import rules
from app.screenings.models import Ballot, Screening, ScreeningCode


@dataclass(frozen=True)
class Sheet:
    """A screening as its pages show it."""

    id: int
    movie_id: int
    slug: str
    title: str
    year: int | None
    place: str
    held_on: date
    closes_at: datetime
    code_count: int
    sealed: bool
    opened_at: datetime | None
    seed: bytes
    used: int

    @property
    def is_counted(self) -> bool:
        """Tell whether its ballots count."""
        return not self.sealed or self.opened_at is not None

    @property
    def movie_url(self) -> str:
        """The address of the movie's page."""
        return f"/movies/{self.slug}"

    @property
    def url(self) -> str:
        """The address of the result."""
        return f"{self.movie_url}/screenings/{self.id}"


@dataclass(frozen=True)
class CodeInHand:
    """A code that somebody holds: of which screening, and whether it was used."""

    screening: Sheet
    used_at: datetime | None
    rating: int | None
    fingerprint: str
    is_held: bool = False


@dataclass(frozen=True)
class AuditLine:
    """A ballot in the audit file: by its fingerprint, without any name."""

    fingerprint: str
    rating: int
    cast_at: datetime


def screening(screening_id: int) -> Sheet | None:
    """Return a screening."""
    row = db.session.execute(sheets().where(Screening.id == screening_id)).one_or_none()
    return None if row is None else Sheet(*tuple(row))


def screening_of(slug: str, screening_id: int) -> Sheet | None:
    """Return a screening of the movie at an address."""
    found = screening(screening_id)
    return found if found is not None and found.slug == slug else None


def screenings(limit: int = 200) -> Sequence[Sheet]:
    """Return all screenings, the latest first."""
    rows = db.session.execute(
        sheets().order_by(Screening.held_on.desc(), Screening.id.desc()).limit(limit)
    )
    return [Sheet(*tuple(row)) for row in rows]


def screenings_of(movie_id: int) -> Sequence[Sheet]:
    """Return the screenings of a movie, the latest first."""
    rows = db.session.execute(
        sheets()
        .where(Screening.movie_id == movie_id)
        .order_by(Screening.held_on.desc(), Screening.id.desc())
    )
    return [Sheet(*tuple(row)) for row in rows]


def code(text: str) -> CodeInHand | None:
    """Return what there is to know of a code, for who holds it."""
    code_hash = rules.hash_of(text)
    row = db.session.execute(
        select(
            ScreeningCode.screening_id,
            ScreeningCode.used_at,
            Ballot.rating,
            AudienceReview.standing,
        )
        .outerjoin(Ballot, Ballot.code_id == ScreeningCode.id)
        .outerjoin(AudienceReview, AudienceReview.id == Ballot.review_id)
        .where(ScreeningCode.code_hash == code_hash)
    ).one_or_none()
    if row is None:
        return None
    sheet = screening(row.screening_id)
    if sheet is None:
        return None
    return CodeInHand(
        sheet,
        row.used_at,
        row.rating,
        rules.fingerprint(code_hash),
        is_held=row.standing == Standing.HELD,
    )


def count(screening_id: int, codes: int) -> rules.Count:
    """Count the ballots of a screening from their rows."""
    ratings = db.session.scalars(
        select(Ballot.rating).where(Ballot.screening_id == screening_id)
    ).all()
    return rules.Count(ratings, codes)


def audit(screening_id: int) -> Sequence[AuditLine]:
    """Return the ballots of a screening in the order of their fingerprints."""
    rows = db.session.execute(
        select(ScreeningCode.code_hash, Ballot.rating, Ballot.cast_at)
        .join(Ballot, Ballot.code_id == ScreeningCode.id)
        .where(Ballot.screening_id == screening_id)
    )
    lines = [
        AuditLine(rules.fingerprint(row.code_hash), row.rating, row.cast_at)
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.fingerprint)


def uncounted() -> Sequence[int]:
    """Return the screenings that are open and have ballots still to be counted."""
    return db.session.scalars(
        select(Screening.id)
        .join(Ballot, Ballot.screening_id == Screening.id)
        .where(
            Ballot.counted.is_(False),
            (Screening.sealed.is_(False)) | Screening.opened_at.is_not(None),
        )
        .distinct()
    ).all()


def sheets() -> Select[*tuple[Any, ...]]:
    """Select screenings with their movies, and how many codes were used."""
    used = (
        select(func.count(Ballot.id))
        .where(Ballot.screening_id == Screening.id)
        .correlate(Screening)
        .scalar_subquery()
    )
    return select(
        Screening.id,
        Screening.movie_id,
        Movie.slug,
        Movie.title,
        Movie.year,
        Screening.place,
        Screening.held_on,
        Screening.closes_at,
        Screening.code_count,
        Screening.sealed,
        Screening.opened_at,
        Screening.seed,
        used,
    ).join(Movie, Movie.id == Screening.movie_id)
