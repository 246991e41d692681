"""Movies for programs: the list with its filters, and each whole."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from app.api import cursors, queries, shapes
from app.api.blueprint import (
    bp,
    list_answer,
    moved_or_404,
    public_reading,
    read_answer,
    refuse_cursor,
)
from app.api.schemas import (
    FieldsArguments,
    Movie,
    MovieArguments,
    MovieItem,
    page_of,
)
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie, Sort


@bp.route("/movies", tags=["Movies"])
@public_reading(MovieArguments)
@bp.response(200, page_of(MovieItem))
@bp.arguments(MovieArguments, location="query")
def movies(asked: dict[str, Any]) -> Response:
    """List movies.

    All movies, or those with these words in the title, of this genre, of this year,
    in one of four orders.
    """
    policy = score_queries.policy_in_force()
    after = None if asked["after"] is None else cursors.read_film(asked["after"])
    wanted = queries.MovieFilter(asked["q"], asked["genre"], asked["year"])

    def make() -> tuple[Sequence[Any], str | None]:
        found = queries.movies(
            wanted, Sort(asked["sort"]), policy, after=after, limit=asked["limit"]
        )
        if found is None:
            refuse_cursor()
        cards, last = found
        items = [shapes.movie_item(card) for card in cards]
        return items, None if last is None else cursors.film_text(last)

    return list_answer(
        make,
        movie_queries.site_version(),
        score_queries.stamp_of(policy),
        schema=MovieItem,
        wanted=asked["wanted"],
    )


@bp.route("/movies/<slug:slug>", tags=["Movies"])
@public_reading(FieldsArguments)
@bp.response(200, Movie)
@bp.arguments(FieldsArguments, location="query")
def movie(asked: dict[str, Any], slug: str) -> Response:
    """Show a movie.

    Everything that its page tells of it. A former name answers 308 to the present one.
    """
    scored = scored_or_moved(slug)
    return read_answer(
        lambda: shapes.movie(scored),
        *scored.stamps,
        schema=Movie,
        wanted=asked["wanted"],
    )


def scored_or_moved(slug: str) -> ScoredMovie:
    """Return a movie with its scores; lead on from a former name, or end with 404."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        moved_or_404(movie_queries.present_slug(slug))
    return scored
