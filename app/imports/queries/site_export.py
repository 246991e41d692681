"""A whole site as rows, table by table, as it stood at one moment."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    select,
    text,
)

from app.core.db import Model, UTCDateTime, db
from app.imports.rules.private_columns import SITE_STAYS, is_secret
from app.imports.rules.site_format import Field, Holds

MANY = 1000
KINDS = (
    (UTCDateTime, Holds.MOMENT),
    (DateTime, Holds.MOMENT),
    (Date, Holds.DAY),
    (JSON, Holds.JSON),
    (Boolean, Holds.BOOLEAN),
    (LargeBinary, Holds.BYTES),
    (BigInteger, Holds.LONG),
    (Integer, Holds.INTEGER),
    (Float, Holds.DECIMAL),
    (Numeric, Holds.DECIMAL),
    (String, Holds.TEXT),
)


def tables() -> Sequence[Table]:
    """Return the tables that go along, each behind those that it refers to."""
    return [
        table for table in Model.metadata.sorted_tables if table.name not in SITE_STAYS
    ]


def fields(table: Table, *, with_passwords: bool) -> Mapping[str, Field]:
    """Return the columns of a table that go along."""
    return {
        column.name: Field(
            column.name, held(column), bool(column.nullable), length(column)
        )
        for column in table.columns
        if (with_passwords and column.name == "password")
        or not is_secret(table.name, column.name)
    }


def held(column: Column[Any]) -> Holds:
    """Say what a column holds; raise TypeError for a kind that nobody foresaw."""
    for kind, holds in KINDS:
        if isinstance(column.type, kind):
            return holds
    raise TypeError(f"{column.table.name}.{column.name}: no such kind is exported")


def length(column: Column[Any]) -> int | None:
    """Return how long a text may be."""
    found = getattr(column.type, "length", None)
    return found if held(column) is Holds.TEXT else None


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Open the database as it stands now, whatever others write meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(  # noqa: PLW2901  the same one
                isolation_level="REPEATABLE READ"
            )
        else:
            connection.exec_driver_sql("BEGIN")
        try:
            yield connection
        finally:
            connection.rollback()


def rows(
    connection: Connection, table: Table, names: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a table in the order of its key, a part at a time."""
    found = connection.execution_options(yield_per=MANY).execute(
        select(*(table.columns[name] for name in names)).order_by(
            *table.primary_key.columns
        )
    )
    for row in found:
        yield dict(row._mapping)  # noqa: SLF001  the row's public view of itself


def revision(connection: Connection) -> str:
    """Return which migrations the database has seen."""
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found)
