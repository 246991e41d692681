"""Propose that two names are one, and make them one when an editor says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from app.core.db import db, insert_into
from app.core.errors import Conflict, NotFound
from app.core.long_lists import parts
from app.critics import operations as critic_operations
from app.critics.grade_models import GradeSetting
from app.critics.models import CriticReview, FormerByline
from app.imports.models.matching import MergeState, NameMerge
from app.imports.queries import matching as queries
from app.imports.queries.matching import BYLINES
from app.imports.rules import merges as rules
from app.imports.rules.reviews import folded_words
from app.imports.rules.site_format import written
from app.movies import operations as movie_operations

Trace = dict[str, Any]
"""What a merge moved: the row that went, reviews, names, copies, settings of grades."""

GONE = "One of the two is no longer there; nothing is left to decide."
DECIDED = "Somebody has decided about these two already."


def propose() -> int:
    """Propose every pair of names that may be one; return how many are new.

    What was declined stays declined.
    """
    added = 0
    for kind in BYLINES:
        names = [name.name for name in queries.names(kind).values()]
        rows = [
            {
                "kind": kind,
                "one_key": each.one[:220],
                "other_key": each.other[:220],
                "reason": each.reason,
                "state": MergeState.PROPOSED,
            }
            for each in rules.proposals(kind, names)
        ]
        statement = (
            insert_into(NameMerge)
            .on_conflict_do_nothing(index_elements=["kind", "one_key", "other_key"])
            .returning(NameMerge.id)
        )
        for part in parts(rows):
            added += len(db.session.execute(statement, part).all())
    return added


def decline(merge_id: int, *, editor_id: int, at: datetime) -> None:
    """Say that two names are two, for ever."""
    decide(held(merge_id), MergeState.DECLINED, editor_id, at)


def accept(merge_id: int, keep: int, *, editor_id: int, at: datetime) -> None:
    """Make one of two names part of the other, which has the number `keep`.

    The reviews move, what was printed twice counts once, and the address that goes
    leads to the one that stays.
    """
    merge = held(merge_id)
    known = queries.names(merge.kind)
    sides = [known.get(merge.one_key), known.get(merge.other_key)]
    ids = {side.id for side in sides if side is not None and side.id is not None}
    if len(ids) != 2 or keep not in ids:  # noqa: PLR2004  two make a pair
        raise Conflict(GONE)
    (gone,) = ids - {keep}
    merge.trace = move(merge.kind, gone=gone, keep=keep, at=at)
    decide(merge, MergeState.ACCEPTED, editor_id, at)


def move(kind: str, *, gone: int, keep: int, at: datetime) -> Trace:
    """Move all that is one name's to another, and remember the name that goes.

    Returns what was moved, so that it can be taken back.
    """
    table: Any = BYLINES[kind]
    column = getattr(CriticReview, f"{kind}_id")
    former = getattr(FormerByline, f"{kind}_id")
    leaving, staying = db.session.get(table, gone), db.session.get(table, keep)
    if leaving is None or staying is None:
        raise Conflict(GONE)
    trace = trace_of(kind, leaving, staying)
    if kind == "critic" and leaving.user_id is not None and staying.user_id is None:
        user_id, leaving.user_id = leaving.user_id, None
        db.session.flush()
        staying.user_id = user_id
    movies = db.session.scalars(
        select(CriticReview.movie_id).where(column == gone).distinct()
    ).all()
    moved = db.session.scalars(
        update(CriticReview)
        .where(column == gone)
        .values({column.key: keep})
        .returning(CriticReview.id)
        .execution_options(synchronize_session=False)
    ).all()
    names = db.session.scalars(
        update(FormerByline)
        .where(former == gone)
        .values({former.key: keep})
        .returning(FormerByline.id)
    ).all()
    db.session.add(
        FormerByline(
            kind=kind, slug=leaving.slug, name=leaving.name, **{former.key: keep}
        )
    )
    db.session.flush()
    db.session.execute(delete(table).where(table.id == gone))
    db.session.expire_all()
    restate(moved, at)
    copies = mark_copies(kind, keep, movies, at)
    movie_operations.touch(*movies)
    return trace | {"reviews": list(moved), "names": list(names), "copies": copies}


def trace_of(kind: str, leaving: Any, staying: Any) -> Trace:
    """Return all there is of a name that goes, and which one stays."""
    owner = getattr(GradeSetting, f"{kind}_id")
    settings = db.session.scalars(select(GradeSetting).where(owner == leaving.id))
    return {
        "gone": plain(leaving),
        "keep": {"id": staying.id, "slug": staying.slug, "name": staying.name},
        "settings": [plain(each) for each in settings],
    }


def plain(row: Any) -> dict[str, Any]:
    """Return a row as plain values."""
    return {
        column.key: written(getattr(row, column.key))
        for column in row.__table__.columns
    }


def restate(review_ids: Any, at: datetime) -> None:
    """Let reviews stand as the publication does that they belong to now."""
    for part in parts(review_ids):
        critic_operations.restate(CriticReview.id.in_(part), at=at)


def mark_copies(
    kind: str, keep: int, movie_ids: Any, at: datetime
) -> list[tuple[int, int]]:
    """Mark reviews that turn out to be the same: one film, one critic, one wording.

    Returns each with the number of the first.
    """
    marked: list[tuple[int, int]] = []
    column = getattr(CriticReview, f"{kind}_id")
    words: dict[tuple[int, int | None, bytes], int] = {}
    for part in parts(movie_ids):
        rows = db.session.scalars(
            select(CriticReview)
            .where(
                CriticReview.movie_id.in_(part),
                column == keep,
                CriticReview.quote.is_not(None),
                CriticReview.duplicate_of_id.is_(None),
            )
            .order_by(CriticReview.id)
        ).all()
        for review in rows:
            signed = (
                review.movie_id,
                review.critic_id,
                folded_words(review.quote or ""),
            )
            first = words.setdefault(signed, review.id)
            if first != review.id:
                critic_operations.mark_duplicate(review, first, at=at)
                marked.append((review.id, first))
    return marked


def held(merge_id: int) -> NameMerge:
    """Return a proposal that is still to be decided; raises NotFound or Conflict."""
    merge = locked(merge_id)
    if merge.state != MergeState.PROPOSED:
        raise Conflict(DECIDED)
    return merge


def locked(merge_id: int) -> NameMerge:
    """Return a proposal, decided or not, for one who writes; raises NotFound."""
    merge = db.session.scalar(
        select(NameMerge)
        .where(NameMerge.id == merge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if merge is None:
        raise NotFound("There is no such proposal.")
    return merge


def decide(merge: NameMerge, state: MergeState, editor_id: int, at: datetime) -> None:
    """Write down who decided what."""
    merge.state = state
    merge.decided_by_id = editor_id
    merge.decided_at = at
    db.session.flush()
