"""What is in the site: tables, scores, search, and pictures."""

from collections.abc import Iterable
from pathlib import PurePath

from sqlalchemy import select

from app.config import Settings
from app.core.db import Model, db
from app.core.health import newest_revision, revision_of_database
from app.ledger import queries as ledger_queries
from app.search import queries as search_queries
from app.upkeep.backup.taking import files_in
from app.upkeep.doctor.findings import Found, fault, ok, warning

NAMED = 3
PICTURE = "_file"
"""How the columns that hold the name of a picture end, and which of them do not."""
NO_PICTURES = {"stored_file"}


def look_at_tables() -> Found:
    """Look at whether the tables are those that this version needs."""
    there, wanted = revision_of_database(), newest_revision()
    if there == wanted:
        yield ok(f"revision {there}")
    else:
        yield fault(
            f"revision {there}, but this version wants {wanted}: matinee database "
            "upgrade"
        )


def look_at_scores() -> Found:
    """Look at whether every tally is what its rows make."""
    found = ledger_queries.differences()
    if found:
        yield fault(
            f"{len(found)} differ, such as {found[0].slug}: matinee scores verify, "
            "then matinee scores rebuild"
        )
    else:
        yield ok("every tally is what its rows make")


def look_at_search() -> Found:
    """Look at whether the index of search agrees with what it is made of."""
    count = len(search_queries.differences()) + len(search_queries.broken_indexes())
    if count:
        yield fault(f"{count} differences: matinee search rebuild")
    else:
        yield ok("the index agrees")


def look_at_media(settings: Settings) -> Found:
    """Look for pictures that rows speak of and are gone, and for those nobody needs."""
    media = settings.media_path
    there = {path.relative_to(media).as_posix() for path in files_in(media)}
    named = set(pictures_of_rows())
    missing = sorted(named - there)
    stems = {PurePath(name).stem for name in named}
    orphans = sorted(
        name for name in there - named if not is_size_of(PurePath(name).stem, stems)
    )
    if missing:
        yield fault(
            f"{len(missing)} are missing, such as {few(missing)}: put them back into "
            f"{media} from a backup"
        )
    if orphans:
        yield warning(f"{len(orphans)} belong to no row, such as {few(orphans)}")
    if not missing and not orphans:
        yield ok(f"{len(there):,} files, each where it belongs")


def pictures_of_rows() -> Iterable[str]:
    """Yield the names of all pictures that rows speak of."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith(PICTURE) and column.name not in NO_PICTURES:
                yield from db.session.scalars(
                    select(column).where(column.is_not(None), column != "").distinct()
                )


def is_size_of(stem: str, stems: set[str]) -> bool:
    """Tell whether a file is another size or form of a picture that is known.

    >>> is_size_of("asa-480", {"asa"}), is_size_of("bo", {"asa"})
    (True, False)
    """
    while stem:
        if stem in stems:
            return True
        stem = stem.rpartition("-")[0]
    return False


def few(names: list[str]) -> str:
    """Return the first of some names."""
    return ", ".join(names[:NAMED])
