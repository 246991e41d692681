"""The ledger's list: every critic review of a film, counted or not, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select, true

from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.critics import queries as critic_queries
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries import COUNTS, Link
from app.critics.rules import LABELS, REASONS, Standing
from app.scores.rules import CriticTally, Verdict

UNCOUNTED = CriticReview.standing != Standing.COUNTED


class Show(StrEnum):
    """The ledger's filters: all, what counts and how, what does not and why."""

    ALL = "all"
    COUNTED = "counted"
    FRESH = "fresh"
    ROTTEN = "rotten"
    TOP = "top"
    UNCOUNTED = "not-counted"
    UNSURE = "unsure"
    EMBARGOED = "embargoed"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    DISCLOSED_INTEREST = "disclosed_interest"
    OUTLET_NOT_APPROVED = "outlet_not_approved"

    @classmethod
    def read(cls, text: str | None) -> "Show":
        """Return the filter of that name; an unknown name shows all."""
        return next((each for each in cls if each == text), cls.ALL)


@dataclass(frozen=True)
class Choice:
    """A filter with its count and its addresses, as a page and as a fragment."""

    key: Show
    label: str
    count: int
    current: bool
    page: str
    fragment: str


@dataclass(frozen=True, slots=True)
class LedgerReview:
    """A line of the ledger; of a review under embargo only that it is there."""

    id: int
    standing: Standing
    reason: str
    embargoed_until: datetime | None = None
    url: str | None = None
    grade: str | None = None
    verdict: Verdict | None = None
    top_critic: bool = False
    reviewed_on: date | None = None
    critic: Link | None = None
    publication: Link | None = None

    @property
    def counts(self) -> bool:
        """Tell whether the review counts."""
        return self.standing is Standing.COUNTED

    @property
    def label(self) -> str:
        """What the review counts as, in a word or two."""
        if self.counts and self.verdict:
            return self.verdict.capitalize()
        return LABELS[self.standing]


def reviews_of(
    movie_id: int, show: Show, *, on: date | None, after: Cursor | None, limit: int
) -> Page[LedgerReview]:
    """Return a movie's reviews under a filter, newest first; `on` leaves out later."""
    listing = (
        select(
            CriticReview.id,
            CriticReview.standing,
            CriticReview.embargoed_until,
            CriticReview.interest,
            CriticReview.url,
            CriticReview.original_grade,
            CriticReview.verdict,
            CriticReview.top_critic,
            CriticReview.reviewed_on,
            CriticReview.listed_on,
            Critic.name.label("critic_name"),
            Critic.slug.label("critic_slug"),
            Publication.name.label("publication_name"),
            Publication.slug.label("publication_slug"),
        )
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(CriticReview.movie_id == movie_id, shown_under(show), until(on))
        .order_by(CriticReview.listed_on.desc(), CriticReview.id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        listing = listing.where(behind(after, CriticReview.listed_on, CriticReview.id))
    rows = db.session.execute(listing).all()
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        [line_of(row) for row in shown],
        str(Cursor(last.listed_on, last.id)) if last else None,
    )


def line_of(row: Any) -> LedgerReview:
    """Return the line of a row; nothing of what is under embargo leaves here."""
    standing = Standing(row.standing)
    if standing is Standing.EMBARGOED:
        return LedgerReview(
            id=row.id,
            standing=standing,
            reason=REASONS[standing],
            embargoed_until=row.embargoed_until,
        )
    return LedgerReview(
        id=row.id,
        standing=standing,
        reason=reason_of(row, standing),
        url=row.url,
        grade=row.original_grade,
        verdict=Verdict(row.verdict) if row.verdict else None,
        top_critic=row.top_critic,
        reviewed_on=row.reviewed_on,
        critic=(
            Link(row.critic_name, f"/critics/{row.critic_slug}")
            if row.critic_name
            else None
        ),
        publication=(
            Link(row.publication_name, f"/publications/{row.publication_slug}")
            if row.publication_name
            else None
        ),
    )


def reason_of(row: Any, standing: Standing) -> str:
    """Return the reason in words, with what the critic disclosed."""
    if standing is Standing.DISCLOSED_INTEREST and row.interest:
        return f"{REASONS[standing]} \u201c{row.interest}\u201d"
    return REASONS[standing]


def choices(
    movie_id: int, tally: CriticTally, current: Show, *, movie_url: str, on: date | None
) -> Sequence[Choice]:
    """Return the filters that have anything to show, and the one in force anyway."""
    left_out = uncounted(movie_id, on=on)
    uncounted_total = sum(left_out.values())
    counts = {
        Show.ALL: ("All", tally.total + uncounted_total),
        Show.COUNTED: ("Counted", tally.total),
        Show.FRESH: ("Fresh", tally.fresh),
        Show.ROTTEN: ("Rotten", tally.rotten),
        Show.TOP: ("Top Critics", tally.top_total),
        Show.UNCOUNTED: ("Not counted", uncounted_total),
    } | {
        Show(standing.value): (label, left_out.get(standing, 0))
        for standing, label in LABELS.items()
        if standing is not Standing.COUNTED
    }
    always = {Show.ALL, Show.COUNTED, Show.UNCOUNTED, current}
    scope = f"&on={on}" if on else ""
    page = f"{movie_url}/score"
    return [
        Choice(
            show,
            label,
            count,
            show is current,
            page=f"{page}?show={show}{scope}",
            fragment=f"/fragments{page}/reviews?show={show}{scope}",
        )
        for show, (label, count) in counts.items()
        if count or show in always
    ]


def uncounted(movie_id: int, *, on: date | None) -> dict[Standing, int]:
    """Count a movie's reviews that do not count, by their reason."""
    rows = db.session.execute(
        select(CriticReview.standing, func.count(CriticReview.id))
        .where(CriticReview.movie_id == movie_id, UNCOUNTED, until(on))
        .group_by(CriticReview.standing)
    )
    return {Standing(standing): number for standing, number in rows}


def critics_until(movie_id: int, on: date) -> CriticTally:
    """Count the reviews that count and are of a day or before."""
    counted = critic_queries.recounted(CriticReview.movie_id == movie_id, until(on))
    return counted.get(movie_id, CriticTally())


def shown_under(show: Show) -> ColumnElement[bool]:
    """Return the condition of a filter."""
    if show is Show.ALL:
        return true()
    if show is Show.COUNTED:
        return COUNTS
    if show is Show.TOP:
        return COUNTS & CriticReview.top_critic
    if show in {Show.FRESH, Show.ROTTEN}:
        return COUNTS & (CriticReview.verdict == show.value)
    if show is Show.UNCOUNTED:
        return UNCOUNTED
    return CriticReview.standing == show.value


def until(on: date | None) -> ColumnElement[bool]:
    """Keep the reviews of a day and before; one without a day is in no past."""
    return true() if on is None else CriticReview.reviewed_on <= on
