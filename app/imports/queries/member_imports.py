"""What is known of members' imports, for their pages and for the work on them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.audience.models import AudienceReview, Interest, Standing
from app.core.db import db
from app.imports.models.member_imports import (
    ImportItem,
    ImportState,
    MemberExport,
    MemberImport,
    Viewing,
)
from app.imports.rules.own_outcomes import Outcome, Present, Said, Written
from app.movies.models import Movie
from app.movies.rules import title_sort

DAY = timedelta(days=1)
MANY = 2000
RUNNING = (
    ImportState.UPLOADED,
    ImportState.READING,
    ImportState.COMMITTING,
    ImportState.UNDOING,
)


@dataclass(frozen=True, slots=True)
class FilmChoice:
    """A film of the site that an item could mean."""

    id: int
    title: str
    year: int | None
    slug: str

    @property
    def name(self) -> str:
        """Title and year."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def url(self) -> str:
        """Where the film's page is."""
        return f"/movies/{self.slug}"


def of_member(import_id: int, user_id: int) -> MemberImport | None:
    """Return an import, if it is this member's and was not thrown away."""
    return db.session.scalar(
        select(MemberImport).where(
            MemberImport.id == import_id,
            MemberImport.user_id == user_id,
            MemberImport.state != ImportState.DISCARDED,
        )
    )


def all_of(user_id: int) -> Sequence[MemberImport]:
    """Return a member's imports, the newest first."""
    return db.session.scalars(
        select(MemberImport)
        .where(
            MemberImport.user_id == user_id,
            MemberImport.state != ImportState.DISCARDED,
        )
        .order_by(MemberImport.id.desc())
        .limit(50)
    ).all()


def uploads_since(user_id: int, at: datetime) -> Sequence[datetime]:
    """Return when a member uploaded files in the last day, the first one first."""
    return db.session.scalars(
        select(MemberImport.uploaded_at)
        .where(MemberImport.user_id == user_id, MemberImport.uploaded_at > at - DAY)
        .order_by(MemberImport.uploaded_at)
    ).all()


def exports_since(user_id: int, at: datetime) -> Sequence[datetime]:
    """Return when a member took data along in the last day, the first time first."""
    return db.session.scalars(
        select(MemberExport.made_at)
        .where(MemberExport.user_id == user_id, MemberExport.made_at > at - DAY)
        .order_by(MemberExport.made_at)
    ).all()


def is_running(user_id: int) -> bool:
    """Tell whether work on an import of this member is going on."""
    return bool(
        db.session.scalar(
            select(MemberImport.id)
            .where(MemberImport.user_id == user_id, MemberImport.state.in_(RUNNING))
            .limit(1)
        )
    )


def counts(import_id: int) -> Mapping[str, int]:
    """Return how many items have each outcome."""
    rows = db.session.execute(
        select(ImportItem.outcome, func.count())
        .where(ImportItem.import_id == import_id)
        .group_by(ImportItem.outcome)
    )
    return {str(outcome): number for outcome, number in rows}


def written_counts(import_id: int) -> Mapping[str, int]:
    """Return how many items were written, passed over, undone or kept."""
    rows = db.session.execute(
        select(ImportItem.written, func.count())
        .where(ImportItem.import_id == import_id)
        .group_by(ImportItem.written)
    )
    return {str(written): number for written, number in rows}


def items(
    import_id: int, outcome: Outcome, *, after: int, limit: int
) -> Sequence[ImportItem]:
    """Return some items of one outcome, in the order of the file."""
    return db.session.scalars(
        select(ImportItem)
        .where(
            ImportItem.import_id == import_id,
            ImportItem.outcome == outcome,
            ImportItem.id > after,
        )
        .order_by(ImportItem.id)
        .limit(limit)
    ).all()


def item_of(import_id: int, item_id: int) -> ImportItem | None:
    """Return one item of an import."""
    return db.session.scalar(
        select(ImportItem).where(
            ImportItem.id == item_id, ImportItem.import_id == import_id
        )
    )


def item_of_movie(import_id: int, movie_id: int) -> ImportItem | None:
    """Return the item that a film is matched with already."""
    return db.session.scalar(
        select(ImportItem).where(
            ImportItem.import_id == import_id, ImportItem.movie_id == movie_id
        )
    )


def lines_of_movies(
    import_id: int, movie_ids: Collection[int], *, but: int
) -> Mapping[int, str]:
    """Return the lines that films are matched with already, but for one item's."""
    rows = db.session.execute(
        select(ImportItem.movie_id, ImportItem.line, ImportItem.file).where(
            ImportItem.import_id == import_id,
            ImportItem.movie_id.in_(movie_ids),
            ImportItem.id != but,
        )
    )
    return {row.movie_id: f"line {row.line} of {row.file}" for row in rows}


def to_write(
    import_id: int, outcomes: Iterable[Outcome], *, after: int, limit: int
) -> Sequence[int]:
    """Return the next items that the commit has not reached."""
    return db.session.scalars(
        select(ImportItem.id)
        .where(
            ImportItem.import_id == import_id,
            ImportItem.outcome.in_(list(outcomes)),
            ImportItem.written == Written.NO,
            ImportItem.id > after,
        )
        .order_by(ImportItem.id)
        .limit(limit)
    ).all()


def sent_from(import_id: int) -> str:
    """Return from where a member asked to write an import; mostly not kept."""
    asked = select(MemberImport.sent_from).where(MemberImport.id == import_id)
    return db.session.scalar(asked) or ""


def to_undo(import_id: int, *, after: int, limit: int) -> Sequence[int]:
    """Return the next items that are to be taken back."""
    return db.session.scalars(
        select(ImportItem.id)
        .where(
            ImportItem.import_id == import_id,
            ImportItem.written == Written.YES,
            ImportItem.id > after,
        )
        .order_by(ImportItem.id)
        .limit(limit)
    ).all()


def report_rows(import_id: int) -> Iterator[ImportItem]:
    """Yield every item of an import, a part at a time."""
    after = 0
    while True:
        found = db.session.scalars(
            select(ImportItem)
            .where(ImportItem.import_id == import_id, ImportItem.id > after)
            .order_by(ImportItem.id)
            .limit(MANY)
        ).all()
        if not found:
            return
        yield from found
        after = found[-1].id
        db.session.expunge_all()


def film_choices(movie_ids: Iterable[int]) -> Sequence[FilmChoice]:
    """Return films by their ids, by title and year."""
    return choices_of(Movie.id.in_(list(movie_ids)), limit=50)


def film_search(words: str) -> Sequence[FilmChoice]:
    """Return films whose title holds some words."""
    key = title_sort(words)
    if not key:
        return []
    return choices_of(Movie.title_sort.contains(key, autoescape=True), limit=20)


def choices_of(which: Any, *, limit: int) -> Sequence[FilmChoice]:
    """Return films that answer a condition, the shortest titles first."""
    rows = db.session.execute(
        select(Movie.id, Movie.title, Movie.year, Movie.slug)
        .where(which)
        .order_by(func.length(Movie.title), Movie.title_sort, Movie.id)
        .limit(limit)
    )
    return [FilmChoice(row.id, row.title, row.year, row.slug) for row in rows]


def present(user_id: int, movie_ids: Sequence[int]) -> Mapping[int, Present]:
    """Return what a member has said of films, and means to do about them."""
    said: dict[int, Said] = {}
    for review in db.session.execute(
        select(
            AudienceReview.movie_id,
            AudienceReview.rating,
            AudienceReview.body,
            AudienceReview.posted_at,
            AudienceReview.edited_at,
        ).where(
            AudienceReview.user_id == user_id,
            AudienceReview.movie_id.in_(movie_ids),
            AudienceReview.standing != Standing.WITHDRAWN,
        )
    ):
        last = review.edited_at or review.posted_at
        said[review.movie_id] = Said(review.rating, review.body, last.date())
    rows: Any = db.session.execute(
        select(Interest.movie_id, Interest.kind).where(
            Interest.user_id == user_id, Interest.movie_id.in_(movie_ids)
        )
    )
    interest = {movie_id: str(kind) for movie_id, kind in rows}
    return {
        movie_id: Present(said.get(movie_id), interest.get(movie_id))
        for movie_id in movie_ids
    }


def held_movies(
    user_id: int, movie_ids: Collection[int] | None = None
) -> frozenset[int]:
    """Return the films of which a member's review is held for a moderator now."""
    held = select(AudienceReview.movie_id).where(
        AudienceReview.user_id == user_id, AudienceReview.standing == Standing.HELD
    )
    if movie_ids is not None:
        held = held.where(AudienceReview.movie_id.in_(movie_ids))
    return frozenset(db.session.scalars(held))


def viewing_days(
    user_id: int, movie_ids: Sequence[int]
) -> Mapping[int, frozenset[tuple[object, int]]]:
    """Return on which days a member saw films, with the number within the day."""
    days: dict[int, set[tuple[object, int]]] = {}
    for row in db.session.execute(
        select(Viewing.movie_id, Viewing.watched_on, Viewing.number).where(
            Viewing.user_id == user_id, Viewing.movie_id.in_(movie_ids)
        )
    ):
        days.setdefault(row.movie_id, set()).add((row.watched_on, row.number))
    return {movie_id: frozenset(found) for movie_id, found in days.items()}
