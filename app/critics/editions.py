"""What an editor enters or corrects of a review, its critic and publication by name."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import func, select

from app.core.db import db, insert_unless_there
from app.critics.models import Critic, Publication
from app.movies import rules as movie_rules


@dataclass(frozen=True)
class Edition:
    """All of a review that an editor may correct; the rest has verbs of its own."""

    quote: str | None
    url: str | None
    original_grade: str | None
    reviewed_on: date | None
    top_critic: bool
    critic_id: int | None
    publication_id: int | None


def edition(*, critic: str | None, publication: str | None, **values: Any) -> Edition:
    """Return an edition whose critic and publication are named; new names are added."""
    return Edition(
        critic_id=named(Critic, critic),
        publication_id=named(Publication, publication),
        **values,
    )


def named(table: type[Critic] | type[Publication], name: str | None) -> int | None:
    """Return the id of a critic or publication of a name, added if there is none."""
    if not name:
        return None
    found = db.session.scalar(
        select(table.id)
        .where(func.lower(table.name) == name.lower())
        .order_by(table.id)
        .limit(1)
    )
    if found is not None:
        return found
    slug = movie_rules.slugify(name) or "unnamed"
    for number in count(1):
        free = slug if number == 1 else f"{slug}-{number}"
        if insert_unless_there(table, slug=free, name=name):
            return db.session.scalar(select(table.id).where(table.slug == free))
    return None
