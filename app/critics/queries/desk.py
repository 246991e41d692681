"""What editors see of critic reviews: all of them, counted or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.critics.models import Critic, CriticReview, Publication
from app.critics.rules import LABELS, REASONS, Standing
from app.movies.models import Movie
from app.scores.rules import Verdict

FOUND_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class DeskReview:
    """A critic review as an editor sees it, whatever its standing."""

    id: int
    movie_slug: str
    movie_title: str
    critic: str | None
    publication_id: int | None
    publication: str | None
    approved: bool
    quote: str | None
    url: str | None
    grade: str | None
    verdict: Verdict | None
    top_critic: bool
    reviewed_on: date | None
    listed_on: date
    standing: Standing
    embargoed_until: datetime | None
    withdrawn_at: datetime | None
    duplicate_of_id: int | None
    interest: str | None

    @property
    def address(self) -> str:
        """The review's page at the desk."""
        return f"/desk/critic-reviews/{self.id}"

    @property
    def movie_desk_url(self) -> str:
        """The desk's list of the movie's reviews."""
        return f"/desk/movies/{self.movie_slug}/critic-reviews"

    @property
    def byline(self) -> str:
        """Who wrote it and where, as far as that is known."""
        names = [name for name in (self.critic, self.publication) if name]
        return ", ".join(names) or "Nobody named"

    @property
    def label(self) -> str:
        """Where the review stands, in a word or two."""
        return LABELS[self.standing]

    @property
    def reason(self) -> str:
        """Why it stands there."""
        return REASONS[self.standing]


@dataclass(frozen=True, slots=True)
class DeskMovie:
    """A movie with how many of its reviews count and how many do not."""

    slug: str
    title: str
    year: int | None
    counted: int
    uncounted: int


def desk_reviews(
    movie_id: int, standing: Standing | None, *, after: Cursor | None, limit: int
) -> Page[DeskReview]:
    """Return a movie's reviews, newest first, all or those of one standing."""
    listing = desk_rows().where(CriticReview.movie_id == movie_id)
    if standing is not None:
        listing = listing.where(CriticReview.standing == standing.value)
    if after is not None:
        listing = listing.where(behind(after, CriticReview.listed_on, CriticReview.id))
    rows = db.session.execute(
        listing.order_by(CriticReview.listed_on.desc(), CriticReview.id.desc()).limit(
            limit + 1
        )
    ).all()
    items = [desk_review_of(row) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return Page(items, str(Cursor(last.listed_on, last.id)) if last else None)


def desk_review(review_id: int) -> DeskReview | None:
    """Return one review as an editor sees it."""
    row = db.session.execute(
        desk_rows().where(CriticReview.id == review_id)
    ).one_or_none()
    return None if row is None else desk_review_of(row)


def review_by_id(review_id: int) -> CriticReview | None:
    """Return the row of a review."""
    return db.session.get(CriticReview, review_id)


def standing_counts(movie_id: int) -> Sequence[tuple[Standing, str, int]]:
    """Count a movie's reviews by where they stand, in the rule's order."""
    rows = db.session.execute(
        select(CriticReview.standing, func.count(CriticReview.id))
        .where(CriticReview.movie_id == movie_id)
        .group_by(CriticReview.standing)
    )
    counts = {Standing(standing): number for standing, number in rows}
    return [
        (standing, label, counts[standing])
        for standing, label in LABELS.items()
        if standing in counts
    ]


def movies_titled(words: str) -> Sequence[DeskMovie]:
    """Return movies whose title holds some words; without words, the newest ones."""
    counted = func.count(CriticReview.id).filter(
        CriticReview.standing == Standing.COUNTED
    )
    listing = (
        select(
            Movie.slug, Movie.title, Movie.year, counted, func.count(CriticReview.id)
        )
        .outerjoin(CriticReview, CriticReview.movie_id == Movie.id)
        .group_by(Movie.id, Movie.slug, Movie.title, Movie.year)
        .limit(FOUND_AT_ONCE)
    )
    if words:
        listing = listing.where(
            func.lower(Movie.title).contains(words.lower(), autoescape=True)
        ).order_by(Movie.title, Movie.id)
    else:
        listing = listing.order_by(Movie.id.desc())
    return [
        DeskMovie(slug, title, year, number, whole - number)
        for slug, title, year, number, whole in db.session.execute(listing)
    ]


def publications_not_approved() -> Sequence[Publication]:
    """Return the publications whose reviews count nowhere, by name."""
    return db.session.scalars(
        select(Publication)
        .where(Publication.approved.is_(False))
        .order_by(Publication.name)
    ).all()


def desk_rows() -> Select[*tuple[Any, ...]]:
    """Select reviews with all that the desk shows of them."""
    return (
        select(
            CriticReview.id,
            Movie.slug.label("movie_slug"),
            Movie.title.label("movie_title"),
            Critic.name.label("critic"),
            CriticReview.publication_id,
            Publication.name.label("publication"),
            func.coalesce(Publication.approved, True).label("approved"),
            CriticReview.quote,
            CriticReview.url,
            CriticReview.original_grade.label("grade"),
            CriticReview.verdict,
            CriticReview.top_critic,
            CriticReview.reviewed_on,
            CriticReview.listed_on,
            CriticReview.standing,
            CriticReview.embargoed_until,
            CriticReview.withdrawn_at,
            CriticReview.duplicate_of_id,
            CriticReview.interest,
        )
        .join(Movie, CriticReview.movie_id == Movie.id)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
    )


def desk_review_of(row: Any) -> DeskReview:
    """Return the review of a row of `desk_rows`."""
    values = dict(row._mapping)  # noqa: SLF001  the way to a row's names
    values["approved"] = bool(values["approved"])
    values["standing"] = Standing(values["standing"])
    values["verdict"] = Verdict(values["verdict"]) if values["verdict"] else None
    return DeskReview(**values)
