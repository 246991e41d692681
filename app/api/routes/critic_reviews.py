"""What critics wrote, for programs: by movie, under the four filters."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response

from app.api import cursors, shapes
from app.api.blueprint import bp, list_answer, public_reading
from app.api.routes.movies import scored_or_moved
from app.api.schemas import CriticReview, CriticReviewArguments, page_of
from app.core.pagination import Cursor, Page
from app.critics import queries as critic_queries
from app.critics.queries import CriticReviewCard, Show
from app.movies.queries import MovieSheet


@bp.route("/movies/<slug:slug>/critic-reviews", tags=["Critic reviews"])
@public_reading(CriticReviewArguments)
@bp.response(200, page_of(CriticReview, counted=True))
@bp.arguments(CriticReviewArguments, location="query")
def critic_reviews(asked: dict[str, Any], slug: str) -> Response:
    """List the critic reviews of a movie.

    Those that count, newest first: all, top critics', fresh or rotten ones.
    """
    scored = scored_or_moved(slug)
    show = Show(asked["show"])
    counts = {
        key: count for key, _, count in critic_queries.filter_counts(scored.critics)
    }

    def read(after: Cursor | None, limit: int) -> Page[CriticReviewCard]:
        return critic_queries.reviews_of(
            scored.movie.id, show, after=after, limit=limit
        )

    return list_answer(
        review_page(asked, read, scored.movie),
        *scored.stamps,
        schema=CriticReview,
        wanted=asked["wanted"],
        total=counts[show],
    )


def review_page(
    asked: dict[str, Any],
    read: Callable[[Cursor | None, int], Page[CriticReviewCard]],
    about: MovieSheet | None = None,
) -> Callable[[], tuple[Sequence[Any], str | None]]:
    """Return what makes a page of critic reviews, from the cursor on."""
    after = None if asked["after"] is None else cursors.read_day(asked["after"])

    def make() -> tuple[Sequence[Any], str | None]:
        page = read(after, asked["limit"])
        items = [shapes.critic_review(card, about) for card in page.items]
        if page.after is None:
            return items, None
        last = page.items[-1]
        return items, cursors.day_text(last.listed_on, last.id)

    return make
