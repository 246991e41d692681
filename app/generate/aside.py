"""Put the indexes of reviews and ratings aside while very many rows come in.

SQLite makes an index at the end in a fifth of the time that it takes row by row. How
each is made again is written down where imports do so, and is done by their verb: at
the end, when somebody stops it, or by the sweep that looks after imports.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from app.audience.models import AudienceReview
from app.core.db import db, is_sqlite
from app.critics.models import CriticReview
from app.generate.writing import highest
from app.imports.models.runs import SuspendedIndex

TABLES: tuple[Any, ...] = (CriticReview, AudienceReview)
OF_TABLE = text(
    "SELECT name, sql FROM sqlite_master "
    "WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL"
)


def put_aside(*, at: datetime) -> None:
    """Drop the indexes of empty tables, and write down how they are made."""
    if not is_sqlite():
        return
    known = set(db.session.scalars(select(SuspendedIndex.name)))
    for table in TABLES:
        if highest(table):
            continue
        of_table = {"table": table.__tablename__}
        for name, statement in db.session.execute(OF_TABLE, of_table).all():
            if name not in known:
                db.session.add(
                    SuspendedIndex(name=name, statement=statement, suspended_at=at)
                )
                db.session.flush()
            db.session.execute(text(f'DROP INDEX "{name}"'))
