"""Take back what an editor decided of two names: they may be one again, or are two.

One transaction puts the name that went back with its address, its reviews, its former
names, its settings of grades and its member. What somebody has changed since stays, and
so does what came in since: it was printed for the name that stayed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update

from app.accounts.models import User
from app.core.db import db
from app.core.errors import Conflict
from app.core.long_lists import parts
from app.critics.grade_models import GradeSetting, whose
from app.critics.models import Critic, CriticReview, FormerByline
from app.imports.models.matching import MergeState, NameMerge
from app.imports.operations.merges import Trace, decide, locked, restate
from app.imports.queries.matching import BYLINES
from app.movies import operations as movie_operations
from app.scores.rules.grades import Scope

log = structlog.get_logger()

OPEN = "Nothing is decided about these two any more."
NO_TRACE = "These two were made one before it was kept what that moved; they stay one."
KEEPER_GONE = (
    "The name that stayed is no longer there. If it was made part of another since, "
    "take that back first."
)
ADDRESS_TAKEN = "Its address, /{kind}s/{slug}, is another's now; they stay one."


def take_back(merge_id: int, *, editor_id: int, at: datetime) -> None:
    """Let two names be decided about again; what was made one is two."""
    merge = locked(merge_id)
    if merge.state == MergeState.PROPOSED:
        raise Conflict(OPEN)
    was = merge.state
    if was == MergeState.ACCEPTED:
        part(merge, at=at)
    merge.trace = None
    decide(merge, MergeState.PROPOSED, editor_id, at)
    log.info("a decision about two names was taken back", merge=merge_id, was=str(was))


def part(merge: NameMerge, *, at: datetime) -> None:
    """Put the name that went back, with all that was its own; raises Conflict."""
    trace = merge.trace
    if trace is None:
        raise Conflict(NO_TRACE)
    kind, keep = merge.kind, trace["keep"]
    table: Any = BYLINES[kind]
    staying = db.session.scalar(
        select(table)
        .where(table.id == keep["id"], table.slug == keep["slug"])
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if staying is None:
        raise Conflict(KEEPER_GONE)
    back = put_back(kind, trace["gone"], staying)
    give_names(kind, trace, keep=staying.id, to=back)
    moved = give_reviews(kind, trace["reviews"], keep=staying.id, to=back)
    parted = part_copies(trace["copies"])
    give_settings(kind, trace["settings"], to=back)
    db.session.expire_all()
    restate([*moved, *parted], at)
    movie_operations.touch(*movies_of([*moved, *parted]))


def put_back(kind: str, gone: Trace, staying: Any) -> int:
    """Add the name that went again, under its own number if that is free."""
    table: Any = BYLINES[kind]
    if db.session.scalar(select(table.id).where(table.slug == gone["slug"])):
        raise Conflict(ADDRESS_TAKEN.format(kind=kind, slug=gone["slug"]))
    values = dict(gone)
    if db.session.get(table, gone["id"]) is not None:
        del values["id"]
    if kind == "critic":
        values["user_id"] = member_of(gone["user_id"], staying)
    statement = insert(table).values(values).returning(table.id)
    return int(db.session.scalars(statement).one())


def member_of(user_id: int | None, staying: Any) -> int | None:
    """Return the member of a critic who went, unless they are another's by now."""
    if user_id is None or db.session.get(User, user_id) is None:
        return None
    if staying.user_id == user_id:
        staying.user_id = None
        db.session.flush()
    taken = db.session.scalar(select(Critic.id).where(Critic.user_id == user_id))
    return None if taken else user_id


def give_names(kind: str, trace: Trace, *, keep: int, to: int) -> None:
    """Let the address that went lead nowhere else, and former names follow it."""
    former = getattr(FormerByline, f"{kind}_id")
    slug = trace["gone"]["slug"]
    mine = (FormerByline.kind == kind, former == keep)
    db.session.execute(delete(FormerByline).where(*mine, FormerByline.slug == slug))
    db.session.execute(
        update(FormerByline)
        .where(*mine, FormerByline.id.in_(trace["names"]))
        .values({former.key: to})
        .execution_options(synchronize_session=False)
    )


def give_reviews(
    kind: str, review_ids: Sequence[int], *, keep: int, to: int
) -> Sequence[int]:
    """Give reviews back that are still with the name that stayed; return them."""
    column = getattr(CriticReview, f"{kind}_id")
    given: list[int] = []
    for part in parts(review_ids):
        these = CriticReview.id.in_(part)
        given += db.session.scalars(
            update(CriticReview)
            .where(these, column == keep)
            .values({column.key: to})
            .returning(CriticReview.id)
            .execution_options(synchronize_session=False)
        )
    return given


def part_copies(copies: Sequence[Sequence[int]]) -> Sequence[int]:
    """Let reviews that the merge made copies be none; return those that were still."""
    parted: list[int] = []
    for review_id, first in copies:
        parted += db.session.scalars(
            update(CriticReview)
            .where(CriticReview.id == review_id, CriticReview.duplicate_of_id == first)
            .values(duplicate_of_id=None)
            .returning(CriticReview.id)
            .execution_options(synchronize_session=False)
        )
    return parted


def give_settings(kind: str, settings: Sequence[Trace], *, to: int) -> None:
    """Add the settings of grades again that went with the name."""
    for kept in settings:
        values: Trace = {key: value for key, value in kept.items() if key != "id"}
        for name in ("proposed_at", "decided_at"):
            if values[name] is not None:
                values[name] = datetime.fromisoformat(values[name])
        decider = values["decided_by_id"]
        if decider is not None and db.session.get(User, decider) is None:
            values["decided_by_id"] = None
        values |= {f"{kind}_id": to, "whose": whose(Scope(kind), str(to))}
        db.session.execute(insert(GradeSetting).values(values))


def movies_of(review_ids: Sequence[int]) -> Sequence[int]:
    """Return the movies that reviews are about."""
    found: set[int] = set()
    for part in parts(review_ids):
        these = CriticReview.id.in_(part)
        found.update(
            db.session.scalars(select(CriticReview.movie_id).where(these).distinct())
        )
    return sorted(found)
