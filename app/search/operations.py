"""The one verb of search: make the index anew."""

from sqlalchemy import delete, func, insert, select, text

from app.core.db import db
from app.search.models import SearchDocument
from app.search.queries.upkeep import COLUMNS, FULL_TEXT, should_be

HAS_TRIGRAMS = "SELECT true FROM pg_extension WHERE extname = 'pg_trgm'"
MAKE_TRIGRAMS = (
    "CREATE INDEX IF NOT EXISTS ix_search_document_trigrams "
    "ON search_document USING gin (name gin_trgm_ops)"
)


def rebuild() -> int:
    """Write every document anew from the tables; return how many there are."""
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        # What is taken out of a full text table must first stand in it.
        for name in FULL_TEXT:
            db.session.execute(
                text(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608  a name of ours
            )
    db.session.execute(delete(SearchDocument))
    db.session.execute(insert(SearchDocument).from_select(COLUMNS, should_be()))
    if not is_sqlite and db.session.scalar(text(HAS_TRIGRAMS)):
        db.session.execute(text(MAKE_TRIGRAMS))
    return db.session.scalar(select(func.count(SearchDocument.id))) or 0
