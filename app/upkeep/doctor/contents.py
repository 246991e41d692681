"""What is in the site: tables, scores, search, and pictures."""

from collections.abc import Iterable, Set
from pathlib import Path

from sqlalchemy import func, literal, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from app.config import Settings
from app.core import pictures, revisions
from app.core.db import Model, db
from app.ledger import queries as ledger_queries
from app.search import queries as search_queries
from app.upkeep.backup.taking import files_in
from app.upkeep.doctor.findings import Found, fault, first_line, ok, warning

NAMED = 3
PICTURE = "_file"
WIDTHS = "_widths"
"""How the columns that hold the name of a picture end, and which of them do not."""
NO_PICTURES = {"stored_file"}


def look_at_database() -> Found:
    """Look at whether the database answers, and SQLite's file is whole."""
    engine = db.engine
    if engine.dialect.name != "sqlite":
        try:
            db.session.execute(text("SELECT 1"))
        except OperationalError as error:
            yield fault(
                f"does not answer: {first_line(error)}; start it, or put DATABASE_URL "
                "right"
            )
            return
        yield ok("PostgreSQL answers")
        return
    path = Path(engine.url.database or "")
    if not path.exists():
        yield fault(f"{path} is missing: matinee database upgrade, or matinee restore")
        return
    try:
        verdict = db.session.scalar(text("PRAGMA quick_check(1)"))
    except DatabaseError as error:
        verdict = first_line(error)
    if verdict == "ok":
        yield ok(f"{path} is whole")
    else:
        # In some versions of SQLite what it says has several lines.
        yield fault(
            f"{path} is broken: {' '.join(str(verdict).split())}; put it aside, then "
            "matinee restore"
        )


def answers() -> bool:
    """Tell whether there is a database that can be asked."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        # To ask would make it.
        return False
    try:
        db.session.execute(text("SELECT 1"))
    except DatabaseError:
        return False
    finally:
        db.session.remove()
    return True


def look_at_tables() -> Found:
    """Look at whether the tables are those that this version needs."""
    if not revisions.has_tables():
        yield fault("there are none: matinee database upgrade")
        return
    there, wanted = revisions.of_database(), revisions.ours().newest
    if there == wanted:
        yield ok(f"revision {there}")
    elif revisions.is_ahead():
        yield fault(
            f"revision {there} is of a newer version than this one, which knows them "
            f"up to {wanted}: install that version"
        )
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
    named = {
        name
        for file, widths in pictures_of_rows()
        for name in pictures.files_of(file, widths)
    }
    known = set(map(pictures.picture_of, named))
    missing = sorted(named - there)
    orphans = sorted(name for name in there - named if not is_size_of(name, known))
    if missing:
        yield fault(
            f"{len(missing)} are missing, such as {few(missing)}: put them back into "
            f"{media} from a backup"
        )
    if orphans:
        yield warning(
            f"{len(orphans)} belong to no row, such as {few(orphans)}: look at "
            "them, then remove them"
        )
    if not missing and not orphans:
        yield ok(f"{len(there):,} files, each where it belongs")


def pictures_of_rows() -> Iterable[tuple[str, str]]:
    """Yield all pictures that rows speak of, and in which widths they are there."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if not column.name.endswith(PICTURE) or column.name in NO_PICTURES:
                continue
            widths = table.columns.get(
                f"{column.name.removesuffix(PICTURE)}{WIDTHS}", literal("")
            )
            found = select(column, func.coalesce(widths, "")).where(
                column.is_not(None), column != ""
            )
            yield from map(tuple, db.session.execute(found.distinct()))


def is_size_of(name: str, known: Set[str]) -> bool:
    """Tell whether a file is another size of a picture that is known.

    >>> is_size_of("asa.480-1.avif", {"asa"}), is_size_of("asa.jpg", {"asa"})
    (True, False)
    """
    picture = pictures.picture_of(name)
    return picture in known and picture != name.rpartition(".")[0]


def few(names: list[str]) -> str:
    """Return the first of some names."""
    return ", ".join(names[:NAMED])
