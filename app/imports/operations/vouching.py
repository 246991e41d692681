"""Make sure of the rows that new rows point to, and ask for none of them twice.

SQLite counts what others have written since a connection looked last. While that number
stays, and this connection deletes nothing, what was there is there.
"""

from collections.abc import Set
from typing import Any

from app.core.db import db
from app.imports.operations.writing import are_all_there


class Vouched:
    """Rows that are known to be there, by their tables; for SQLite alone."""

    def __init__(self) -> None:
        self.found: dict[Any, set[int]] = {}
        self.state: tuple[object, int] | None = None

    def look(self) -> None:
        """Forget everything when another has written since, at the start of a batch.

        The transaction is the one who writes already.
        """
        connection = db.session.connection()
        number = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        state = (connection.connection.dbapi_connection, number)
        if state != self.state:
            self.found.clear()
            self.state = state

    def are_there(self, table: Any, ids: Set[int]) -> bool:
        """Tell whether a table has a row for each of some numbers."""
        known = self.found.setdefault(table, set())
        missing = ids - known
        if missing and not are_all_there(table, missing):
            return False
        known |= missing
        return True
