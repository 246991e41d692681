"""Write very many rows at once, the fastest way each database has."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import func, select, text

from app.core.db import db, is_sqlite
from app.imports.queries.marks import among

PAGES = 32 * 1024
"""Kibibytes of the database that SQLite keeps in memory while it writes."""

AT_ONCE = 500
"""Rows in one statement: SQLite prepares the lists of its checks for each statement."""


def prepare(kibibytes: int = PAGES, *, threads: int = 1) -> None:
    """Give SQLite room for the indexes that an import touches all over.

    So many threads beside ours sort an index that is made.
    """
    if is_sqlite():
        connection = db.session.connection()
        connection.exec_driver_sql(f"PRAGMA cache_size=-{kibibytes}")
        connection.exec_driver_sql(f"PRAGMA threads={threads}")


def next_ids(table: Any, count: int) -> Sequence[int]:
    """Return so many numbers for new rows of a table that nobody else will use.

    SQLite has one writer, and this transaction must be it already.
    """
    if is_sqlite():
        highest = db.session.scalar(select(func.max(table.c.id))) or 0
        return range(highest + 1, highest + 1 + count)
    ids = db.session.scalars(
        text("SELECT nextval(:name) FROM generate_series(1, :count)").bindparams(
            name=f"{table.name}_id_seq", count=count
        )
    )
    return list(ids)


def insert_many(
    table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of plain values, days as ISO text; PostgreSQL copies them in."""
    names = ", ".join(columns)
    connection = db.session.connection()
    driver: Any = connection.connection.dbapi_connection
    if is_sqlite():
        statement = inserting(table.name, names, AT_ONCE)
        coming = iter(rows)
        while part := tuple(islice(coming, AT_ONCE)):
            if len(part) < AT_ONCE:
                connection.exec_driver_sql(inserting(table.name, names, 1), [*part])
            elif driver.in_transaction:
                driver.execute(statement, tuple(chain.from_iterable(part)))
            else:
                connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))
        return
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


@contextmanager
def unchecked() -> Iterator[None]:
    """Let SQLite leave out the checks of columns; for values that are right already."""
    driver: Any = db.session.connection().connection.dbapi_connection
    driver.execute("PRAGMA ignore_check_constraints=ON")
    try:
        yield
    finally:
        driver.execute("PRAGMA ignore_check_constraints=OFF")


def are_all_there(table: Any, ids: Collection[int]) -> bool:
    """Tell whether a table has a row for each of some numbers."""
    found = db.session.scalar(
        select(func.count()).select_from(table).where(among(table.id, ids))
    )
    return found == len(ids)


@lru_cache
def inserting(table: str, names: str, rows: int) -> str:
    """Return the statement that inserts so many rows into SQLite."""
    marks = ", ".join("?" * (names.count(",") + 1))
    values = ", ".join([f"({marks})"] * rows)
    return f"INSERT INTO {table} ({names}) VALUES {values}"  # noqa: S608  names of our own
