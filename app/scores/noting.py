"""What was counted for a movie before a write, for those who tell others of changes.

Every way to change a tally calls it before the change, the single and the bulky one.
"""

from collections.abc import Collection

from sqlalchemy import select

from app.core import events
from app.core.db import db
from app.core.events import EventKind
from app.core.long_lists import parts
from app.scores import queries
from app.scores.models import Tally


def note_before(movie_ids: Collection[int]) -> None:
    """Write down what is counted for some movies, in the order of their numbers.

    Their rows are locked as the write would lock them in a moment. Where nobody wants
    to know, nothing is read.
    """
    if not movie_ids or not events.is_wanted(EventKind.SCORE_CHANGED):
        return
    known = sorted(movie_ids)
    for part in parts(known):
        rows = db.session.execute(
            select(Tally.movie_id, *queries.TALLY_COLUMNS)
            .where(Tally.movie_id.in_(part))
            .order_by(Tally.movie_id)
            .with_for_update()
        ).mappings()
        events.note(
            EventKind.SCORE_CHANGED, {row["movie_id"]: dict(row) for row in rows}
        )
