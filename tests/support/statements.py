"""Counting what the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Gather every statement sent to a database, without savepoints."""
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if "SAVEPOINT" not in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
