"""Take a whole site in, from a folder that `matinee export site` wrote.

All of it or nothing: the folder is checked against its sums first, then every row goes
into an empty database in one transaction.
"""

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, bindparam, func, select, text
from sqlalchemy.exc import DataError, IntegrityError

from app.core.db import db
from app.imports.queries import site_export as queries
from app.imports.rules.refusals import FileRefused, shown
from app.imports.rules.site_format import (
    FORMAT,
    MANIFEST,
    SUMS,
    VERSION,
    Field,
    row_of,
)
from app.imports.site_export import Progress, copy_media, files_in, sum_of

MANY = 1000
LONGEST_LINE = 4 * 1024 * 1024
SEEDED = {"policy", "site_version"}
"""Tables that have rows from the first migration on; an import replaces them."""


def read_site(source: Path, *, media: Path, progress: Progress) -> Mapping[str, int]:
    """Take a site in; raise FileRefused, with nothing changed, if it cannot be."""
    manifest = checked_manifest(source)
    check_sums(source)
    tables = queries.tables()
    with_passwords = bool(manifest["with_passwords"])
    check_tables(source, manifest, tables)
    with db.engine.connect() as connection, connection.begin():
        check_database(connection, manifest, tables)
        for table in reversed(tables):
            if table.name in SEEDED:
                connection.execute(table.delete())
        counts = {}
        for place, table in enumerate(tables):
            later = {each.name for each in tables[place:]}
            path = source / f"tables/{table.name}.ndjson"
            fields = queries.fields(table, with_passwords=with_passwords)
            counts[table.name] = insert_rows(connection, table, path, fields, later)
            check_count(manifest, table.name, counts[table.name])
            progress(table.name, counts[table.name])
        for place, table in enumerate(tables):
            later = {each.name for each in tables[place:]}
            path = source / f"tables/{table.name}.ndjson"
            fields = queries.fields(table, with_passwords=with_passwords)
            set_late_keys(connection, table, path, fields, later)
            set_sequence(connection, table)
        # Last, so that a refusal leaves no picture behind.
        progress("media", copy_into(source / "media", media))
    return counts


def checked_manifest(source: Path) -> Mapping[str, Any]:
    """Return what the folder says of itself."""
    path = source / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileRefused(
            f"{source}: no {MANIFEST} in it; expected a folder that was written by "
            "`matinee export site`."
        ) from None
    except (ValueError, OSError) as error:
        raise FileRefused(f"{path}: {shown(error)}; expected JSON.") from None
    known = ("format", "version", "revision", "tables", "with_passwords")
    if not isinstance(manifest, dict) or any(each not in manifest for each in known):
        raise FileRefused(f"{path}: expected the keys {', '.join(known)}.")
    found = (manifest["format"], manifest["version"])
    if found != (FORMAT, VERSION):
        raise FileRefused(
            f"{path}: format {shown(found[0])}, version {shown(found[1])}; expected "
            f"{FORMAT}, version {VERSION}."
        )
    return manifest


def check_sums(source: Path) -> None:
    """Refuse a folder with a file that is missing, changed, or not on the list."""
    path = source / SUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise FileRefused(f"{path}: cannot be read; expected the sums.") from None
    listed = set()
    for number, line in enumerate(lines, 1):
        digest, _, name = line.partition("  ")
        file = source / name
        listed.add(name)
        if not name or ".." in Path(name).parts or Path(name).is_absolute():
            raise FileRefused(
                f"{path}, line {number}: {shown(line)!r}; expected a sum and a file."
            )
        if not file.is_file() or file.is_symlink():
            raise FileRefused(f"{path}, line {number}: {name} is missing.")
        if sum_of(file) != digest:
            raise FileRefused(
                f"{path}, line {number}: {name} is not what was written; expected the "
                f"sum {shown(digest)}."
            )
    present = {each.relative_to(source).as_posix() for each in files_in(source)}
    for name in sorted(present - listed - {SUMS}):
        raise FileRefused(f"{path}: {name} has no line; expected one for each file.")


def check_tables(
    source: Path, manifest: Mapping[str, Any], tables: Sequence[Table]
) -> None:
    """Refuse a folder that has other tables than this site."""
    path = source / MANIFEST
    ours, theirs = {table.name for table in tables}, set(manifest["tables"])
    for name in sorted(theirs - ours):
        raise FileRefused(f"{path}: this site has no table {shown(name)}.")
    for name in sorted(ours - theirs):
        raise FileRefused(f"{path}: the table {name} is missing.")
    for name in sorted(ours):
        file = source / f"tables/{name}.ndjson"
        if not file.is_file():
            raise FileRefused(f"{file} is missing; expected the rows of {name}.")


def check_database(
    connection: Connection, manifest: Mapping[str, Any], tables: Sequence[Table]
) -> None:
    """Refuse to write into a site that has something, or stands at other tables."""
    ours, theirs = queries.revision(connection), manifest["revision"]
    if ours != theirs:
        raise FileRefused(
            f"The folder was written at revision {shown(theirs)}, this database stands "
            f"at {ours}; expected the same. Upgrade the older one first."
        )
    for table in tables:
        if table.name in SEEDED:
            continue
        if connection.execute(select(text("1")).select_from(table).limit(1)).first():
            raise FileRefused(
                f"The database is not empty: {table.name} has rows. Expected one in "
                "which nothing was done but `matinee database upgrade`."
            )


def insert_rows(
    connection: Connection,
    table: Table,
    path: Path,
    fields: Mapping[str, Field],
    later: set[str],
) -> int:
    """Insert the rows of a file; keys to what comes later are set afterwards."""
    late = [column.name for column in late_keys(table, later)]
    count = 0
    for part in parts(path, fields):
        rows = [filled(row, table) | dict.fromkeys(late) for row in part]
        try:
            connection.execute(table.insert(), rows)
        except (IntegrityError, DataError) as error:
            raise FileRefused(
                f"{path.name}, lines {count + 1} to {count + len(rows)}: the database "
                f"refuses them: {shown(error.orig)}"
            ) from error
        count += len(rows)
    return count


def late_keys(table: Table, later: set[str]) -> Sequence[Column[Any]]:
    """Return the columns that refer to a row which is not there yet."""
    return [
        column
        for column in table.columns
        if column.nullable
        and any(key.column.table.name in later for key in column.foreign_keys)
    ]


def filled(row: dict[str, Any], table: Table) -> dict[str, Any]:
    """Give a member what no export holds: a new mark of their own for sign-ins."""
    if "fs_uniquifier" in table.columns and "fs_uniquifier" not in row:
        row["fs_uniquifier"] = secrets.token_hex(32)
    return row


def parts(path: Path, fields: Mapping[str, Field]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a file, some at a time."""
    part: list[dict[str, Any]] = []
    for number, line in lines_of(path):
        part.append(row_of(line, fields, file=path.name, line=number))
        if len(part) == MANY:
            yield part
            part = []
    if part:
        yield part


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers; none may be endless."""
    number = 0
    with path.open("rb") as file:
        while raw := file.readline(LONGEST_LINE):
            number += 1
            if len(raw) == LONGEST_LINE:
                raise FileRefused(f"{path.name}, line {number}: longer than any row.")
            try:
                yield number, raw.decode("utf-8")
            except UnicodeDecodeError:
                raise FileRefused(
                    f"{path.name}, line {number}: expected UTF-8."
                ) from None


def set_late_keys(
    connection: Connection,
    table: Table,
    path: Path,
    fields: Mapping[str, Field],
    later: set[str],
) -> None:
    """Set the keys that had to wait until every row was there."""
    late = [column.name for column in late_keys(table, later)]
    if not late:
        return
    keys = list(table.primary_key.columns)
    statement = table.update().where(
        *(key == bindparam(f"key_{key.name}") for key in keys)
    )
    for part in parts(path, fields):
        rows = [
            {name: row[name] for name in late}
            | {f"key_{key.name}": row[key.name] for key in keys}
            for row in part
            if any(row[name] is not None for name in late)
        ]
        if rows:
            try:
                connection.execute(statement, rows)
            except IntegrityError as error:
                raise FileRefused(
                    f"{path.name}: a row refers to one that is not there: "
                    f"{shown(error.orig)}"
                ) from error


def set_sequence(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on behind the largest number that came in."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1:
        return
    key = keys[0]
    if not isinstance(key.type, Integer):
        return
    sequence = connection.scalar(
        select(func.pg_get_serial_sequence(f'"{table.name}"', key.name))
    )
    largest = connection.scalar(select(func.max(key)))
    if sequence is not None and largest is not None:
        connection.execute(select(func.setval(sequence, largest)))


def check_count(manifest: Mapping[str, Any], name: str, count: int) -> None:
    """Refuse a table that has another number of rows than the folder says."""
    expected = manifest["tables"][name]
    if expected != count:
        raise FileRefused(
            f"{name}.ndjson has {count} rows; expected {shown(expected)}, as "
            f"{MANIFEST} says."
        )


def copy_into(source: Path, target: Path) -> int:
    """Copy media beside what is there; names hold the hash of the content."""
    if not source.is_dir():
        return 0
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = copy_media(source, draft)
        for path in files_in(draft):
            place = target / path.relative_to(draft)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
    finally:
        with suppress(OSError):
            shutil.rmtree(draft)
    return count
