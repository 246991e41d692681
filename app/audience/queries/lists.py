"""The lists of a movie's audience reviews."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.accounts.models import Role, User, UserRole
from app.audience import rules
from app.audience.models import AudienceReview, Standing
from app.audience.queries.view import EVERYTHING, Only, Order, View
from app.core import markdown
from app.core.db import db
from app.core.pagination import (
    Cursor,
    Page,
    behind_parameters,
    moment_cursor,
    number_cursor,
)
from app.core.reading import Lean, Plain
from app.core.telling import Told, told
from app.movies.models import Movie

SUPER = aliased(User)
# Written as the indexes are: they serve only what is written alike.
PUBLISHED = AudienceReview.standing == literal_column("'published'")
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
    (User.shows_profile & User.active).label("shows_profile"),
    exists()
    .where(
        UserRole.user_id == User.id, UserRole.role_id == Role.id, Role.name == "critic"
    )
    .label("is_critic"),
)


@dataclass(frozen=True)
class Sorting:
    """How an order sorts, and how its cursor is written and read.

    `behind` keeps what comes after the cursor's parts, `after` and `after_id`.
    """

    by: Sequence[ColumnElement[Any]]
    value: str
    cursor: Callable[[str | None], Cursor | None]
    behind: ColumnElement[bool]

    def mark(self, row: Any) -> str:
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
        behind=behind_parameters(column, AudienceReview.id, "after"),
    )


AFTER = bindparam("after", type_=Integer())
AFTER_ID = bindparam("after_id", type_=Integer())
ORDERS = {
    Order.NEWEST: descending(AudienceReview.posted_at, moment_cursor),
    Order.HELPFUL: descending(AudienceReview.helpful_rank),
    Order.HIGHEST: descending(AudienceReview.rating),
    Order.LOWEST: Sorting(
        by=(AudienceReview.rating.asc(), AudienceReview.id.desc()),
        value="rating",
        cursor=number_cursor,
        behind=or_(
            AudienceReview.rating > AFTER,
            and_(AudienceReview.rating == AFTER, AudienceReview.id < AFTER_ID),
        ),
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
    lean, found = read(movie_id, after, limit, view)
    return page_of_plain(lean, view.order, found, limit)


def reviews_told(
    movie_id: int, *, after: Cursor | None, limit: int, view: View
) -> Told[Page[AudienceReviewCard]]:
    """Return ratings as `reviews_of` does, made when they are looked at."""
    lean, found = read(movie_id, after, limit, view)
    return told(page_of_plain, lean, view.order, found, limit)


def read(
    movie_id: int, after: Cursor | None, limit: int, view: View
) -> tuple[Lean, Plain]:
    """Return the statement of a view, and its rows for one step and one more."""
    values: dict[str, Any] = {"movie_id": movie_id, "limit": limit + 1}
    if view.half_steps is not None:
        values["rating"] = view.half_steps
    if after is not None:
        values |= {"after": after.value, "after_id": after.id}
    lean = listing(
        view.order, view.only, view.half_steps is not None, after is not None
    )
    return lean, lean.read(**values)


def page_of_plain(
    lean: Lean, order: Order, plain: Plain, limit: int
) -> Page[AudienceReviewCard]:
    """Return the step of a list in plain rows."""
    found = lean.typed(plain)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        tuple([card_of(row) for row in found[:limit]]),
        ORDERS[order].mark(last) if last is not None else None,
    )


@cache
def listing(order: Order, only: Only, starred: bool, further: bool) -> Lean:
    """Return the statement of a movie's ratings; `further` begins behind a cursor."""
    sorting = ORDERS[order]
    statement = published().where(
        AudienceReview.movie_id == bindparam("movie_id", type_=Integer()),
        *conditions(only),
    )
    if starred:
        statement = statement.where(
            AudienceReview.rating == bindparam("rating", type_=Integer())
        )
    if further:
        statement = statement.where(sorting.behind)
    limit = bindparam("limit", type_=Integer())
    return Lean(statement.order_by(*sorting.by).limit(limit), packed=True)


def cursor_in(view: View, text: str | None) -> Cursor | None:
    """Read where the list of a view goes on."""
    return ORDERS[view.order].cursor(text)


def conditions(only: Only) -> Sequence[ColumnElement[bool]]:
    """Return what a rating must be to be shown."""
    if only is Only.WORDS:
        return [AudienceReview.body != literal_column("''")]
    if only is Only.VERIFIED:
        return [and_(AudienceReview.verified)]
    if only is Only.SUPER:
        # There are few of them: each is looked for in the movie, not the other way.
        ids = select(SUPER.id).where(SUPER.super_reviewer_since.is_not(None))
        return [AudienceReview.user_id.in_(ids)]
    return []


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
        .where(PUBLISHED)
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
