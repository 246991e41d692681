"""Badges at addresses of their own: SVG for pages, PNG for mail."""

from typing import TYPE_CHECKING

from flask import Response, abort, current_app, request

from app.core.late import later
from app.core.public import TRAVELLING, public, public_answer
from app.core.security import policy_of_drawing
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie
from app.widgets import badges, queries, rules
from app.widgets.badges import Badge, Shape
from app.widgets.blueprint import bp
from app.widgets.routes.frames import to_present_slug
from app.widgets.rules import Kind, Options

if TYPE_CHECKING:
    from app.widgets import drawing
else:
    drawing = later("app.widgets.drawing")

READS = {**rules.reads(Kind.BADGE), "shape": Shape.read}
OFF = "This site does not offer badges at present."


def scale_of(text: str) -> int:
    """Read how fine a picture is drawn."""
    return 2 if text == "2" else 1


@bp.get("/badges/<slug:slug>.svg")
@public(reads=READS)
def badge(slug: str) -> Response:
    """Send the Critic Score of a movie as a small SVG."""
    found = movie_of_badge(slug)
    options = rules.options_of(Kind.BADGE, request.args)

    drawn = badge_of(found, options)
    sheet = drawing.sheet_of(drawn, options.theme, options.accent)

    def make() -> str:
        return drawing.svg(drawn, sheet)

    answer = badge_answer(
        public_answer(
            make,
            *found.stamps,
            mimetype="image/svg+xml",
            caching=TRAVELLING,
        )
    )
    answer.headers["Content-Security-Policy"] = policy_of_drawing(sheet)
    return answer


@bp.get("/badges/<slug:slug>.png")
@public(reads={**READS, "scale": scale_of})
def badge_picture(slug: str) -> Response:
    """Send the same badge as PNG, for mail; `scale=2` is for sharp screens."""
    found = movie_of_badge(slug)
    options = rules.options_of(Kind.BADGE, request.args)
    scale = scale_of(request.args.get("scale", ""))

    def make() -> bytes:
        drawn = badge_of(found, options)
        return drawing.png(drawn, options.theme, scale, options.accent)

    return badge_answer(
        public_answer(
            make,
            *found.stamps,
            mimetype="image/png",
            caching=TRAVELLING,
        )
    )


def movie_of_badge(slug: str) -> ScoredMovie:
    """Return the movie of a badge; a movie that has moved ends in a redirect."""
    if not queries.is_on(Kind.BADGE):
        abort(404, OFF)
    scored = score_queries.scored_movie(slug)
    if scored is None:
        to_present_slug(slug)
        abort(404)
    return scored


def badge_of(scored: ScoredMovie, options: Options) -> Badge:
    """Return the badge of a movie in the shape that the address asks for."""
    return badges.badge(
        Shape.read(request.args.get("shape")),
        scored.movie.title,
        scored.critic_sheet().score,
        current_app.config["SETTINGS"].site_name,
        options.words,
    )


def badge_answer(response: Response) -> Response:
    """Let scripts of any page read a badge."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
