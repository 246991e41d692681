"""Listings that only programs ask for: filtered movies, names, a member's ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.api.models import SentFile
from app.audience.models import AudienceReview, Standing
from app.core.db import db
from app.core.pagination import Cursor, behind
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries import COUNTS, Byline
from app.movies import rules as movie_rules
from app.movies.models import Genre, Movie, MovieGenre
from app.scores import queries as score_queries
from app.scores import rules
from app.scores.models import Tally
from app.scores.queries import FilmCard, Sort


@dataclass(frozen=True)
class MovieFilter:
    """Which movies are asked for; what is empty asks for nothing special."""

    words: str = ""
    genre: str = ""
    year: int | None = None

    def conditions(self) -> list[Any]:
        """Return what a movie must be like."""
        found: list[Any] = []
        if self.words:
            key = movie_rules.title_sort(self.words)
            found.append(Movie.title_sort.contains(key, autoescape=True))
        if self.genre:
            named = (
                select(MovieGenre.movie_id)
                .join(Genre, Genre.id == MovieGenre.genre_id)
                .where(func.lower(Genre.name) == self.genre.lower())
            )
            found.append(Movie.id.in_(named))
        if self.year is not None:
            found.append(Movie.year == self.year)
        return found


def movies(
    asked: MovieFilter,
    sort: Sort,
    policy: rules.Policy,
    *,
    after: int | None,
    limit: int,
) -> tuple[Sequence[FilmCard], int | None] | None:
    """Return movies in an order and the last one's id if more follow.

    `after` is the id of the last one shown before; None comes back where it is gone.
    """
    key, id_column = score_queries.SORT_KEYS[sort]
    listing = score_queries.film_rows().where(*asked.conditions())
    if after is not None:
        last = db.session.execute(
            select(key)
            .join_from(Movie, Tally, Tally.movie_id == Movie.id)
            .where(Movie.id == after)
        ).one_or_none()
        if last is None:
            return None
        listing = listing.where(*score_queries.beyond(sort, last[0], after))
    if sort is Sort.TITLE:
        listing = listing.order_by(key, id_column)
    else:
        listing = listing.order_by(key.desc(), id_column.desc())
    rows = db.session.execute(listing.limit(limit + 1)).all()
    shown = rows[:limit]
    directors = score_queries.directors_of([row.id for row in shown])
    cards = [
        score_queries.film_card(row, directors.get(row.id, ()), policy) for row in shown
    ]
    return cards, (cards[-1].id if len(rows) > limit else None)


def critics(*, after: str | None, limit: int) -> tuple[Sequence[Byline], str | None]:
    """Return critics with reviews that count, and the last one's name."""
    return bylines(Critic, CriticReview.critic_id, after=after, limit=limit)


def publications(
    *, after: str | None, limit: int
) -> tuple[Sequence[Byline], str | None]:
    """Return publications with reviews that count, and the last one's name."""
    return bylines(Publication, CriticReview.publication_id, after=after, limit=limit)


def bylines(
    table: Any, key: Any, *, after: str | None, limit: int
) -> tuple[Sequence[Byline], str | None]:
    """Return names in the order of their slugs, with their counts."""
    fresh = CriticReview.verdict == rules.Verdict.FRESH
    named = select(table.id, table.slug, table.name).where(
        select(CriticReview.id).where(key == table.id, COUNTS).exists()
    )
    if after is not None:
        named = named.where(table.slug > after)
    rows = db.session.execute(named.order_by(table.slug).limit(limit + 1)).all()
    counts = {
        row.key: row
        for row in db.session.execute(
            select(
                key.label("key"),
                func.count(CriticReview.id).label("total"),
                func.count(CriticReview.id).filter(fresh).label("fresh"),
            )
            .where(key.in_([row.id for row in rows]), COUNTS)
            .group_by(key)
        )
    }
    found = [
        Byline(row.id, row.slug, row.name, counts[row.id].total, counts[row.id].fresh)
        for row in rows[:limit]
    ]
    return found, (found[-1].slug if len(rows) > limit else None)


def files_of(
    user_id: int, *, before: int | None, limit: int
) -> tuple[Sequence[SentFile], bool]:
    """Return the files that a member sent, newest first; and if more follow."""
    listing = select(SentFile).where(SentFile.user_id == user_id)
    if before is not None:
        listing = listing.where(SentFile.id < before)
    rows = db.session.scalars(
        listing.order_by(SentFile.id.desc()).limit(limit + 1)
    ).all()
    return rows[:limit], len(rows) > limit


def file_of(user_id: int, number: int) -> SentFile | None:
    """Return a file that a member sent."""
    return db.session.scalar(
        select(SentFile).where(SentFile.id == number, SentFile.user_id == user_id)
    )


def ratings_of(
    user_id: int, *, after: Cursor | None, limit: int
) -> tuple[Sequence[tuple[AudienceReview, Movie]], bool]:
    """Return a member's ratings with their movies, newest first; and if more follow."""
    listing = (
        select(AudienceReview, Movie)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(
            AudienceReview.user_id == user_id,
            AudienceReview.standing != Standing.WITHDRAWN,
        )
    )
    if after is not None:
        listing = listing.where(
            behind(after, AudienceReview.posted_at, AudienceReview.id)
        )
    rows = db.session.execute(
        listing.order_by(
            AudienceReview.posted_at.desc(), AudienceReview.id.desc()
        ).limit(limit + 1)
    ).all()
    return [(row[0], row[1]) for row in rows[:limit]], len(rows) > limit
