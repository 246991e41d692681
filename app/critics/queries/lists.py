"""Named listings of critic reviews, critics and publications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    select,
    true,
)

from app.core.db import db
from app.core.pagination import Cursor, Page, behind, behind_parameters
from app.core.reading import Lean, Plain
from app.core.telling import Told, told
from app.critics.models import Critic, CriticReview, Publication
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
        return SHOWS.get(text or "", cls.ALL)


SHOWS = {each.value: each for each in Show}


@dataclass(frozen=True)
class FilterLink:
    """A filter with its count, "Top Critics (32)", and where it leads.

    `href` works by itself; where a script swaps the list in place, `fragment` is what
    it fetches.
    """

    key: Show
    label: str
    count: int
    current: bool
    href: str
    fragment: str = ""


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
    tally: CriticTally, current: Show, movie_url: str
) -> Sequence[FilterLink]:
    """Return the filters of the movie page, which swap the list in place."""
    return tuple(
        FilterLink(
            show,
            label,
            count,
            show is current,
            href=f"{movie_url}?show={show}#critic-reviews",
            fragment=f"/fragments{movie_url}/critic-reviews?show={show}",
        )
        for show, label, count in filter_counts(tally)
    )


def filters_of_list(
    tally: CriticTally, current: Show, url: str
) -> Sequence[FilterLink]:
    """Return the filters of a page that is nothing but the list."""
    return tuple(
        FilterLink(show, label, count, show is current, href=f"{url}?show={show}")
        for show, label, count in filter_counts(tally)
    )


class Of(StrEnum):
    """What a list of reviews is a list of."""

    MOVIE = "movie_id"
    CRITIC = "critic_id"
    PUBLICATION = "publication_id"
    EVERYTHING = ""


def reviews_of(
    movie_id: int, show: Show, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return a movie's reviews under a filter, newest first."""
    return page_from(Of.MOVIE, movie_id, after, limit, show)


def reviews_told(
    movie_id: int, show: Show, *, after: Cursor | None, limit: int
) -> Told[Page[CriticReviewCard]]:
    """Return a movie's reviews as `reviews_of` does, made when they are looked at."""
    lean, found = read(Of.MOVIE, movie_id, after, limit, show)
    return told(page_of_plain, lean, found, limit)


def reviews_by_critic(
    critic_id: int, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return what a critic wrote, newest first, with the movies."""
    return page_from(Of.CRITIC, critic_id, after, limit)


def reviews_in_publication(
    publication_id: int, *, after: Cursor | None, limit: int
) -> Page[CriticReviewCard]:
    """Return what a publication printed, newest first, with the movies."""
    return page_from(Of.PUBLICATION, publication_id, after, limit)


def newest_reviews(limit: int) -> Sequence[CriticReviewCard]:
    """Return the newest reviews with something to quote, with their movies."""
    return page_from(Of.EVERYTHING, None, None, limit).items


def page_from(
    of: Of, of_id: int | None, after: Cursor | None, limit: int, show: Show = Show.ALL
) -> Page[CriticReviewCard]:
    """Return one page of a list whose statement is made once."""
    lean, found = read(of, of_id, after, limit, show)
    return page_of_plain(lean, found, limit)


def read(
    of: Of, of_id: int | None, after: Cursor | None, limit: int, show: Show
) -> tuple[Lean, Plain]:
    """Return the statement of a list, and its rows for one page and one more."""
    values: dict[str, Any] = {"limit": limit + 1}
    if of is not Of.EVERYTHING:
        values["of_id"] = of_id
    if after is not None:
        values |= {"after_day": after.value, "after_id": after.id}
    lean = listing(of, show, after is not None)
    return lean, lean.read(**values)


def page_of_plain(lean: Lean, found: Plain, limit: int) -> Page[CriticReviewCard]:
    """Return the page of plain rows of a list."""
    return page_of_rows(lean.typed(found), limit)


@cache
def listing(of: Of, show: Show, further: bool) -> Lean:
    """Return the statement of a list; `further` pages begin behind a cursor."""
    statement = cards() if of is Of.MOVIE else cards_with_movies()
    if of is Of.EVERYTHING:
        statement = statement.where(CriticReview.quote.is_not(None))
    else:
        key = getattr(CriticReview, of.value)
        statement = statement.where(key == bindparam("of_id", type_=key.type))
    if show is not Show.ALL:
        statement = statement.where(shown_under(show))
    if further:
        statement = statement.where(
            behind_parameters(CriticReview.listed_on, CriticReview.id, "after_day")
        )
    return Lean(
        newest_first(statement).limit(bindparam("limit", type_=Integer())), packed=True
    )


LATEST_VERDICTS = Lean(
    select(CriticReview.verdict)
    .where(CriticReview.movie_id == bindparam("movie_id", type_=Integer()), COUNTS)
    .order_by(CriticReview.listed_on.desc(), CriticReview.id.desc())
    .limit(bindparam("limit", type_=Integer())),
    packed=True,
)


def latest_verdicts(movie_id: int, limit: int) -> Told[Sequence[Verdict]]:
    """Return the newest verdicts of a movie's counted reviews, the oldest first."""
    return told(verdicts_from, LATEST_VERDICTS.read(movie_id=movie_id, limit=limit))


def verdicts_from(plain: Plain) -> Sequence[Verdict]:
    """Return the verdicts of plain rows of `LATEST_VERDICTS`."""
    return tuple([Verdict(name) for (name,) in reversed(LATEST_VERDICTS.typed(plain))])


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
    found = db.session.execute(newest_first(listing).limit(limit + 1)).all()
    return page_of_rows(found, limit)


def newest_first(listing: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Sort a list of reviews as all of them are sorted."""
    return listing.order_by(CriticReview.listed_on.desc(), CriticReview.id.desc())


def page_of_rows(found: Sequence[Any], limit: int) -> Page[CriticReviewCard]:
    """Return the page of some rows, of which one more than the limit was asked for."""
    items = tuple([card_of(row) for row in found[:limit]])
    last = items[-1] if len(found) > limit else None
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
