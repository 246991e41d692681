"""The verbs of search: make the index anew, and put it in order."""

from sqlalchemy import delete, func, insert, select, text

from app.core.db import db, is_sqlite
from app.search.models import SearchDocument
from app.search.queries.upkeep import COLUMNS, FULL_TEXT, should_be

HAS_TRIGRAMS = "SELECT true FROM pg_extension WHERE extname = 'pg_trgm'"
CHANGES = text("SELECT total_changes()")
MAKE_TRIGRAMS = (
    "CREATE INDEX IF NOT EXISTS ix_search_document_trigrams "
    "ON search_document USING gin (name gin_trgm_ops)"
)


def merge_segments(name: str, pages: int) -> bool:
    """Merge some pages of a full text table of SQLite; tell whether there were any.

    FTS5 leaves what is written in segments, and a word is sought in each of them: two
    words take half the time in one. A negative number begins to merge all that is in
    pieces, the others go on.
    """
    before = db.session.scalar(CHANGES) or 0
    db.session.execute(
        text(f"INSERT INTO {name} ({name}, rank) VALUES ('merge', :pages)"),  # noqa: S608  a name of ours
        {"pages": pages},
    )
    # To write the command itself is one change.
    return (db.session.scalar(CHANGES) or 0) - before > 1


def rebuild() -> int:
    """Write every document anew from the tables; return how many there are."""
    if is_sqlite():
        # What is taken out of a full text table must first stand in it.
        for name in FULL_TEXT:
            db.session.execute(
                text(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608  a name of ours
            )
    db.session.execute(delete(SearchDocument))
    db.session.execute(insert(SearchDocument).from_select(COLUMNS, should_be()))
    if not is_sqlite() and db.session.scalar(text(HAS_TRIGRAMS)):
        db.session.execute(text(MAKE_TRIGRAMS))
    return db.session.scalar(select(func.count(SearchDocument.id))) or 0
