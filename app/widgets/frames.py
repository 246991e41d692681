"""A widget as a frame on another site: its address, its title, and how high it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.core.addresses import canonical
from app.critics.queries import Byline
from app.scores.queries import ScoredMovie
from app.widgets import heights, queries, rules
from app.widgets.rules import Kind, Options, Size

# On a phone a page keeps a margin, and the frame has what is left.
PHONE, PHONE_FRAME = 320, 288


@dataclass(frozen=True)
class Frame:
    """A frame of a width; `src` and `page` are full addresses of widget and page.

    `height` is what it needs at its width, `phone_height` what it needs on a phone.
    """

    kind: Kind
    slug: str
    title: str
    path: str
    src: str
    page: str
    width: int
    height: int
    phone_height: int
    options: Options


def of_movie(kind: Kind, scored: ScoredMovie, options: Options, width: int) -> Frame:
    """Return a widget of a movie as a frame of a width."""
    movie, words = scored.movie, options.words
    options = options.only_for(kind)
    title, high = {
        Kind.SCORE: lambda: (words.scores_of, score_height(scored, options)),
        Kind.CRITIC_REVIEWS: lambda: (
            words.critic_reviews_for,
            listed(
                heights.reviews_height,
                movie.title,
                queries.critic_reviews(movie.id, options.show, options.count),
                options,
            ),
        ),
        Kind.AUDIENCE_REVIEWS: lambda: (
            words.audience_reviews_for,
            listed(
                heights.audience_height,
                movie.title,
                queries.ratings(movie, options.count),
                options,
            ),
        ),
        Kind.QUOTE: lambda: (
            words.review_of,
            listed(
                heights.quote_height,
                movie.title,
                queries.quote_of(movie, options.review),
                options,
            ),
        ),
    }[kind]()
    path = rules.address(endpoint_path(kind, movie.slug), **options.asked())
    return Frame(
        kind=kind,
        slug=movie.slug,
        title=title.format(title=movie.title),
        path=path,
        src=canonical(path),
        page=canonical(movie.url),
        width=width,
        height=high(width),
        phone_height=max(high(min(width, PHONE_FRAME)), high(width)),
        options=options,
    )


def of_critic(critic: Byline, options: Options, width: int) -> Frame:
    """Return a critic's newest reviews as a frame of a width."""
    options = options.only_for(Kind.CRITIC)
    reviews = queries.reviews_by(critic.id, options.count)
    high = listed(heights.critic_height, critic.name, reviews, options)
    path = rules.address(endpoint_path(Kind.CRITIC, critic.slug), **options.asked())
    return Frame(
        kind=Kind.CRITIC,
        slug=critic.slug,
        title=options.words.reviews_by.format(name=critic.name),
        path=path,
        src=canonical(path),
        page=canonical(url_for("critics.show", slug=critic.slug)),
        width=width,
        height=high(width),
        phone_height=max(high(min(width, PHONE_FRAME)), high(width)),
        options=options,
    )


def endpoint_path(kind: Kind, slug: str) -> str:
    """Return the address of a widget without its options."""
    return url_for(f"widgets.{kind.replace('-', '_')}", slug=slug)


def score_height(scored: ScoredMovie, options: Options) -> Callable[[int], int]:
    """Return how high the scores are at any width."""
    title, words = scored.movie.title, options.words
    critics = scored.critic_sheet()
    if options.size is Size.COMPACT:
        return lambda width: heights.compact_height(width, title, words)
    return lambda width: heights.score_height(
        width,
        title,
        critics.score,
        scored.audience_sheet().score,
        sealed=critics.sealed,
        words=words,
    )


def listed(
    height: Callable[..., int],
    title: str,
    things: Sequence[Any] | Any,
    options: Options,
) -> Callable[[int], int]:
    """Return how high something is at any width."""
    return lambda width: height(width, title, things, options.words)
