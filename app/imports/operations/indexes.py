"""Put indexes aside while a first, large import fills empty tables.

SQLite keeps an index row by row, all over its pages; made at the end in one go it costs
a fifth of that. While they are away the site shows the same, only slower. How each is
made again stands in a table, written in the transaction that drops it, so that it is
made again whatever happens: at the end of the import, when it is stopped, by the next
import, or by a sweep.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text

from app.core.db import db, is_sqlite
from app.critics.models import CriticReview
from app.imports.models.runs import SuspendedIndex
from app.imports.operations.writing import prepare

LARGE = 20_000_000
"""Bytes of a file that is worth it."""

FEW = 10_000
"""Reviews that may be there already."""

PATIENCE = timedelta(minutes=30)
"""So long a sweep leaves an import to itself."""

SORTING = 1024
"""Kibibytes in which an index is sorted before it goes to a file; so few stay close to
the processor, and are quicker than many."""

THREADS = 4
"""Threads that sort while ours reads: an index is there in half the time."""

KNOWN = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' "
    "AND tbl_name IN ('critic_review', 'imported_review') AND sql IS NOT NULL"
)
STAYING = frozenset(
    {
        "ix_critic_review_duplicate",
        "ix_critic_review_embargo",
        "ix_critic_review_unsure",
    }
)
"""Indexes that an import adds nothing to, or only behind their end."""

KNOWING = ("ix_imported_review_identity", "ix_imported_review_words")
"""The indexes by which reviews are known again."""


def suspend(size: int, *, at: datetime) -> bool:
    """Put the indexes aside, if the file is large and the tables nearly empty.

    Returns whether they are away. Who imports then knows reviews again by other means.
    """
    highest = db.session.scalar(select(func.max(CriticReview.id))) or 0
    if not is_sqlite() or size < LARGE or highest > FEW:
        return False
    for name, statement in db.session.execute(KNOWN).all():
        if name in STAYING:
            continue
        db.session.add(SuspendedIndex(name=name, statement=statement, suspended_at=at))
        db.session.flush()
        db.session.execute(text(f'DROP INDEX "{name}"'))
    return True


def restore(
    *, before: datetime | None = None, names: tuple[str, ...] | None = None
) -> int:
    """Make the indexes again that were put aside; return how many there were.

    With `names`, only those of them.
    """
    waiting: Any = select(SuspendedIndex).order_by(SuspendedIndex.name)
    if before is not None:
        waiting = waiting.where(SuspendedIndex.suspended_at < before)
    if names is not None:
        waiting = waiting.where(SuspendedIndex.name.in_(names))
    found = db.session.scalars(waiting).all()
    if not found:
        return 0
    prepare(SORTING, threads=THREADS)
    db.session.execute(
        delete(SuspendedIndex).where(
            SuspendedIndex.name.in_([each.name for each in found])
        )
    )
    there = {row.name for row in db.session.execute(KNOWN)}
    for each in found:
        if each.name not in there:
            db.session.execute(text(each.statement))
    return len(found)
