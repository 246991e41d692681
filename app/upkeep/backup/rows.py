"""The rows of a PostgreSQL database, out of one moment of it and into empty tables.

By COPY, table after table, in one transaction that sees one moment: nothing else has to
be installed, nobody waits, and memory stays level.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from psycopg import Connection, sql

from app.upkeep.backup.archive import CHUNK, Writer

REVISIONS = "alembic_version"
SEQUENCES = "sequences.json"
TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
    ORDER BY tablename
"""
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s
    AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f'
    AND connamespace = current_schema()::regnamespace
"""
LAST_VALUES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


def write(connection: "Connection[Any]", writer: Writer, folder: Path) -> None:
    """Add every table; `folder` has room for the largest."""
    columns = columns_of(connection)
    writer.add_bytes("columns.json", json.dumps(columns, indent=1).encode())
    for table, names in columns.items():
        # A member of the file says its size first.
        with TemporaryFile(dir=folder) as spool:
            command = copying(table, names, "TO STDOUT")
            with connection.cursor() as cursor, cursor.copy(command) as rows:
                for chunk in rows:
                    spool.write(chunk)
            size = spool.tell()
            spool.seek(0)
            writer.add(f"tables/{table}.copy", spool, size)
    last = dict(connection.execute(LAST_VALUES).fetchall())
    writer.add_bytes(SEQUENCES, json.dumps(last, indent=1).encode())


def columns_of(connection: "Connection[Any]") -> dict[str, list[str]]:
    """Return the columns that each table has."""
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    return {
        table: [name for (name,) in connection.execute(COLUMNS, [table]).fetchall()]
        for table in tables
    }


def read(
    connection: "Connection[Any]", members: Iterable[tuple[str, IO[bytes]]]
) -> None:
    """Fill the empty tables; the caller's transaction holds all of it or nothing.

    Keys between tables are checked at the end, when all rows are there, and nothing
    that follows changes by itself runs: its rows come along.
    """
    keys = connection.execute(KEYS).fetchall()
    for table, name, _ in keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                sql.SQL(table), sql.Identifier(name)
            )
        )
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    each_table(connection, tables, "TRUNCATE {}")
    each_table(connection, tables, "ALTER TABLE {} DISABLE TRIGGER USER")
    columns: Mapping[str, Sequence[str]] = {}
    for name, file in members:
        if name == "columns.json":
            columns = json.loads(file.read())
        elif name == SEQUENCES:
            set_sequences(connection, json.loads(file.read()))
        elif name.startswith("tables/"):
            table = name.removeprefix("tables/").removesuffix(".copy")
            command = copying(table, columns[table], "FROM STDIN")
            with connection.cursor() as cursor, cursor.copy(command) as rows:
                while chunk := file.read(CHUNK):
                    rows.write(chunk)
    each_table(connection, tables, "ALTER TABLE {} ENABLE TRIGGER USER")
    for table, name, definition in keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(table), sql.Identifier(name), sql.SQL(definition)
            )
        )


def copying(table: str, names: Sequence[str], way: str) -> sql.Composed:
    """Return the command that copies a table's columns out or in."""
    return sql.SQL("COPY {} ({}) {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(way),
    )


def each_table(
    connection: "Connection[Any]", tables: Iterable[str], statement: str
) -> None:
    """Run a statement for each table."""
    for table in tables:
        connection.execute(sql.SQL(statement).format(sql.Identifier(table)))


def set_sequences(connection: "Connection[Any]", last: Mapping[str, int]) -> None:
    """Let numbers go on where they were: none is given twice."""
    for name, value in last.items():
        connection.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', value])
