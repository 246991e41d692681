"""Take a backup while the site runs: its database as it was in one moment, and media.

Media are listed before that moment, over and over until none has come meanwhile, and
once more after it: every picture that a row speaks of is there, also one that was
deleted meanwhile.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.config import Settings
from app.core.db import db
from app.upkeep.backup import rows
from app.upkeep.backup.archive import (
    FORMAT,
    MANIFEST,
    VERSION,
    Progress,
    Refused,
    Writer,
    written,
)

DATABASE = "database.sqlite3"
MEDIA = "media"
KEYS = "keys"
MOST_PASSES = 10
"""How often media are listed beforehand, should some come all the time."""

SECRETS = ("secret_key", "password_salt")


def take(
    settings: Settings,
    target: Path,
    *,
    with_keys: bool,
    at: datetime,
    progress: Progress,
) -> None:
    """Write a backup into a new file; raise Refused, with nothing left, where not."""
    if not target.parent.is_dir():
        raise Refused(f"{target.parent} is no folder.")
    with (
        TemporaryDirectory(dir=target.parent, prefix=".matinee-backup-") as folder,
        written(target, progress) as writer,
    ):
        for _ in range(MOST_PASSES):
            if not add_media(settings.media_path, writer):
                break
        kind = db.engine.dialect.name
        if kind == "sqlite":
            revision = add_sqlite(writer, Path(folder))
        else:
            revision = add_postgresql(writer, Path(folder))
        add_media(settings.media_path, writer)
        if with_keys:
            for name in SECRETS:
                writer.add_file(f"{KEYS}/{name}", settings.instance_path / name)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "taken_at": at.isoformat(timespec="seconds"),
            "database": kind,
            "revision": revision,
            "with_keys": with_keys,
            "prints": prints(settings),
        }
        writer.add_bytes(MANIFEST, json.dumps(manifest, indent=1).encode())


def prints(settings: Settings) -> dict[str, str]:
    """Return what tells whether two sites have the same keys, and nothing else."""
    return {
        name: hashlib.sha256(f"{FORMAT}\0{settings.secret(name)}".encode()).hexdigest()[
            :16
        ]
        for name in SECRETS
    }


def add_media(media: Path, writer: Writer) -> int:
    """Add the posters and photos that are not in the backup yet; return how many.

    What is just being written has a name with a dot in front (`core.pictures`).
    """
    before = len(writer.sums)
    for path in files_in(media):
        name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
        if name not in writer.sums and not path.name.startswith("."):
            writer.add_file(name, path)
    return len(writer.sums) - before


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, in order; none if there is no folder."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))


def add_sqlite(writer: Writer, folder: Path) -> str:
    """Add a copy of the database that SQLite makes in one read; return its revision."""
    copied = folder / DATABASE
    with driver_connection() as connection:
        try:
            connection.execute("VACUUM INTO ?", (str(copied),))
        except sqlite3.OperationalError as error:
            said = f"The database cannot be copied into {folder}: {error}"
            raise Refused(said) from error
    with closing_sqlite(copied) as copy:
        revision = revision_in(copy)
    writer.add_file(DATABASE, copied)
    return revision


def revision_in(connection: sqlite3.Connection) -> str:
    """Return the revision of the tables in a file; refuse one that has none."""
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        found = None
    if found is None:
        raise Refused("The database has no tables; run: matinee database upgrade")
    return str(found[0])


def add_postgresql(writer: Writer, folder: Path) -> str:
    """Add the rows as they stand in one moment; return the revision of the tables."""
    with db.engine.connect() as connection:
        steady = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with steady.begin():
            driver: Any = steady.connection.driver_connection
            known = driver.execute("SELECT to_regclass('alembic_version')").fetchone()
            if known[0] is None:
                raise Refused(
                    "The database has no tables; run: matinee database upgrade"
                )
            found = driver.execute("SELECT version_num FROM alembic_version").fetchone()
            rows.write(driver, writer, folder)
    return str(found[0])


@contextmanager
def driver_connection() -> Iterator[Any]:
    """Lend the driver's own connection of the site's database."""
    with db.engine.connect() as connection:
        yield connection.connection.driver_connection


@contextmanager
def closing_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file that nobody else uses."""
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()
