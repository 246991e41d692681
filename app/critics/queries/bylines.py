"""Critics and publications: who has a page of their own, and with how many reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.core.db import db
from app.critics.models import Critic, CriticReview, FormerByline, Publication
from app.critics.queries.counting import COUNTS
from app.critics.queries.lists import Link
from app.scores.rules import Verdict


@dataclass(frozen=True)
class Byline:
    """A critic or a publication on a page of their own."""

    id: int
    slug: str
    name: str
    review_count: int
    fresh_count: int


def critic(slug: str) -> Byline | None:
    """Return the critic of an address with their counts."""
    return byline(Critic, CriticReview.critic_id, slug)


def critic_of_member(user_id: int) -> Link | None:
    """Return the critic whose account a member's is."""
    row = db.session.execute(
        select(Critic.name, Critic.slug).where(Critic.user_id == user_id)
    ).one_or_none()
    return None if row is None else Link(row.name, f"/critics/{row.slug}")


def publication(slug: str) -> Byline | None:
    """Return the publication of an address with its counts."""
    return byline(Publication, CriticReview.publication_id, slug)


def present_slug(kind: str, former: str) -> str | None:
    """Return the address of what a critic or a publication was merged into."""
    table: Any = Critic if kind == "critic" else Publication
    return db.session.scalar(
        select(table.slug)
        .join(FormerByline, getattr(FormerByline, f"{kind}_id") == table.id)
        .where(FormerByline.kind == kind, FormerByline.slug == former)
    )


def critics() -> Sequence[Byline]:
    """Return every critic with counted reviews, by name."""
    return bylines(Critic, CriticReview.critic_id)


def publications() -> Sequence[Byline]:
    """Return every publication with counted reviews, by name."""
    return bylines(Publication, CriticReview.publication_id)


def byline(table: Any, key: Any, slug: str) -> Byline | None:
    """Return one critic or publication with counts."""
    row = db.session.execute(
        counted(table, key).where(table.slug == slug)
    ).one_or_none()
    return None if row is None else Byline(*row)


def bylines(table: Any, key: Any) -> Sequence[Byline]:
    """Return critics or publications that have counted reviews, by name."""
    rows = db.session.execute(
        counted(table, key).having(func.count(CriticReview.id) > 0)
    )
    return sorted((Byline(*row) for row in rows), key=lambda b: b.name.casefold())


def counted(table: Any, key: Any) -> Select[*tuple[Any, ...]]:
    """Select critics or publications with their counted and fresh reviews."""
    fresh = func.count(CriticReview.id).filter(CriticReview.verdict == Verdict.FRESH)
    return (
        select(table.id, table.slug, table.name, func.count(CriticReview.id), fresh)
        .outerjoin(CriticReview, (key == table.id) & COUNTS)
        .group_by(table.id, table.slug, table.name)
    )
