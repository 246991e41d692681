"""Take back a part of an import at once: what only that import brought.

A part is one transaction, like one that is written. Reviews that stood before the
import are left, unclaimed, to be put back film by film.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from app.audience import operations as audience_operations
from app.audience.models import Interest, InterestKind
from app.core.db import db
from app.imports.models.member_imports import MemberImport, Viewing
from app.imports.operations.member_parts import ITEMS, claimed_items
from app.imports.operations.member_reading import joined
from app.imports.operations.member_writing import why_kept
from app.imports.rules.own_outcomes import Written


def undo_part(
    item_ids: Sequence[int], row: MemberImport, *, at: datetime
) -> Sequence[int]:
    """Take back what items wrote; return those that are left to be taken back."""
    items = [
        item
        for item in claimed_items(item_ids, Written.YES, Written.UNDONE)
        if item.movie_id is not None
    ]
    stood_before = {
        item.id
        for item in items
        if item.trace.get("review", {}).get("before") is not None
    }
    settle(sorted(stood_before), Written.YES)
    plain = [item for item in items if item.id not in stood_before]
    forget_viewings(plain, row)
    forget_wishes(plain, row.user_id)
    erase_reviews(plain, row.user_id)
    return sorted(stood_before)


def forget_viewings(items: Sequence[Any], row: MemberImport) -> None:
    """Forget the evenings that the import brought."""
    movie_ids = [item.movie_id for item in items if "viewings" in item.trace]
    db.session.execute(
        delete(Viewing).where(
            Viewing.import_id == row.id,
            Viewing.user_id == row.user_id,
            Viewing.movie_id.in_(movie_ids),
        )
    )


def forget_wishes(items: Sequence[Any], user_id: int) -> None:
    """Forget wishes that are still those that were written."""
    moments = {
        item.movie_id: item.trace["wish"] for item in items if "wish" in item.trace
    }
    mine = (Interest.user_id == user_id, Interest.movie_id.in_(list(moments)))
    decided = db.session.execute(
        select(Interest.movie_id, Interest.kind, Interest.decided_at)
        .where(*mine)
        .order_by(Interest.movie_id)
        .with_for_update()
    )
    still = [
        each.movie_id
        for each in decided
        if each.kind == InterestKind.WANT_TO_SEE
        and each.decided_at.isoformat() == moments[each.movie_id]
    ]
    db.session.execute(
        delete(Interest)
        .where(Interest.user_id == user_id, Interest.movie_id.in_(still))
        .execution_options(synchronize_session=False)
    )


def erase_reviews(items: Sequence[Any], user_id: int) -> None:
    """Erase the reviews that came with the import; those changed since stay."""
    brought = [item for item in items if "review" in item.trace]
    found: Mapping[Any, Any] = audience_operations.reviews_of(
        [(item.movie_id, user_id) for item in brought]
    )
    kept = []
    gone = {}
    for item in brought:
        review = found.get((item.movie_id, user_id))
        why = why_kept(review, item.trace["review"]["after"])
        if why is not None:
            kept.append({"of": item.id, "to": joined(item.remark, why)})
        elif review is not None:
            gone[review.id] = review
    audience_operations.erase_many(list(gone.values()))
    if kept:
        db.session.connection().execute(
            update(ITEMS)
            .where(ITEMS.c.id == bindparam("of"))
            .values(remark=bindparam("to"), written=Written.KEPT),
            kept,
        )


def settle(item_ids: Sequence[int], written: Written) -> None:
    """Write down what became of items."""
    if item_ids:
        db.session.execute(
            update(ITEMS).where(ITEMS.c.id.in_(item_ids)).values(written=written)
        )
