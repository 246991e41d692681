"""What a message says: read from the rows as they stand when it is written."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audience import queries as audience_queries
from app.core.db import db
from app.core.events import EventKind
from app.core.markdown import spoilers_folded
from app.critics import queries as critic_queries
from app.critics.models import CriticReview
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores.models import Tally
from app.webhooks import rules

Columns = Mapping[str, Any]


class Counts:
    """A row of the tally that was kept as plain values."""

    def __init__(self, values: Columns) -> None:
        self.__dict__.update(values)


def body(kind: str, data: Mapping[str, Any], *, at: datetime) -> str:
    """Return a message as it goes over the wire."""
    told = {"type": kind, "timestamp": at.isoformat(timespec="seconds"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def ping(*, at: datetime, site: str) -> str:
    """Return a message by which a receiver is tried."""
    return body(rules.PING, {"site": site}, at=at)


def score_changed(
    movie_id: int, before: Columns, *, at: datetime, site: str
) -> str | None:
    """Tell how a movie's figures changed since then; None if all are the same."""
    movie = movie_part(movie_id, site)
    row = db.session.execute(
        select(*score_queries.TALLY_COLUMNS).where(Tally.movie_id == movie_id)
    ).one_or_none()
    if movie is None or row is None:
        return None
    previous, current = figures(Counts(before)), figures(row)
    if previous == current:
        return None
    data = {"movie": movie, "previous": previous, "current": current}
    return body(EventKind.SCORE_CHANGED, data, at=at)


def review_published(
    movie_id: int, payload: Columns, *, at: datetime, site: str
) -> str | None:
    """Tell of a review that came out; None if it is no longer shown."""
    movie = movie_part(movie_id, site)
    if movie is None:
        return None
    review_id = int(payload["review_id"])
    if payload["writer"] == "critic":
        review = critic_part(review_id, site)
    else:
        review = audience_part(review_id)
    if review is None:
        return None
    data = {"movie": movie, "review": {"writer": payload["writer"], **review}}
    return body(EventKind.REVIEW_PUBLISHED, data, at=at)


def figures(counts: Any) -> dict[str, Any]:
    """Return the figures that some counts show under the policy in force."""
    return rules.figures(
        score_queries.critic_tally(counts),
        score_queries.audience_tally(counts),
        score_queries.policy_in_force(),
        sealed=bool(counts.sealed),
    )


def movie_part(movie_id: int, site: str) -> dict[str, Any] | None:
    """Return how a message names a movie."""
    row = db.session.execute(
        select(Movie.slug, Movie.title, Movie.year).where(Movie.id == movie_id)
    ).one_or_none()
    if row is None:
        return None
    return {
        "slug": row.slug,
        "title": row.title,
        "year": row.year,
        "url": f"{site}/movies/{row.slug}",
    }


def critic_part(review_id: int, site: str) -> dict[str, Any] | None:
    """Return how a message tells of a critic's review that counts."""
    row = db.session.execute(
        critic_queries.cards().where(CriticReview.id == review_id)
    ).one_or_none()
    if row is None:
        return None
    card = critic_queries.card_of(row)

    def link(found: critic_queries.Link | None) -> dict[str, str] | None:
        if found is None:
            return None
        return {"name": found.name, "url": f"{site}{found.url}"}

    return {
        "id": card.id,
        "verdict": card.verdict,
        "quote": card.quote,
        "grade": card.grade,
        "top_critic": card.top_critic,
        "reviewed_on": card.reviewed_on.isoformat() if card.reviewed_on else None,
        "critic": link(card.critic),
        "publication": link(card.publication),
        "url": card.url,
    }


def audience_part(review_id: int) -> dict[str, Any] | None:
    """Return how a message tells of a member's review that is shown.

    What gives the plot away is left to the page: nothing can be unfolded elsewhere.
    """
    card = audience_queries.card(review_id)
    if card is None:
        return None
    return {
        "id": card.id,
        "stars": card.rating / 2,
        "text": None if card.spoiler else spoilers_folded(card.body),
        "spoiler": card.spoiler,
        "verified": card.verified,
        "name": card.name,
    }
