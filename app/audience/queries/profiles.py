"""What a member shows of themselves, and the movies they keep a list of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.accounts import queries as account_queries
from app.accounts.models import BioStanding, Role, User, UserRole
from app.audience.models import (
    AudienceReview,
    Favourite,
    Interest,
    InterestKind,
    Standing,
    SuperReviewerEvent,
)
from app.audience.queries.lists import AudienceReviewCard, card_of, published
from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores import rules as score_rules
from app.scores.queries import FilmCard
from app.scores.rules import AudienceTally, Bar, Policy

MOST_FAVOURITES = 12


@dataclass(frozen=True)
class Profile:
    """A member as their page shows them."""

    id: int
    name: str
    bio: str
    since: datetime
    super_reviewer: bool
    is_critic: bool
    shows_ratings: bool
    shows_favourites: bool
    tally: AudienceTally

    @property
    def bars(self) -> Sequence[Bar]:
        """The histogram of what the member gave."""
        return score_rules.histogram(self.tally)

    @property
    def average(self) -> str | None:
        """The member's average in stars, one decimal."""
        return score_rules.average_stars(self.tally)


@dataclass(frozen=True)
class ReviewOfMovie:
    """A review on its member's page, with the movie that it is about."""

    card: AudienceReviewCard
    title: str
    year: int | None
    url: str


@dataclass(frozen=True)
class Listed:
    """A movie on a member's own list."""

    movie_id: int
    slug: str
    title: str
    year: int | None
    at: datetime

    @property
    def url(self) -> str:
        """The address of the movie's page."""
        return f"/movies/{self.slug}"


def profile(name: str) -> Profile | None:
    """Return the page of a member, unless they show none."""
    user = account_queries.member(name)
    if user is None or not user.active or not user.shows_profile:
        return None
    counts = [0] * 10
    for rating, number in db.session.execute(
        select(AudienceReview.rating, func.count())
        .where(
            AudienceReview.user_id == user.id,
            AudienceReview.standing == Standing.PUBLISHED,
        )
        .group_by(AudienceReview.rating)
    ):
        counts[rating - 1] = number
    critic = select(
        exists().where(
            UserRole.user_id == user.id,
            UserRole.role_id == Role.id,
            Role.name == "critic",
        )
    )
    return Profile(
        id=user.id,
        name=user.name,
        bio=user.bio if user.bio_standing == BioStanding.SHOWN else "",
        since=user.created_at,
        super_reviewer=user.super_reviewer_since is not None,
        is_critic=bool(db.session.scalar(critic)),
        shows_ratings=user.shows_ratings,
        shows_favourites=user.shows_favourites,
        tally=AudienceTally(tuple(counts), (0,) * 10),
    )


def reviews_by(
    user_id: int, *, after: Cursor | None, limit: int
) -> Page[ReviewOfMovie]:
    """Return a member's published ratings, newest first, with the movies."""
    listing = (
        published()
        .add_columns(Movie.title, Movie.year, Movie.slug.label("movie_slug"))
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(AudienceReview.user_id == user_id)
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
    items = [
        ReviewOfMovie(card_of(row), row.title, row.year, f"/movies/{row.movie_slug}")
        for row in rows[:limit]
    ]
    last = items[-1].card if len(rows) > limit else None
    return Page(items, str(Cursor(last.posted_at, last.id)) if last else None)


def favourites_of(user_id: int, policy: Policy) -> Sequence[FilmCard]:
    """Return a member's favourite movies, the first chosen first."""
    rows = db.session.execute(
        score_queries.film_rows()
        .join(Favourite, Favourite.movie_id == Movie.id)
        .where(Favourite.user_id == user_id)
        .order_by(Favourite.chosen_at, Movie.id)
    ).all()
    directors = score_queries.directors_of([row.id for row in rows])
    return [
        score_queries.film_card(row, directors.get(row.id, ()), policy) for row in rows
    ]


def is_favourite(movie_id: int, user_id: int) -> bool:
    """Tell whether a movie is among a member's favourites."""
    return db.session.get(Favourite, (user_id, movie_id)) is not None


def favourite_count(user_id: int) -> int:
    """Count a member's favourites."""
    counted = select(func.count()).where(Favourite.user_id == user_id)
    return db.session.scalar(counted) or 0


def watchlist_of(user_id: int, *, after: Cursor | None, limit: int) -> Page[Listed]:
    """Return the movies that a member wants to see, the latest decision first."""
    listing = listed().where(
        Interest.user_id == user_id, Interest.kind == InterestKind.WANT_TO_SEE
    )
    if after is not None:
        listing = listing.where(behind(after, Interest.decided_at, Movie.id))
    rows = db.session.execute(
        listing.order_by(Interest.decided_at.desc(), Movie.id.desc()).limit(limit + 1)
    ).all()
    items = [Listed(*tuple(row)) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return Page(items, str(Cursor(last.at, last.movie_id)) if last else None)


def listed() -> Select[*tuple[Any, ...]]:
    """Select movies with what members decided about them."""
    return select(
        Movie.id, Movie.slug, Movie.title, Movie.year, Interest.decided_at
    ).join(Interest, Interest.movie_id == Movie.id)


def super_reviewers() -> Sequence[User]:
    """Return the Super Reviewers, the longest-standing first."""
    return db.session.scalars(
        select(User)
        .where(User.super_reviewer_since.is_not(None), User.active)
        .order_by(User.super_reviewer_since, User.id)
    ).all()


def super_reviewer_events(user_id: int) -> Sequence[SuperReviewerEvent]:
    """Return when a member became and ceased to be a Super Reviewer."""
    return db.session.scalars(
        select(SuperReviewerEvent)
        .where(SuperReviewerEvent.user_id == user_id)
        .order_by(SuperReviewerEvent.id.desc())
    ).all()
