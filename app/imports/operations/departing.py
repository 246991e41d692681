"""What becomes of what imports keep of a member who leaves."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.core.db import db
from app.core.departures import Departure, at_departure
from app.imports.models.matching import NameMerge


@at_departure
def forget_in_merges(departure: Departure) -> None:
    """Let a merge that is taken back later name nobody who has left.

    The number of their account may be somebody else's by then.
    """
    wanted = select(NameMerge).where(NameMerge.trace.is_not(None))
    for merge in db.session.scalars(wanted.options(undefer(NameMerge.trace))):
        trace = merge.trace or {}
        gone, settings = trace["gone"], trace["settings"]
        merge.trace = trace | {
            "gone": without(gone, "user_id", departure.user_id),
            "settings": [
                without(each, "decided_by_id", departure.user_id) for each in settings
            ],
        }


def without(row: dict[str, object], column: str, user_id: int) -> dict[str, object]:
    """Return a row that does not name an account in a column."""
    return row | {column: None} if row.get(column) == user_id else row
