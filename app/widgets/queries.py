"""Which widgets the owner has switched on, and the one review that a quote shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from app.audience import queries as audience_queries
from app.audience.queries import AudienceReviewCard
from app.core.markdown import rendered, spoilers_folded
from app.critics import queries as critic_queries
from app.critics.models import CriticReview
from app.critics.queries import CriticReviewCard, Link, Show
from app.movies.queries import MovieSheet
from app.scores.rules import Verdict
from app.widgets import rules
from app.widgets.rules import ChosenReview, Kind

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class FramedRating:
    """A member's rating as a frame shows it: words without markup, and not too many."""

    id: int
    half_steps: int
    text: str
    whole: bool
    spoiler: bool
    name: str
    posted_on: date
    super_reviewer: bool
    verified: bool
    url: str


@dataclass(frozen=True, slots=True)
class PullQuote:
    """One review as a pull quote; what is not known is None."""

    text: str | None
    verdict: Verdict | None
    half_steps: int | None
    grade: str | None
    by: Link | None
    publication: Link | None
    reviewed_on: date | None
    top_critic: bool
    url: str | None
    ours: bool


def is_on(kind: Kind) -> bool:
    """Tell whether the owner offers a widget."""
    return str(kind) in current_app.config["SETTINGS"].widgets


def switched_on(kinds: Sequence[Kind]) -> Sequence[Kind]:
    """Return those of some widgets that the owner offers."""
    return [kind for kind in kinds if is_on(kind)]


def critic_reviews(movie_id: int, show: str, count: int) -> Sequence[CriticReviewCard]:
    """Return the newest critic reviews of a movie under a filter."""
    page = critic_queries.reviews_of(movie_id, Show.read(show), after=None, limit=count)
    return page.items


def reviews_by(critic_id: int, count: int) -> Sequence[CriticReviewCard]:
    """Return a critic's newest reviews with their movies."""
    return critic_queries.reviews_by_critic(critic_id, after=None, limit=count).items


def ratings(movie: MovieSheet, count: int) -> Sequence[FramedRating]:
    """Return the newest published ratings of a movie."""
    page = audience_queries.reviews_of(movie.id, after=None, limit=count)
    return [framed_rating(card, movie.url) for card in page.items]


def quote_of(movie: MovieSheet, chosen: ChosenReview | None) -> PullQuote | None:
    """Return the chosen review of a movie, or its newest with something to quote."""
    if chosen is not None and chosen.by_audience:
        return audience_quote(movie, chosen.number)
    listing = critic_queries.cards().where(CriticReview.movie_id == movie.id)
    if chosen is None:
        listing = listing.where(CriticReview.quote.is_not(None))
    else:
        listing = listing.where(CriticReview.id == chosen.number)
    cards = critic_queries.page_of(listing, None, 1).items
    return critic_quote(cards[0]) if cards else None


def critic_quote(card: CriticReviewCard) -> PullQuote:
    """Return a critic's review as a pull quote."""
    return PullQuote(
        text=card.quote,
        verdict=card.verdict,
        half_steps=None,
        grade=card.grade,
        by=card.critic,
        publication=card.publication,
        reviewed_on=card.reviewed_on,
        top_critic=card.top_critic,
        url=card.url,
        ours=False,
    )


def audience_quote(movie: MovieSheet, review_id: int) -> PullQuote | None:
    """Return a member's published review of a movie, unless it tells the end."""
    card = audience_queries.card(review_id)
    if card is None or card.spoiler:
        return None
    if audience_queries.movie_slug_of(review_id) != movie.slug:
        return None
    rating = framed_rating(card, movie.url)
    return PullQuote(
        text=rating.text or None,
        verdict=None,
        half_steps=rating.half_steps,
        grade=None,
        by=Link(rating.name, rating.url),
        publication=None,
        reviewed_on=rating.posted_on,
        top_critic=False,
        url=None if rating.whole else rating.url,
        ours=True,
    )


def framed_rating(card: AudienceReviewCard, movie_url: str) -> FramedRating:
    """Return a rating with its words cut to what a frame has room for."""
    # A frame holds no switch to open a spoiler with; a word stands in its place.
    words = rendered(spoilers_folded(card.body)).striptags() if card.body else ""
    text = "" if card.spoiler else rules.shortened(words, LONGEST_TEXT)
    return FramedRating(
        id=card.id,
        half_steps=card.rating,
        text=text,
        whole=text == words,
        spoiler=card.spoiler and bool(words),
        name=card.name,
        posted_on=card.posted_at.date(),
        super_reviewer=card.super_reviewer,
        verified=card.verified,
        url=f"{movie_url}/audience-reviews#review-{card.id}",
    )
