"""Named listings of the audience's ratings, and what one member gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, func, select

from app.accounts.models import User
from app.audience import rules
from app.audience.models import AudienceReview, HelpfulVote, Interest, Standing
from app.core import markdown
from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.movies.models import Movie
from app.scores.rules import AudienceTally

ON_MOVIE_PAGE = 5
"""How many ratings a movie's page shows at first, and again after a post."""


@dataclass(frozen=True, slots=True)
class AudienceReviewCard:
    """A rating with its review as the list shows it; `body` may be empty."""

    id: int
    rating: int
    body: str
    spoiler: bool
    verified: bool
    helpful_count: int
    posted_at: datetime
    edited_at: datetime | None
    name: str
    super_reviewer: bool
    url: str | None = None

    @property
    def paragraphs(self) -> Sequence[Markup]:
        """What is shown at once of the text: paragraphs and lists, as HTML."""
        return [markdown.rendered(block) for block in self.parts[0]]

    @property
    def folded(self) -> Sequence[Markup]:
        """What stands behind "Read more", as HTML."""
        return [markdown.rendered(block) for block in self.parts[1]]

    @property
    def parts(self) -> tuple[Sequence[str], Sequence[str]]:
        """The text as it was written: what is shown at once, and the rest."""
        return rules.folded(markdown.spoilers_by_line(self.body))

    @property
    def helpful_url(self) -> str:
        """Where a helpful vote is given."""
        return f"/audience-reviews/{self.id}/helpful-vote"

    @property
    def report_url(self) -> str:
        """Where the review is reported."""
        return f"/audience-reviews/{self.id}/report"


CARD_COLUMNS = (
    AudienceReview.id,
    AudienceReview.rating,
    AudienceReview.body,
    AudienceReview.spoiler,
    AudienceReview.verified,
    AudienceReview.helpful_count,
    AudienceReview.posted_at,
    AudienceReview.edited_at,
    User.name,
    User.super_reviewer_since,
)


def reviews_of(
    movie_id: int, *, after: Cursor | None, limit: int
) -> Page[AudienceReviewCard]:
    """Return the published ratings of a movie, newest first."""
    listing = published().where(AudienceReview.movie_id == movie_id)
    if after is not None:
        listing = listing.where(
            behind(after, AudienceReview.posted_at, AudienceReview.id)
        )
    rows = db.session.execute(
        listing.order_by(
            AudienceReview.posted_at.desc(), AudienceReview.id.desc()
        ).limit(limit + 1)
    ).all()
    items = [card_of(row) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return Page(items, str(Cursor(last.posted_at, last.id)) if last else None)


def card(review_id: int) -> AudienceReviewCard | None:
    """Return one published review as the list shows it."""
    row = db.session.execute(
        published().where(AudienceReview.id == review_id)
    ).one_or_none()
    return None if row is None else card_of(row)


def of_member(movie_id: int, user_id: int) -> AudienceReview | None:
    """Return a member's review of a movie, unless it was withdrawn."""
    return db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.user_id == user_id,
            AudienceReview.standing != Standing.WITHDRAWN,
        )
    )


def movie_slug_of(review_id: int) -> str | None:
    """Return the address of the movie that a published review is about."""
    return db.session.scalar(
        select(Movie.slug)
        .join(AudienceReview, AudienceReview.movie_id == Movie.id)
        .where(
            AudienceReview.id == review_id,
            AudienceReview.standing == Standing.PUBLISHED,
        )
    )


def author_id_of(review_id: int) -> int | None:
    """Return who wrote a review."""
    return db.session.scalar(
        select(AudienceReview.user_id).where(AudienceReview.id == review_id)
    )


def has_voted(review_id: int, user_id: int) -> bool:
    """Tell whether a member found a review helpful."""
    return db.session.get(HelpfulVote, (review_id, user_id)) is not None


def interest_of(movie_id: int, user_id: int) -> str | None:
    """Return what a member means to do about a movie."""
    found = db.session.get(Interest, (movie_id, user_id))
    return None if found is None else str(found.kind)


def published() -> Select[*tuple[Any, ...]]:
    """Select the ratings that are shown, with who gave them."""
    return (
        select(*CARD_COLUMNS)
        .join(User, AudienceReview.user_id == User.id)
        .where(AudienceReview.standing == Standing.PUBLISHED)
    )


def card_of(row: Any) -> AudienceReviewCard:
    """Return the card of a row of `published`."""
    return AudienceReviewCard(
        id=row.id,
        rating=row.rating,
        body=row.body,
        spoiler=row.spoiler,
        verified=row.verified,
        helpful_count=row.helpful_count,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        name=row.name,
        super_reviewer=row.super_reviewer_since is not None,
    )


def recounted() -> dict[int, AudienceTally]:
    """Count every movie's published ratings from their rows."""
    rows = db.session.execute(
        select(
            AudienceReview.movie_id,
            AudienceReview.rating,
            AudienceReview.verified,
            func.count(AudienceReview.id).label("number"),
        )
        .where(AudienceReview.standing == Standing.PUBLISHED)
        .group_by(
            AudienceReview.movie_id, AudienceReview.rating, AudienceReview.verified
        )
    )
    buckets: dict[int, list[int]] = {}
    verified: dict[int, list[int]] = {}
    for row in rows:
        buckets.setdefault(row.movie_id, [0] * 10)[row.rating - 1] += row.number
        if row.verified:
            verified.setdefault(row.movie_id, [0] * 10)[row.rating - 1] += row.number
    return {
        movie_id: AudienceTally(tuple(counts), tuple(verified.get(movie_id, [0] * 10)))
        for movie_id, counts in buckets.items()
    }
