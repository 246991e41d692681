"""A member's own ratings, for programs that come with their token."""

from typing import Any

from flask import Response, url_for

from app.accounts.queries import Bearer
from app.accounts.rules import Scope
from app.api import cursors, queries, shapes
from app.api.bearer import count_write, needs
from app.api.blueprint import bp, dumped, moved_or_404, page_body, private_answer
from app.api.schemas import NoArguments, Opinion, Rating, RatingArguments, page_of
from app.audience import operations as audience_operations
from app.audience import queries as audience_queries
from app.audience.gate import gate_for_program
from app.core.addresses import canonical
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

NONE_YET = "You have no rating of this movie."


@bp.route("/me/ratings", tags=["My ratings"])
@needs(Scope.RATINGS_READ)
@bp.response(200, page_of(Rating))
@bp.arguments(RatingArguments, location="query")
def my_ratings(asked: dict[str, Any], *, bearer: Bearer) -> Response:
    """List my ratings.

    Newest first, with those that a moderator has hidden.
    """
    after = None if asked["after"] is None else cursors.read_moment(asked["after"])
    found, more = queries.ratings_of(bearer.user_id, after=after, limit=asked["limit"])
    items = [
        dumped(Rating, shapes.rating(review, link), asked["wanted"])
        for review, link in (
            (review, shapes.movie_link(movie)) for review, movie in found
        )
    ]
    last = found[-1][0] if more else None
    cursor = None if last is None else cursors.moment_text(last.posted_at, last.id)
    return private_answer(page_body(items, cursor))


@bp.route("/me/ratings/<slug:slug>", tags=["My ratings"])
@needs(Scope.RATINGS_READ)
@bp.response(200, Rating)
@bp.arguments(NoArguments, location="query")
def my_rating(asked: dict[str, Any], slug: str, *, bearer: Bearer) -> Response:
    """Show my rating of a movie."""
    return rating_answer(movie_or_moved(slug), bearer)


@bp.route("/me/ratings/<slug:slug>", methods=["PUT"], tags=["My ratings"])
@needs(Scope.RATINGS_WRITE)
@bp.alt_response(201, schema=Rating, description="The movie was not rated before.")
@bp.response(200, Rating)
@bp.arguments(NoArguments, location="query")
@bp.arguments(Opinion)
def rate(
    asked: dict[str, Any], opinion: dict[str, Any], slug: str, *, bearer: Bearer
) -> Response:
    """Rate a movie.

    Post my rating, or put another in its place; words and all are as they are sent
    now. Mostly the Audience Score counts it at once; what the site's rules hold waits
    for a moderator, and beyond a member's posts of a day it is refused.
    """
    movie = movie_or_moved(slug)
    count_write(bearer)
    at = utcnow()
    review = audience_operations.publish(
        audience_operations.Opinion(**opinion),
        movie_id=movie.id,
        user_id=bearer.user_id,
        at=at,
        gate=gate_for_program(),
    )
    status = 201 if review.posted_at == at else 200
    db.session.commit()
    response = rating_answer(movie, bearer, status)
    response.headers["Location"] = canonical(url_for("api.my_rating", slug=movie.slug))
    return response


@bp.route("/me/ratings/<slug:slug>", methods=["DELETE"], tags=["My ratings"])
@needs(Scope.RATINGS_WRITE)
@bp.response(204)
@bp.arguments(NoArguments, location="query")
def withdraw_rating(asked: dict[str, Any], slug: str, *, bearer: Bearer) -> Response:
    """Withdraw my rating of a movie.

    The Audience Score counts without it at once.
    """
    movie = movie_or_moved(slug)
    count_write(bearer)
    audience_operations.withdraw(movie_id=movie.id, user_id=bearer.user_id, at=utcnow())
    db.session.commit()
    response = Response(status=204)
    response.headers["Cache-Control"] = "no-store"
    return response


def movie_or_moved(slug: str) -> MovieSheet:
    """Return a movie; lead on from a former name, or end with 404."""
    movie = movie_queries.by_slug(slug)
    if movie is None:
        moved_or_404(movie_queries.present_slug(slug))
    return movie


def rating_answer(movie: MovieSheet, bearer: Bearer, status: int = 200) -> Response:
    """Return the bearer's rating of a movie, or end with 404."""
    review = found_or_404(
        audience_queries.of_member(movie.id, bearer.user_id), NONE_YET
    )
    body = shapes.rating(review, shapes.movie_link(movie))
    return private_answer(dumped(Rating, body), status)
