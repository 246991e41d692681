"""Put a backup back into an empty place: all of it, or nothing.

The file is read to its end and every sum checked before anything is written. An older
backup comes in with its own tables and is migrated then; a newer one is refused.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT, Settings
from app.core import migrating
from app.core.clock import utcnow
from app.core.db import Model, db
from app.movies import operations as movie_operations
from app.upkeep.backup import rows
from app.upkeep.backup.archive import Progress, Refused, checked, copy, opened
from app.upkeep.backup.taking import (
    DATABASE,
    KEYS,
    MEDIA,
    SECRETS,
    closing_sqlite,
    files_in,
    prints,
    revision_in,
)

SEEDED = {"policy", "site_version"}
"""Tables that have rows from the first migration on."""

SKIPPED = 1_000
"""Versions that a restore passes over, and one more for each second since the backup:
in the long run nothing changes more often."""


def restore(settings: Settings, source: Path, *, progress: Progress) -> list[str]:
    """Put a backup back; return what its owner has to know.

    Raises Refused, with nothing written, where it cannot be.
    """
    manifest = checked(source)
    check_kind(source, manifest)
    check_revision(source, manifest)
    check_empty(settings)
    with (
        TemporaryDirectory(
            dir=made(settings.instance_path), prefix=".matinee-restore-"
        ) as folder,
        put_back(settings.media_path) as media,
    ):
        draft = Path(folder)
        if manifest["database"] == "sqlite":
            unpack(source, draft, progress)
            media.take_from(draft / MEDIA)
            place_sqlite(draft / DATABASE, manifest)
        else:
            fill_postgresql(manifest, source, draft, media, progress)
        return keep_keys(settings, manifest, draft)


def check_kind(source: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a backup of the other kind of database."""
    ours, theirs = db.engine.dialect.name, manifest["database"]
    if ours != theirs:
        raise Refused(
            f"{source} is of a database on {theirs}, and DATABASE_URL is {ours}. "
            f"Restore it to {theirs}, then move the site with `matinee export site` "
            "and `matinee import site`."
        )


def check_revision(source: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a backup with tables that this version does not know."""
    known = order_of_revisions()
    if manifest["revision"] not in known:
        raise Refused(
            f"{source} has tables of revision {manifest['revision']}, and this version "
            f"of Matinee knows them up to {known[-1]}. Install the newer version first."
        )


def order_of_revisions() -> list[str]:
    """Return the revisions of our tables, the oldest first."""
    scripts = ScriptDirectory(str(ROOT / "app" / "migrations"))
    return [each.revision for each in scripts.walk_revisions()][::-1]


def check_empty(settings: Settings) -> None:
    """Refuse a place in which something is."""
    if next(files_in(settings.media_path), None) is not None:
        raise Refused(f"{settings.media_path} is not empty; nothing is written over.")
    if db.engine.dialect.name == "sqlite" and not database_file().exists():
        return
    with db.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        for table in Model.metadata.sorted_tables:
            if table.name not in there or table.name in SEEDED:
                continue
            row = connection.execute(select(text("1")).select_from(table).limit(1))
            if row.first() is not None:
                raise Refused(
                    f"The database is not empty: {table.name} has rows. Nothing is "
                    "written over; name another database in DATABASE_URL."
                )


def database_file() -> Path:
    """Return the file of the site's SQLite database."""
    return Path(db.engine.url.database or "")


def made(folder: Path) -> Path:
    """Return a folder that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def unpack(source: Path, draft: Path, progress: Progress) -> None:
    """Write every member of a backup into a folder of our own."""
    with opened(source) as members:
        for name, file in members:
            keep(name, file, draft, progress)


def keep(name: str, file: IO[bytes], draft: Path, progress: Progress) -> None:
    """Write one member into a folder of our own."""
    copy(file, draft / name)
    progress(name, (draft / name).stat().st_size)


def place_sqlite(copied: Path, manifest: Mapping[str, Any]) -> None:
    """Move a database to where the site looks for it, and bring it up to date."""
    with closing_sqlite(copied) as connection:
        revision_in(connection)
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise Refused(f"The database in the backup is broken: {verdict}")
    db.session.remove()
    db.engine.dispose()
    path = made(database_file().parent) / database_file().name
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)
    shutil.move(copied, path)
    try:
        migrating.upgrade()
        skip_versions(manifest)
    except (SQLAlchemyError, sqlite3.Error):
        db.engine.dispose()
        path.unlink(missing_ok=True)
        raise


def fill_postgresql(
    manifest: Mapping[str, Any],
    source: Path,
    draft: Path,
    media: "Media",
    progress: Progress,
) -> None:
    """Fill the empty tables of the backup's revision, and bring them up to date."""
    order = order_of_revisions()
    ours = revision_there()
    if ours is not None and order.index(ours) > order.index(manifest["revision"]):
        raise Refused(
            "The database has newer tables than the backup. Name one without any "
            "tables in DATABASE_URL: the backup brings its own, and migrates them."
        )
    migrating.upgrade(manifest["revision"])

    def of_database(
        members: Iterator[tuple[str, IO[bytes]]],
    ) -> Iterator[tuple[str, IO[bytes]]]:
        for name, file in members:
            if name.startswith((f"{MEDIA}/", f"{KEYS}/")):
                keep(name, file, draft, progress)
            else:
                progress(name, 0)
                yield name, file

    with db.engine.connect() as connection, connection.begin():
        driver: Any = connection.connection.driver_connection
        with opened(source) as members:
            rows.read(driver, of_database(members))
        media.take_from(draft / MEDIA)
    migrating.upgrade()
    skip_versions(manifest)


def skip_versions(manifest: Mapping[str, Any]) -> None:
    """Let no version come again that a page had between the backup and now.

    Browsers and caches have such pages, and would be told that they are still true.
    """
    since = utcnow() - datetime.fromisoformat(manifest["taken_at"])
    movie_operations.skip_versions(SKIPPED + max(0, int(since.total_seconds())))
    db.session.commit()


def revision_there() -> str | None:
    """Return the revision of the tables that are there, if any are."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        revision: str | None = found.scalar_one_or_none()
        return revision


class Media:
    """Pictures on their way into an empty folder; they go if the restore fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moved: list[Path] = []

    def take_from(self, draft: Path) -> None:
        """Move what lies in a folder of our own to where the site looks for it."""
        for path in files_in(draft):
            target = self.folder / path.relative_to(draft)
            made(target.parent)
            shutil.move(path, target)
            self.moved.append(target)

    def take_away(self) -> None:
        """Leave the folder as empty as it was."""
        for path in self.moved:
            path.unlink(missing_ok=True)


@contextmanager
def put_back(folder: Path) -> Iterator[Media]:
    """Lend what moves pictures into a folder, and takes them away after a failure."""
    media = Media(folder)
    try:
        yield media
    except BaseException:
        media.take_away()
        raise


def keep_keys(
    settings: Settings, manifest: Mapping[str, Any], draft: Path
) -> list[str]:
    """Put keys back that came along; say what it means that others are in force."""
    words = []
    for name in SECRETS:
        came, here = draft / KEYS / name, settings.instance_path / name
        if came.is_file() and getattr(settings, name) is None:
            came.chmod(0o600)
            came.replace(here)
        if prints(settings)[name] == manifest["prints"][name]:
            continue
        variable = f"MATINEE_{name.upper()}"
        meaning = {
            "secret_key": "everybody has to sign in again",
            "password_salt": "no password works until the old one is set",
        }[name]
        words.append(f"{variable} is another than it was: {meaning}.")
    return words
