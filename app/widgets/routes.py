"""Widgets: parts of our pages for frames on other sites. They only read.

A widget has no session, sets no cookie and asks no other site for anything. Nor does it
load htmx: its filters are links to its own address.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from app.core.addresses import canonical
from app.core.public import TRAVELLING, public, public_answer
from app.critics import queries as critic_queries
from app.critics.queries import FilterLink, Show
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie
from app.widgets import heights, rules
from app.widgets.rules import Choice, Frame, Theme

bp = Blueprint("widgets", __name__)


@bp.get("/embed/movies/<slug:slug>/score")
@public
def score(slug: str) -> Response:
    """Show the two scores of a movie."""
    scored = scored_for_frame(slug)
    theme = Theme.read(request.args.get("theme"))

    def make() -> str:
        return render_template(
            "widgets/score.html",
            theme=theme,
            movie=scored.movie,
            critics=scored.critic_sheet(),
            audience=scored.audience_sheet(),
            canonical_url=canonical(scored.movie.url),
        )

    return frame_answer(make, scored.movie.version, scored.policy.version, theme)


@bp.get("/embed/movies/<slug:slug>/critic-reviews")
@public
def critic_reviews(slug: str) -> Response:
    """Show the newest critic reviews of a movie under a filter."""
    scored = scored_for_frame(slug)
    movie = scored.movie
    theme = Theme.read(request.args.get("theme"))
    show = Show.read(request.args.get("show"))
    count = rules.read_count(request.args.get("count"))

    def make() -> str:
        filters = frame_filters(scored, show, theme=theme, count=count)
        page = critic_queries.reviews_of(movie.id, show, after=None, limit=count)
        return render_template(
            "widgets/critic_reviews.html",
            theme=theme,
            movie=movie,
            filters=filters,
            current=next(each for each in filters if each.current),
            reviews=page.items,
            total=scored.critics.total,
            canonical_url=canonical(movie.url),
        )

    return frame_answer(make, movie.version, scored.policy.version, theme, show, count)


@bp.get("/movies/<slug:slug>/widgets")
@public
def gallery(slug: str) -> Response:
    """Show the widgets of a movie and the lines to copy."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        to_present_slug(slug)
        abort(404)
    movie = scored.movie
    theme = Theme.read(request.args.get("theme"))
    width = rules.read_width(request.args.get("width"))

    def make() -> str:
        page = url_for("widgets.gallery", slug=movie.slug)
        return render_template(
            "widgets/gallery.html",
            movie=movie,
            frames=frames_of(scored, theme, width),
            themes=[
                Choice(
                    each.words,
                    rules.address(page, theme=each, width=width),
                    each is theme,
                )
                for each in Theme
            ],
            widths=[
                Choice(
                    f"{each} pixels",
                    rules.address(page, theme=theme, width=each),
                    each == width,
                )
                for each in rules.WIDTHS
            ],
            canonical_url=canonical(page),
        )

    return public_answer(make, movie.version, scored.policy.version, theme, width)


def frames_of(scored: ScoredMovie, theme: Theme, width: int) -> Sequence[Frame]:
    """Return the widgets of a movie as frames of a width."""
    movie = scored.movie
    score_path = url_for("widgets.score", slug=movie.slug)
    reviews_path = url_for("widgets.critic_reviews", slug=movie.slug)
    newest = critic_queries.reviews_of(
        movie.id, Show.ALL, after=None, limit=rules.DEFAULT_COUNT
    )
    return (
        Frame(
            "score",
            "The scores",
            "Critic Score and Audience Score, with the counts behind them.",
            f"Scores of {movie.title}",
            rules.address(score_path, theme=theme),
            canonical(rules.address(score_path, theme=theme)),
            width,
            # On a phone the frame is narrower than the width that was copied, and a
            # little higher.
            max(
                heights.score_height(
                    each,
                    movie.title,
                    scored.critic_sheet().score,
                    scored.audience_sheet().score,
                    sealed=scored.critic_sheet().sealed,
                )
                for each in (width, min(rules.WIDTHS))
            ),
        ),
        Frame(
            "critic-reviews",
            "Critic Reviews",
            "The newest reviews, with filters for Top Critics, Fresh and Rotten.",
            f"Critic Reviews for {movie.title}",
            rules.address(reviews_path, theme=theme),
            canonical(rules.address(reviews_path, theme=theme)),
            width,
            heights.reviews_height(width, movie.title, newest.items),
        ),
    )


def frame_answer(make: Callable[[], str], *versions: object) -> Response:
    """Return a widget, to be kept for a short while on its way."""
    response = public_answer(make, *versions, caching=TRAVELLING)
    # In a sandbox a frame is nobody's; this lets it fetch its own list again.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def frame_filters(
    scored: ScoredMovie, show: Show, *, theme: Theme, count: int
) -> Sequence[FilterLink]:
    """Return the four filters as links to the frame's own address."""
    path = url_for("widgets.critic_reviews", slug=scored.movie.slug)
    asked = "" if count == rules.DEFAULT_COUNT else count
    return [
        replace(link, href=rules.address(path, show=link.key, theme=theme, count=asked))
        for link in critic_queries.filters_of_list(scored.critics, show, url=path)
    ]


def scored_for_frame(slug: str) -> ScoredMovie:
    """Return a movie with its scores, or end the request in a frame's own look."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        to_present_slug(slug)
        page = render_template("widgets/missing.html", theme=Theme.SYSTEM)
        abort(make_response(page, 404))
    return scored


def to_present_slug(former: str) -> None:
    """End the request with a redirect for good if the movie has moved."""
    slug = movie_queries.present_slug(former)
    if slug is not None:
        path = url_for(request.endpoint or "", slug=slug)
        query = request.query_string.decode("ascii", "ignore")
        abort(redirect(f"{path}?{query}" if query else path, 301))
