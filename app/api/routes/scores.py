"""Scores for programs: the four of a movie with their working."""

from typing import Any

from flask import Response

from app.api import shapes
from app.api.blueprint import bp, read_answer
from app.api.routes.movies import scored_or_moved
from app.api.schemas import Scores, ScoresArguments
from app.core.public import public


@bp.route("/movies/<slug:slug>/scores", tags=["Scores"])
@public
@bp.response(200, Scores)
@bp.arguments(ScoresArguments, location="query")
def scores(asked: dict[str, Any], slug: str) -> Response:
    """Show the scores of a movie.

    Critics, top critics, the audience, and verified viewers: each with its counts, its
    interval, and the version of the policy it is made by.
    """
    scored = scored_or_moved(slug)
    return read_answer(
        lambda: shapes.scores(scored),
        scored.movie.version,
        scored.policy.version,
        schema=Scores,
        wanted=asked["wanted"],
    )
