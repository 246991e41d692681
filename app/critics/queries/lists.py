"""Named listings of critic reviews, critics and publications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.critics.models import Critic, CriticReview, FormerByline, Publication
from app.critics.queries.counting import COUNTS
from app.movies.models import Movie
from app.scores.rules import CriticTally, Verdict


class Show(StrEnum):
    """The four filters of critic reviews."""

    ALL = "all"
    TOP = "top"
    FRESH = "fresh"
    ROTTEN = "rotten"

    @classmethod
    def read(cls, text: str | None) -> "Show":
        """Return the filter of that name; an unknown name shows all."""
        return next((each for each in cls if each == text), cls.ALL)


@dataclass(frozen=True)
class FilterLink:
    """A filter with its count, "Top Critics (32)", and where it leads.

    `href` works by itself; where a script swaps the list in place, `fragment` is what
    it fetches and `page` what the address bar shows.
    """

    key: Show
    label: str
    count: int
    current: bool
    href: str
    fragment: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to a page of ours."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class MovieLink:
    """A movie that a review is about."""

    title: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class CriticReviewCard:
    """A critic review as a list shows it; what is not known is None."""

    id: int
    quote: str | None
    url: str | None
    grade: str | None
    verdict: Verdict
    top_critic: bool
    reviewed_on: date | None
    listed_on: date
    critic: Link | None
    publication: Link | None
    movie: MovieLink | None = None


@dataclass(frozen=True)
class Byline:
    """A critic or a publication on a page of their own."""

    id: int
    slug: str
    name: str
    review_count: int
    fresh_count: int


CARD_COLUMNS = (
    CriticReview.id,
    CriticReview.quote,
    CriticReview.url,
    CriticReview.original_grade,
    CriticReview.verdict,
    CriticReview.top_critic,
    CriticReview.reviewed_on,
    CriticReview.listed_on,
    Critic.name.label("critic_name"),
    Critic.slug.label("critic_slug"),
    Publication.name.label("publication_name"),
    Publication.slug.label("publication_slug"),
)


def filter_counts(tally: CriticTally) -> Sequence[tuple[Show, str, int]]:
    """Return the four filters with their words and their counts from the tally."""
    return (
        (Show.ALL, "All Critics", tally.total),
        (Show.TOP, "Top Critics", tally.top_total),
        (Show.FRESH, "Fresh", tally.fresh),
        (Show.ROTTEN, "Rotten", tally.rotten),
    )


def filters_on_page(
    tally: CriticTally, current: Show, *, movie_url: str
) -> Sequence[FilterLink]:
    """Return the filters of the movie page, which swap the list in place."""
    return [
        FilterLink(
            show,
            label,
            count,
            show is current,
            href=f"{movie_url}?show={show}#critic-reviews",
            fragment=f"/fragments{movie_url}/critic-reviews?show={show}",
            page=movie_url if show is Show.ALL else f"{movie_url}?show={show}",
        )
        for show, label, count in filter_counts(tally)
    ]


def filters_of_list(
    tally: CriticTally, current: Show, *, url: str
) -> Sequence[FilterLink]:
    """Return the filters of a page that is nothing but the list."""
    return [
        FilterLink(show, label, count, show is current, href=f"{url}?show={show}")
        for show, label, count in filter_counts(tally)
    ]


def reviews_of(
    movie_id: int, show: Show, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return a movie's reviews under a filter, newest first."""
    listing = cards().where(CriticReview.movie_id == movie_id, shown_under(show))
    return page_of(listing, after, limit)


def reviews_by_critic(
    critic_id: int, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return what a critic wrote, newest first, with the movies."""
    listing = cards_with_movies().where(CriticReview.critic_id == critic_id)
    return page_of(listing, after, limit)


def reviews_in_publication(
    publication_id: int, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return what a publication printed, newest first, with the movies."""
    listing = cards_with_movies().where(CriticReview.publication_id == publication_id)
    return page_of(listing, after, limit)


def newest_reviews(limit: int) -> Sequence[CriticReviewCard]:
    """Return the newest reviews with something to quote, with their movies."""
    listing = cards_with_movies().where(CriticReview.quote.is_not(None))
    return page_of(listing, None, limit).items


def verdicts_in_order(movie_id: int) -> Sequence[Verdict]:
    """Return the verdicts of a movie's counted reviews, oldest first: its reel."""
    rows = db.session.scalars(
        select(CriticReview.verdict)
        .where(CriticReview.movie_id == movie_id, COUNTS)
        .order_by(CriticReview.listed_on, CriticReview.id)
    )
    return [Verdict(row) for row in rows if row is not None]


def critic(slug: str) -> Byline | None:
    """Return the critic of an address with their counts."""
    return byline(Critic, CriticReview.critic_id, slug)


def critic_of_member(user_id: int) -> Link | None:
    """Return the critic whose account a member's is."""
    row = db.session.execute(
        select(Critic.name, Critic.slug).where(Critic.user_id == user_id)
    ).one_or_none()
    return None if row is None else Link(row.name, f"/critics/{row.slug}")


def publication(slug: str) -> Byline | None:
    """Return the publication of an address with its counts."""
    return byline(Publication, CriticReview.publication_id, slug)


def present_slug(kind: str, former: str) -> str | None:
    """Return the address of what a critic or a publication was merged into."""
    table: Any = Critic if kind == "critic" else Publication
    return db.session.scalar(
        select(table.slug)
        .join(FormerByline, getattr(FormerByline, f"{kind}_id") == table.id)
        .where(FormerByline.kind == kind, FormerByline.slug == former)
    )


def critics() -> Sequence[Byline]:
    """Return every critic with counted reviews, by name."""
    return bylines(Critic, CriticReview.critic_id)


def publications() -> Sequence[Byline]:
    """Return every publication with counted reviews, by name."""
    return bylines(Publication, CriticReview.publication_id)


def cards() -> Select[*tuple[Any, ...]]:
    """Select counted reviews with who wrote them and where."""
    return (
        select(*CARD_COLUMNS)
        .select_from(CriticReview)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(COUNTS)
    )


def cards_with_movies() -> Select[*tuple[Any, ...]]:
    """Select counted reviews, and which movie each is about."""
    return (
        cards()
        .add_columns(Movie.title, Movie.year, Movie.slug.label("movie_slug"))
        .join(Movie, CriticReview.movie_id == Movie.id)
    )


def shown_under(show: Show) -> ColumnElement[bool]:
    """Return the condition of a filter."""
    if show is Show.TOP:
        return and_(CriticReview.top_critic)
    if show is Show.ALL:
        return true()
    return CriticReview.verdict == show.value


def page_of(
    listing: Select[*tuple[Any, ...]], after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return one page of a listing of cards."""
    if after is not None:
        listing = listing.where(behind(after, CriticReview.listed_on, CriticReview.id))
    rows = db.session.execute(
        listing.order_by(CriticReview.listed_on.desc(), CriticReview.id.desc()).limit(
            limit + 1
        )
    ).all()
    items = [card_of(row) for row in rows[:limit]]
    more = len(rows) > limit
    last = items[-1] if more else None
    return Page(items, str(Cursor(last.listed_on, last.id)) if last else None)


def card_of(row: Any) -> CriticReviewCard:
    """Return the card of a row of `cards` or `cards_with_movies`."""
    movie_slug = getattr(row, "movie_slug", None)
    return CriticReviewCard(
        id=row.id,
        quote=row.quote,
        url=row.url,
        grade=row.original_grade,
        verdict=Verdict(row.verdict),
        top_critic=row.top_critic,
        reviewed_on=row.reviewed_on,
        listed_on=row.listed_on,
        critic=(
            Link(row.critic_name, f"/critics/{row.critic_slug}")
            if row.critic_name
            else None
        ),
        publication=(
            Link(row.publication_name, f"/publications/{row.publication_slug}")
            if row.publication_name
            else None
        ),
        movie=(
            MovieLink(row.title, row.year, f"/movies/{movie_slug}")
            if movie_slug
            else None
        ),
    )


def byline(table: Any, key: Any, slug: str) -> Byline | None:
    """Return one critic or publication with counts."""
    row = db.session.execute(
        counted(table, key).where(table.slug == slug)
    ).one_or_none()
    return None if row is None else Byline(*row)


def bylines(table: Any, key: Any) -> Sequence[Byline]:
    """Return critics or publications that have counted reviews, by name."""
    rows = db.session.execute(
        counted(table, key).having(func.count(CriticReview.id) > 0)
    )
    return sorted((Byline(*row) for row in rows), key=lambda b: b.name.casefold())


def counted(table: Any, key: Any) -> Select[*tuple[Any, ...]]:
    """Select critics or publications with their counted and fresh reviews."""
    fresh = func.count(CriticReview.id).filter(CriticReview.verdict == Verdict.FRESH)
    return (
        select(table.id, table.slug, table.name, func.count(CriticReview.id), fresh)
        .outerjoin(CriticReview, (key == table.id) & COUNTS)
        .group_by(table.id, table.slug, table.name)
    )
