"""Feeds: Atom for reviews and news."""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core.errors import found_or_404
from app.core.pagination import cursor_text
from app.core.public import TRAVELLING, public, public_answer
from app.core.versions import Version
from app.critics import queries as critic_queries
from app.feeds import atom, queries
from app.feeds.atom import Feed
from app.movies import queries as movie_queries

bp = Blueprint("feeds", __name__)
FEED_READS = {"after": cursor_text}


@bp.get("/feeds/critic-reviews.atom")
@public(reads=FEED_READS)
def critic_reviews() -> Response:
    """Feed every critic review that counts."""
    return feed_answer(
        lambda: queries.critic_reviews(after()), movie_queries.site_version()
    )


@bp.get("/feeds/audience-reviews.atom")
@public(reads=FEED_READS)
def audience_reviews() -> Response:
    """Feed every audience review with words."""
    return feed_answer(
        lambda: queries.audience_reviews(after()), movie_queries.site_version()
    )


@bp.get("/feeds/news.atom")
@public(reads=FEED_READS)
def news() -> Response:
    """Feed news, interviews and features."""
    return feed_answer(lambda: queries.news(after()), movie_queries.site_version())


@bp.get("/feeds/movies/<slug:slug>/critic-reviews.atom")
@public(reads=FEED_READS)
def movie_critic_reviews(slug: str) -> AnyResponse:
    """Feed the critic reviews of a movie."""
    movie = movie_queries.by_slug(slug)
    if movie is None:
        return to_present_slug(slug)
    return feed_answer(
        lambda: queries.critic_reviews(after(), movie=movie), movie.stamp
    )


@bp.get("/feeds/movies/<slug:slug>/audience-reviews.atom")
@public(reads=FEED_READS)
def movie_audience_reviews(slug: str) -> AnyResponse:
    """Feed the audience reviews of a movie."""
    movie = movie_queries.by_slug(slug)
    if movie is None:
        return to_present_slug(slug)
    return feed_answer(
        lambda: queries.audience_reviews(after(), movie=movie), movie.stamp
    )


@bp.get("/feeds/critics/<slug:slug>.atom")
@public(reads=FEED_READS)
def critic(slug: str) -> Response:
    """Feed what a critic writes."""
    found = found_or_404(critic_queries.critic(slug))
    return feed_answer(
        lambda: queries.critic_reviews(after(), critic=found),
        movie_queries.site_version(),
    )


@bp.get("/feeds/publications/<slug:slug>.atom")
@public(reads=FEED_READS)
def publication(slug: str) -> Response:
    """Feed what a publication prints."""
    found = found_or_404(critic_queries.publication(slug))
    return feed_answer(
        lambda: queries.critic_reviews(after(), publication=found),
        movie_queries.site_version(),
    )


def after() -> str | None:
    """Return where the feed goes on."""
    return request.args.get("after")


def feed_answer(make: Callable[[], Feed], *versions: Version) -> Response:
    """Return a feed, or 304 to a reader who has it."""
    response = public_answer(
        lambda: atom.written(
            make(),
            path=request.path,
            after=after(),
            site_name=current_app.config["SETTINGS"].site_name,
        ),
        *versions,
        mimetype=atom.TYPE,
        caching=TRAVELLING,
    )
    # Readers that are pages of other sites fetch feeds by script.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def to_present_slug(former: str) -> AnyResponse:
    """Redirect the feed of a movie that has moved, or end the request with 404."""
    slug = found_or_404(movie_queries.present_slug(former))
    return redirect(url_for(request.endpoint or "", slug=slug), 301)
