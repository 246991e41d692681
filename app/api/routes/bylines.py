"""Critics and publications, for programs, with what they wrote or printed."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response

from app.api import cursors, queries, shapes
from app.api.blueprint import bp, list_answer, public_reading, read_answer
from app.api.routes.critic_reviews import review_page
from app.api.schemas import (
    Byline,
    BylineArguments,
    CriticReview,
    OneBylineArguments,
    ReviewArguments,
    page_of,
)
from app.core.errors import found_or_404
from app.core.pagination import Cursor, Page
from app.critics import queries as critic_queries
from app.critics.queries import CriticReviewCard
from app.movies import queries as movie_queries

BylinePage = page_of(Byline)
ReviewPage = page_of(CriticReview)
NO_CRITIC = "There is no such critic."
NO_PUBLICATION = "There is no such publication."


@bp.route("/critics", tags=["Critics"])
@public_reading(BylineArguments)
@bp.response(200, BylinePage)
@bp.arguments(BylineArguments, location="query")
def critics(asked: dict[str, Any]) -> Response:
    """List critics.

    Those with reviews that count, in the order of their names in addresses.
    """
    return bylines(asked, queries.critics, "critics")


@bp.route("/critics/<slug:slug>", tags=["Critics"])
@public_reading(OneBylineArguments)
@bp.response(200, Byline)
@bp.arguments(OneBylineArguments, location="query")
def critic(asked: dict[str, Any], slug: str) -> Response:
    """Show a critic."""
    found = found_or_404(critic_queries.critic(slug), NO_CRITIC)
    return byline(asked, found, "critics")


@bp.route("/critics/<slug:slug>/reviews", tags=["Critics"])
@public_reading(ReviewArguments)
@bp.response(200, ReviewPage)
@bp.arguments(ReviewArguments, location="query")
def reviews_by_critic(asked: dict[str, Any], slug: str) -> Response:
    """List what a critic wrote, newest first."""
    found = found_or_404(critic_queries.critic(slug), NO_CRITIC)

    def read(after: Cursor | None, limit: int) -> Page[CriticReviewCard]:
        return critic_queries.reviews_by_critic(found.id, after=after, limit=limit)

    return reviews(asked, read)


@bp.route("/publications", tags=["Publications"])
@public_reading(BylineArguments)
@bp.response(200, BylinePage)
@bp.arguments(BylineArguments, location="query")
def publications(asked: dict[str, Any]) -> Response:
    """List publications.

    Those with reviews that count, in the order of their names in addresses.
    """
    return bylines(asked, queries.publications, "publications")


@bp.route("/publications/<slug:slug>", tags=["Publications"])
@public_reading(OneBylineArguments)
@bp.response(200, Byline)
@bp.arguments(OneBylineArguments, location="query")
def publication(asked: dict[str, Any], slug: str) -> Response:
    """Show a publication."""
    found = found_or_404(critic_queries.publication(slug), NO_PUBLICATION)
    return byline(asked, found, "publications")


@bp.route("/publications/<slug:slug>/reviews", tags=["Publications"])
@public_reading(ReviewArguments)
@bp.response(200, ReviewPage)
@bp.arguments(ReviewArguments, location="query")
def reviews_in_publication(asked: dict[str, Any], slug: str) -> Response:
    """List what a publication printed, newest first."""
    found = found_or_404(critic_queries.publication(slug), NO_PUBLICATION)

    def read(after: Cursor | None, limit: int) -> Page[CriticReviewCard]:
        return critic_queries.reviews_in_publication(found.id, after=after, limit=limit)

    return reviews(asked, read)


def bylines(
    asked: dict[str, Any],
    listing: Callable[..., tuple[Sequence[critic_queries.Byline], str | None]],
    kind: str,
) -> Response:
    """Return a page of names."""
    after = None if asked["after"] is None else cursors.read_name(asked["after"])

    def make() -> tuple[Sequence[Any], str | None]:
        found, last = listing(after=after, limit=asked["limit"])
        items = [shapes.byline(each, kind) for each in found]
        return items, None if last is None else cursors.name_text(last)

    return list_answer(
        make,
        movie_queries.site_version(),
        schema=Byline,
        wanted=asked["wanted"],
    )


def byline(asked: dict[str, Any], found: critic_queries.Byline, kind: str) -> Response:
    """Return one name with its counts."""
    return read_answer(
        lambda: shapes.byline(found, kind),
        movie_queries.site_version(),
        schema=Byline,
        wanted=asked["wanted"],
    )


def reviews(
    asked: dict[str, Any],
    read: Callable[[Cursor | None, int], Page[CriticReviewCard]],
) -> Response:
    """Return a page of reviews with their movies."""
    return list_answer(
        review_page(asked, read),
        movie_queries.site_version(),
        schema=CriticReview,
        wanted=asked["wanted"],
    )
