"""Work of the search room at night: the index is put in order."""

from app.core.db import db, is_sqlite
from app.core.jobs import sweep
from app.search import operations
from app.search.queries.upkeep import FULL_TEXT

PAGES = 100
"""How much of an index is merged before others may write."""

MOST_STEPS = 1000


@sweep(hour=4)
def merge_segments() -> None:
    """Merge what a day's new names have left in pieces."""
    merge_all()


def merge_all() -> int:
    """Merge the segments of SQLite's full text into one; return the steps it took."""
    if not is_sqlite():
        return 0
    steps = 0
    for name in FULL_TEXT:
        pages = -PAGES
        while steps < MOST_STEPS and operations.merge_segments(name, pages):
            db.session.commit()
            pages = PAGES
            steps += 1
        db.session.commit()
    return steps
