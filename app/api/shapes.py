"""The rooms' own objects as the API tells of them; addresses are whole ones."""

from typing import Any
from urllib.parse import quote

from app.audience.models import AudienceReview
from app.audience.queries import AudienceReviewCard
from app.core import markdown
from app.core.addresses import canonical
from app.critics.queries import Byline, CriticReviewCard, Link
from app.movies import queries as movie_queries
from app.movies.models import Movie
from app.movies.queries import CreditLine, MovieSheet, Picture
from app.scores import rules
from app.scores.queries import FilmCard, ScoredMovie
from app.scores.rules.history import Point

API = "/api/v1"


def movie_item(card: FilmCard) -> dict[str, Any]:
    """Return a movie as a list shows it."""
    return {
        "slug": last_part(card.url),
        "title": card.title,
        "year": card.year,
        "directors": card.directors,
        "poster": picture(card.poster.image, alt=f"Poster of {card.title}"),
        "scores": {
            "critic": short_score(card.critic),
            "audience": short_score(card.audience),
        },
        "url": canonical(card.url),
        "api_url": canonical(API + card.url),
    }


def movie(scored: ScoredMovie) -> dict[str, Any]:
    """Return the whole of a movie."""
    sheet = scored.movie
    catalogue = movie_queries.catalogue_of(sheet)
    people = catalogue.credits
    own = canonical(API + sheet.url)
    return {
        **movie_link(sheet),
        "directors": [line.name for line in people.directors],
        "poster": picture(sheet.poster.image),
        "scores": {
            "critic": short_score(scored.critic_sheet().score),
            "audience": short_score(scored.audience_sheet().score),
        },
        "api_url": own,
        "content_rating": sheet.rating,
        "runtime_minutes": sheet.runtime_minutes,
        "released_on": sheet.released_on,
        "first_screened_on": sheet.first_screened_on,
        "ratings_open": sheet.ratings_open,
        "distributor": sheet.distributor,
        "synopsis": sheet.synopsis,
        "genres": catalogue.genres,
        "credits": [
            credit(line) for line in (*people.directors, *people.writers, *people.cast)
        ],
        "identifiers": [
            {"catalogue": name, "value": value} for name, value in catalogue.identifiers
        ],
        "photos": [
            {
                "number": photo.number,
                "small": picture(photo.small),
                "large": picture(photo.large),
                "caption": photo.caption,
                "credit": photo.credit,
                "url": canonical(photo.url),
            }
            for photo in catalogue.photos
        ],
        "offers": catalogue.offers,
        "links": {
            "scores": f"{own}/scores",
            "critic_reviews": f"{own}/critic-reviews",
            "audience_reviews": f"{own}/audience-reviews",
        },
    }


def movie_link(sheet: MovieSheet | Movie) -> dict[str, Any]:
    """Return which movie something is about."""
    return {
        "slug": sheet.slug,
        "title": sheet.title,
        "year": sheet.year,
        "url": canonical(f"/movies/{sheet.slug}"),
    }


def credit(line: CreditLine) -> dict[str, Any]:
    """Return what a person did in a movie."""
    return {
        "role": line.role.value,
        "name": line.name,
        "character": line.character or None,
        "url": canonical(line.url),
    }


def picture(found: Picture | None, *, alt: str = "") -> dict[str, Any] | None:
    """Return a picture, if there is one."""
    if found is None:
        return None
    return {
        "url": canonical(quote(found.url)),
        "width": found.width,
        "height": found.height,
        "alt": found.alt or alt,
    }


def short_score(score: rules.Score) -> dict[str, Any]:
    """Return a score in short."""
    return {
        "approval": score.approval,
        "verdict": score.verdict,
        "positive": score.positive,
        "total": score.total,
    }


def scores(scored: ScoredMovie) -> dict[str, Any]:
    """Return the four scores of a movie with their working."""
    critics, audience = scored.critic_sheet(), scored.audience_sheet()
    policy = scored.policy
    own = canonical(f"{API}{scored.movie.url}/scores")
    return {
        "movie": movie_link(scored.movie),
        "critic": whole_score(critics.score, critics.average_grade, 10),
        "top_critic": whole_score(critics.top, None, 10),
        "audience": whole_score(audience.score, audience.average, 5),
        "verified": whole_score(
            audience.verified, rules.average_stars(audience.tally.verified_only), 5
        ),
        "histogram": [
            {
                "rating": bar.half_steps,
                "stars": bar.half_steps / 2,
                "count": bar.count,
                "per_cent": bar.per_cent,
            }
            for bar in audience.bars
        ],
        "sealed": critics.sealed,
        "policy": policy,
        "links": {
            "page": canonical(critics.url),
            "ledger": f"{own}/ledger",
            "history": f"{own}/history",
        },
    }


def whole_score(score: rules.Score, average: str | None, scale: int) -> dict[str, Any]:
    """Return a score with all that it is made from."""
    interval = score.interval
    return {
        **short_score(score),
        "kind": score.kind,
        "minimum": score.minimum,
        "fraction": score.fraction,
        "interval": (
            {"low": interval[0], "high": interval[1]} if interval is not None else None
        ),
        "average": None if average is None else float(average),
        "average_scale": scale,
    }


def critic_review(
    card: CriticReviewCard, about: MovieSheet | None = None
) -> dict[str, Any]:
    """Return a critic's review; `about` is the movie where the card does not say."""
    if about is not None:
        link = movie_link(about)
    elif card.movie is not None:
        link = {
            "slug": last_part(card.movie.url),
            "title": card.movie.title,
            "year": card.movie.year,
            "url": canonical(card.movie.url),
        }
    return {
        "id": card.id,
        "quote": card.quote,
        "verdict": card.verdict,
        "grade": card.grade,
        "top_critic": card.top_critic,
        "reviewed_on": card.reviewed_on,
        "critic": author(card.critic),
        "publication": author(card.publication),
        "movie": link,
        "url": card.url,
    }


def author(link: Link | None) -> dict[str, Any] | None:
    """Return who wrote or printed a review, if that is known."""
    if link is None:
        return None
    return {
        "slug": last_part(link.url),
        "name": link.name,
        "url": canonical(link.url),
    }


def audience_review(card: AudienceReviewCard, *, spoilers: bool) -> dict[str, Any]:
    """Return a member's review; without `spoilers` nothing gives the plot away."""
    body: str | None = card.body
    if not spoilers:
        body = None if card.spoiler else markdown.spoilers_folded(card.body)
    return {
        "id": card.id,
        "rating": card.rating,
        "stars": card.rating / 2,
        "body": body,
        "spoiler": card.spoiler,
        "verified": card.verified,
        "author": card.name,
        "author_url": None if card.url is None else canonical(card.url),
        "super_reviewer": card.super_reviewer,
        "helpful_count": card.helpful_count,
        "posted_at": card.posted_at,
        "edited_at": card.edited_at,
    }


def point(found: Point) -> dict[str, Any]:
    """Return how the score stood at the end of a day."""
    return {**short_score(found.score), "on": found.day, "sealed": found.sealed}


def byline(found: Byline, kind: str) -> dict[str, Any]:
    """Return a critic or a publication; `kind` is the plural in their address."""
    path = f"/{kind}/{found.slug}"
    return {
        "slug": found.slug,
        "name": found.name,
        "review_count": found.review_count,
        "fresh_count": found.fresh_count,
        "url": canonical(path),
        "api_url": canonical(API + path),
        "reviews_url": canonical(f"{API}{path}/reviews"),
    }


def rating(review: AudienceReview, link: dict[str, Any]) -> dict[str, Any]:
    """Return a member's own rating of a movie."""
    return {
        "movie": link,
        "rating": review.rating,
        "stars": review.rating / 2,
        "body": review.body,
        "spoiler": review.spoiler,
        "verified": review.verified,
        "standing": review.standing,
        "posted_at": review.posted_at,
        "edited_at": review.edited_at,
    }


def last_part(url: str) -> str:
    """Return the slug at the end of a path."""
    return url.rpartition("/")[2]
