"""What members gave, for programs: by movie, with spoilers only where asked for."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from app.api import cursors, shapes
from app.api.blueprint import bp, list_answer, public_reading
from app.api.routes.movies import scored_or_moved
from app.api.schemas import AudienceReview, AudienceReviewArguments, page_of
from app.audience import queries as audience_queries


@bp.route("/movies/<slug:slug>/audience-reviews", tags=["Audience reviews"])
@public_reading(AudienceReviewArguments)
@bp.response(200, page_of(AudienceReview, counted=True))
@bp.arguments(AudienceReviewArguments, location="query")
def audience_reviews(asked: dict[str, Any], slug: str) -> Response:
    """List the audience reviews of a movie.

    Every published rating, newest first, with its words if it has any. What gives the
    plot away is left out unless `spoilers=show` asks for it.
    """
    scored = scored_or_moved(slug)
    after = None if asked["after"] is None else cursors.read_moment(asked["after"])
    spoilers = asked["spoilers"] == "show"

    def make() -> tuple[Sequence[Any], str | None]:
        page = audience_queries.reviews_of(
            scored.movie.id, after=after, limit=asked["limit"]
        )
        items = [shapes.audience_review(card, spoilers=spoilers) for card in page.items]
        if page.after is None:
            return items, None
        last = page.items[-1]
        return items, cursors.moment_text(last.posted_at, last.id)

    return list_answer(
        make,
        *scored.stamps,
        schema=AudienceReview,
        wanted=asked["wanted"],
        total=scored.audience_sheet().score.total,
    )
