"""Write a whole site into a folder: rows, media, a manifest, and the sums of it all.

The folder appears when everything is in it, and not before. Memory stays level whatever
the size of the site.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.imports.queries import site_export as queries
from app.imports.rules.private_columns import SITE_STAYS
from app.imports.rules.refusals import FileRefused
from app.imports.rules.site_format import FORMAT, MANIFEST, SUMS, VERSION, line_of
from app.scores.models import ScorePolicy

Progress = Callable[[str, int], None]
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def write_site(
    target: Path,
    *,
    media: Path,
    with_passwords: bool,
    at: datetime,
    progress: Progress,
) -> Mapping[str, int]:
    """Write the site into a new folder; return how many rows each table has."""
    with finished_at_once(target) as folder, queries.snapshot() as connection:
        counts = write_tables(folder, connection, with_passwords, progress)
        progress("media", copy_media(media, folder / "media"))
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "revision": queries.revision(connection),
            "made_at": at.isoformat(),
            "with_passwords": with_passwords,
            "tables": counts,
            "left_out": SITE_STAYS,
        }
        write_json(folder / MANIFEST, manifest)
        write_json(folder / "policy.json", policy_of(connection))
        write_sums(folder)
    return counts


@contextmanager
def finished_at_once(target: Path, *, mode: int = PRIVATE_FOLDER) -> Iterator[Path]:
    """Give a folder to write into, which takes its name when all is well."""
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileRefused(f"{target} is there already; expected a new folder.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    draft.mkdir(mode=mode, parents=True)
    try:
        yield draft
        # An empty folder of that name gives way; one that was filled does not.
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def write_tables(
    folder: Path, connection: Connection, with_passwords: bool, progress: Progress
) -> dict[str, int]:
    """Write each table as lines of JSON."""
    (folder / "tables").mkdir()
    counts = {}
    for table in queries.tables():
        names = list(queries.fields(table, with_passwords=with_passwords))
        lines = (line_of(row) for row in queries.rows(connection, table, names))
        counts[table.name] = write_lines(folder / f"tables/{table.name}.ndjson", lines)
        progress(table.name, counts[table.name])
    return counts


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines into a file that only we may read; return how many."""
    count = 0
    with private(path) as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def private(path: Path) -> Any:
    """Open a new file that only we may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")


def copy_media(source: Path, target: Path) -> int:
    """Copy posters and photos; return how many. Links are not followed."""
    target.mkdir()
    count = 0
    for path in files_in(source):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy, follow_symlinks=False)
        count += 1
    return count


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the plain files below a folder, in order."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def policy_of(connection: Connection) -> Mapping[str, Any]:
    """Return the policy in force, for people to read; its table goes along, too."""
    table = ScorePolicy.metadata.tables[ScorePolicy.__tablename__]
    rows = connection.execute(
        table.select().order_by(table.c.version.desc()).limit(1)
    ).mappings()
    return dict(rows.first() or {})


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write a file of JSON that people can read."""
    with private(path) as file:
        json.dump(values, file, ensure_ascii=False, indent=2, default=str)
        file.write("\n")


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of every file, as `sha256sum -c` reads them."""
    paths = list(files_in(folder))
    write_lines(
        folder / SUMS,
        (f"{sum_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths),
    )


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
