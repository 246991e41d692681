"""Widgets: small pages of ours for frames on other sites. They only read.

A widget has no session, sets no cookie and asks no other site for anything. Nor does it
load htmx: its filters are links to its own address.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, cast

from flask import (
    Flask,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState

from app.core.addresses import canonical
from app.core.errors import answer_under
from app.core.public import TRAVELLING, public, public_answer
from app.core.versions import Version
from app.critics import queries as critic_queries
from app.critics.queries import FilterLink, Show
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie
from app.widgets import queries, rules
from app.widgets.blueprint import bp
from app.widgets.rules import Kind, Options, Size

NOT_FOUND = HTTPStatus.NOT_FOUND


@bp.get("/embed/movies/<slug:slug>/score")
@public(reads=rules.reads(Kind.SCORE))
def score(slug: str) -> Response:
    """Show the two scores of a movie, as sheets or in a line."""
    options = asked_of(Kind.SCORE)
    scored = scored_for_frame(slug, options)
    name = "compact" if options.size is Size.COMPACT else "score"

    def make() -> str:
        return frame(
            name,
            options,
            scored.movie.url,
            kind=Kind.SCORE,
            movie=scored.movie,
            critics=scored.critic_sheet(),
            audience=scored.audience_sheet(),
        )

    return frame_answer(make, *scored.stamps)


@bp.get("/embed/movies/<slug:slug>/critic-reviews")
@public(reads=rules.reads(Kind.CRITIC_REVIEWS))
def critic_reviews(slug: str) -> Response:
    """Show the newest critic reviews of a movie under a filter."""
    options = asked_of(Kind.CRITIC_REVIEWS)
    scored = scored_for_frame(slug, options)
    movie = scored.movie

    def make() -> str:
        filters = frame_filters(scored, options)
        return frame(
            "critic_reviews",
            options,
            movie.url,
            kind=Kind.CRITIC_REVIEWS,
            movie=movie,
            filters=filters,
            current=next(each for each in filters if each.current),
            reviews=queries.critic_reviews(movie.id, options.show, options.count),
            total=scored.critics.total,
        )

    return frame_answer(make, *scored.stamps)


@bp.get("/embed/movies/<slug:slug>/audience-reviews")
@public(reads=rules.reads(Kind.AUDIENCE_REVIEWS))
def audience_reviews(slug: str) -> Response:
    """Show the newest ratings and reviews of a movie's audience."""
    options = asked_of(Kind.AUDIENCE_REVIEWS)
    scored = scored_for_frame(slug, options)
    movie = scored.movie

    def make() -> str:
        return frame(
            "audience_reviews",
            options,
            movie.url,
            kind=Kind.AUDIENCE_REVIEWS,
            movie=movie,
            ratings=queries.ratings(movie, options.count),
            total=scored.audience_sheet().score.total,
        )

    return frame_answer(make, *scored.stamps)


@bp.get("/embed/movies/<slug:slug>/quote")
@public(reads=rules.reads(Kind.QUOTE))
def quote(slug: str) -> Response:
    """Show one review of a movie as a pull quote."""
    options = asked_of(Kind.QUOTE)
    scored = scored_for_frame(slug, options)
    movie = scored.movie
    quoted = queries.quote_of(movie, options.review)
    if quoted is None and options.review is not None:
        # The page around chose it once: it is told kindly, and shown where to go.
        text = frame("no_review", options, None, movie=movie)
        abort(make_response(text, 404))

    def make() -> str:
        return frame(
            "quote", options, movie.url, kind=Kind.QUOTE, movie=movie, quoted=quoted
        )

    return frame_answer(make, movie.stamp)


@bp.get("/embed/critics/<slug:slug>")
@public(reads=rules.reads(Kind.CRITIC))
def critic(slug: str) -> Response:
    """Show a critic's newest reviews, each with its movie."""
    options = asked_of(Kind.CRITIC)
    found = critic_queries.critic(slug)
    if found is None:
        abort(make_response(frame("no_critic", options, None), 404))
    path = url_for("critics.show", slug=found.slug)

    def make() -> str:
        return frame(
            "critic",
            options,
            path,
            kind=Kind.CRITIC,
            critic=found,
            critic_url=path,
            reviews=queries.reviews_by(found.id, options.count),
        )

    return frame_answer(make, movie_queries.site_version())


@bp.record_once
def answer_unknown_addresses(state: BlueprintSetupState) -> None:
    """Let a mistyped address of a frame say so: else the browser shows grey."""

    def make(status: int, advice: str | None) -> Response | None:
        if status != NOT_FOUND:
            return None
        options = Options.read(request.args)
        response = make_response(frame("missing", options, None), NOT_FOUND)
        response.headers["Cache-Control"] = "no-store"
        return response

    answer_under(cast(Flask, state.app), "/embed/", make)


def asked_of(kind: Kind) -> Options:
    """Return what the address asks of a widget; end the request if it is off."""
    options = rules.options_of(kind, request.args)
    if not queries.is_on(kind):
        abort(make_response(frame("switched_off", options, None), 404))
    return options


def frame(name: str, options: Options, page: str | None, **context: Any) -> str:
    """Return the page of a widget; `page` is where the whole of it stands."""
    return render_template(
        f"widgets/{name}.html",
        options=options,
        words=options.words,
        canonical_url=canonical(page) if page else None,
        own_url=canonical(rules.address(request.path, **options.asked())),
        **context,
    )


def frame_answer(make: Callable[[], str], *versions: Version) -> Response:
    """Return a widget, to be kept for a short while on its way."""
    response = public_answer(make, *versions, caching=TRAVELLING)
    # In a sandbox a frame is nobody's; this lets it fetch its own list again.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def frame_filters(scored: ScoredMovie, options: Options) -> Sequence[FilterLink]:
    """Return the four filters as links to the frame's own address."""
    words = options.words
    labels = {
        Show.ALL: words.all_critics,
        Show.TOP: words.top_critics,
        Show.FRESH: words.fresh,
        Show.ROTTEN: words.rotten,
    }
    path = url_for("widgets.critic_reviews", slug=scored.movie.slug)
    asked = options.asked()
    links = critic_queries.filters_of_list(
        scored.critics, Show.read(options.show), url=path
    )
    return [
        replace(
            link,
            label=labels[link.key],
            href=rules.address(path, **(asked | {"show": str(link.key)})),
        )
        for link in links
    ]


def scored_for_frame(slug: str, options: Options) -> ScoredMovie:
    """Return a movie with its scores, or end the request in a frame's own look."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        to_present_slug(slug)
        abort(make_response(frame("no_film", options, None), 404))
    return scored


def to_present_slug(former: str) -> None:
    """End the request with a redirect for good if the movie has moved."""
    slug = movie_queries.present_slug(former)
    if slug is not None:
        values = {**(request.view_args or {}), "slug": slug}
        path = url_for(request.endpoint or "", **values)
        query = request.query_string.decode("ascii", "ignore")
        abort(redirect(f"{path}?{query}" if query else path, 301))
