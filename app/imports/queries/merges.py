"""List names that may be one, with what speaks for and against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.imports.models.matching import MergeState, NameMerge
from app.imports.queries import matching

MOST = 50
MOST_PAST = 20


@dataclass(frozen=True)
class Side:
    """One of two names, with its page and how much it has."""

    id: int
    name: str
    url: str
    review_count: int


@dataclass(frozen=True)
class Pair:
    """Two names that may be one."""

    id: int
    kind: str
    reason: str
    one: Side
    other: Side


def proposed() -> Sequence[Pair]:
    """Return the pairs that wait for an editor; those whose names are gone wait not."""
    rows = db.session.scalars(
        select(NameMerge)
        .where(NameMerge.state == MergeState.PROPOSED)
        .order_by(NameMerge.id)
    ).all()
    found: list[Pair] = []
    sides: dict[str, dict[str, Side]] = {}
    for row in rows:
        if row.kind not in sides:
            sides[row.kind] = sides_of(row.kind)
        one, other = (sides[row.kind].get(key) for key in (row.one_key, row.other_key))
        if one is not None and other is not None:
            found.append(Pair(row.id, row.kind, row.reason, one, other))
    return found


@dataclass(frozen=True)
class Past:
    """A decision that may be taken back: the name that went, and who stays."""

    id: int
    kind: str
    at: datetime
    names: tuple[str, ...]
    is_one: bool


def past() -> Sequence[Past]:
    """Return the latest decisions that can be taken back."""
    trace = NameMerge.trace
    rows = db.session.execute(
        select(
            NameMerge.id,
            NameMerge.kind,
            NameMerge.state,
            NameMerge.decided_at,
            NameMerge.one_key,
            NameMerge.other_key,
            trace["gone"]["name"].as_string().label("gone"),
            trace["keep"]["name"].as_string().label("keep"),
        )
        .where(
            or_(NameMerge.state == MergeState.DECLINED, trace.is_not(None)),
            NameMerge.state != MergeState.PROPOSED,
        )
        .order_by(NameMerge.decided_at.desc(), NameMerge.id.desc())
        .limit(MOST_PAST)
    ).all()
    known = {kind: matching.names(kind) for kind in {row.kind for row in rows}}
    found: list[Past] = []
    for row in rows:
        is_one = row.state == MergeState.ACCEPTED
        sides = (known[row.kind].get(key) for key in (row.one_key, row.other_key))
        two = tuple(side.name for side in sides if side is not None)
        names = (row.gone, row.keep) if is_one else two
        if len(names) == len(("one", "other")):
            found.append(Past(row.id, row.kind, row.decided_at, names, is_one))
    return found


@dataclass(frozen=True)
class Decided:
    """What was decided of a pair: the name that is left, or the two that stay."""

    one: Side
    other: Side | None


def decided(merge_id: int) -> Decided | None:
    """Return what was decided of a pair, if it was and a name of it is there."""
    row = db.session.get(NameMerge, merge_id)
    if row is None or row.state == MergeState.PROPOSED:
        return None
    sides = sides_of(row.kind)
    there = [sides[key] for key in (row.one_key, row.other_key) if key in sides]
    if not there:
        return None
    return Decided(there[0], there[1] if len(there) > 1 else None)


def sides_of(kind: str) -> dict[str, Side]:
    """Return critics or publications by their keys, with how many reviews each has."""
    table: Any = {"critic": Critic, "publication": Publication}[kind]
    column = getattr(CriticReview, f"{kind}_id")
    counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
    counts: dict[int, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    slugs: dict[int, str] = {
        row.id: row.slug for row in db.session.execute(select(table.id, table.slug))
    }
    return {
        key: Side(
            name.id, name.name, f"/{kind}s/{slugs[name.id]}", counts.get(name.id, 0)
        )
        for key, name in matching.names(kind).items()
        if name.id is not None
    }
