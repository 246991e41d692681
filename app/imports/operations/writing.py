"""Write very many rows at once, the fastest way each database has."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select, text

from app.core.db import db

PAGES = 32 * 1024
"""Kibibytes of the database that SQLite keeps in memory while it writes."""


def is_sqlite() -> bool:
    """Tell which database this is."""
    return db.session.get_bind().dialect.name == "sqlite"


def prepare(kibibytes: int = PAGES) -> None:
    """Give SQLite room for the indexes that an import touches all over."""
    if is_sqlite():
        db.session.connection().exec_driver_sql(f"PRAGMA cache_size=-{kibibytes}")


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
    if is_sqlite():
        marks = ", ".join("?" * len(columns))
        given = list(rows)
        if given:
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608  names of our own
                given,
            )
        return
    driver: Any = connection.connection.dbapi_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
