"""What stands in the database, to be compared with what stood there before."""

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db

# Kept for the door and for counting tries: reading and being refused may write them.
AT_THE_DOOR = frozenset({"login_session", "sign_in_failure", "draft", "spent_proof"})


def all_rows(without: Collection[str] = AT_THE_DOOR) -> dict[str, list[str]]:
    """Return every row of every table, in order."""
    db.session.rollback()
    found = {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in db.metadata.sorted_tables
        if table.name not in without
    }
    db.session.rollback()
    return found


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return the tables that differ."""
    return [name for name, rows in before.items() if after[name] != rows]
