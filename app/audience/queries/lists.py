"""The lists of a movie's audience reviews."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select

from app.accounts.models import Role, User, UserRole
from app.audience import rules
from app.audience.models import AudienceReview, Standing
from app.audience.queries.view import EVERYTHING, Only, Order, View
from app.core import markdown
from app.core.db import db
from app.core.pagination import (
    Cursor,
    Page,
    behind,
    moment_cursor,
    number_cursor,
)
from app.movies.models import Movie

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
    is_critic: bool = False
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
    AudienceReview.helpful_rank,
    AudienceReview.posted_at,
    AudienceReview.edited_at,
    User.name,
    User.super_reviewer_since,
    User.shows_profile,
    exists()
    .where(
        UserRole.user_id == User.id, UserRole.role_id == Role.id, Role.name == "critic"
    )
    .label("is_critic"),
)


@dataclass(frozen=True)
class Sorting:
    """How an order sorts, and how its cursor is written and read."""

    by: Sequence[ColumnElement[Any]]
    value: str
    cursor: Callable[[str | None], Cursor | None]
    behind: Callable[[Cursor], ColumnElement[bool]]

    def mark(self, row: Row[Any]) -> str:
        """Return the cursor of a row."""
        return str(Cursor(getattr(row, self.value), row.id))


def descending(
    column: Any, read: Callable[[str | None], Cursor | None] = number_cursor
) -> Sorting:
    """Sort by a column from its largest value, of equals the newest first."""
    return Sorting(
        by=(column.desc(), AudienceReview.id.desc()),
        value=column.key,
        cursor=read,
        behind=lambda cursor: behind(cursor, column, AudienceReview.id),
    )


def after_lower(cursor: Cursor) -> ColumnElement[bool]:
    """Keep the ratings that come after the cursor, the fewest stars first."""
    return or_(
        AudienceReview.rating > cursor.value,
        and_(AudienceReview.rating == cursor.value, AudienceReview.id < cursor.id),
    )


ORDERS = {
    Order.NEWEST: descending(AudienceReview.posted_at, moment_cursor),
    Order.HELPFUL: descending(AudienceReview.helpful_rank),
    Order.HIGHEST: descending(AudienceReview.rating),
    Order.LOWEST: Sorting(
        by=(AudienceReview.rating.asc(), AudienceReview.id.desc()),
        value="rating",
        cursor=number_cursor,
        behind=after_lower,
    ),
}


def reviews_of(
    movie_id: int,
    *,
    after: Cursor | None,
    limit: int,
    view: View = EVERYTHING,
) -> Page[AudienceReviewCard]:
    """Return the published ratings of a movie under a view, a step at a time.

    `after` is a cursor of the view's order, as `cursor_in` reads it.
    """
    listing = published().where(AudienceReview.movie_id == movie_id, *conditions(view))
    order = ORDERS[view.order]
    if after is not None:
        listing = listing.where(order.behind(after))
    rows = db.session.execute(listing.order_by(*order.by).limit(limit + 1)).all()
    items = [card_of(row) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, order.mark(last) if last is not None else None)


def cursor_in(view: View, text: str | None) -> Cursor | None:
    """Read where the list of a view goes on."""
    return ORDERS[view.order].cursor(text)


def conditions(view: View) -> Sequence[ColumnElement[bool]]:
    """Return what a view asks of a rating."""
    found: list[ColumnElement[bool]] = []
    if view.only is Only.WORDS:
        found.append(AudienceReview.body != "")
    elif view.only is Only.VERIFIED:
        found.append(AudienceReview.verified.is_(True))
    elif view.only is Only.SUPER:
        found.append(User.super_reviewer_since.is_not(None))
    if view.half_steps is not None:
        found.append(AudienceReview.rating == view.half_steps)
    return found


def card(review_id: int) -> AudienceReviewCard | None:
    """Return one published review as the list shows it."""
    row = db.session.execute(
        published().where(AudienceReview.id == review_id)
    ).one_or_none()
    return None if row is None else card_of(row)


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
        is_critic=row.is_critic,
        url=f"/members/{quote(row.name, safe='')}" if row.shows_profile else None,
    )
