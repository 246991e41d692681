"""Words and near misses on PostgreSQL: tsvector, and pg_trgm where it may be had."""

from typing import Any

from sqlalchemy import Select, String, cast, func, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from app.core.db import db
from app.search.models import WORDS, SearchDocument
from app.search.rules import Asked

MOST_NEAR = 60
LIKENESS = "0.45"


def with_words(words: tuple[str, ...], reach: int) -> Select[Any]:
    """Select the documents that have every word, the last one as a beginning."""
    wanted = " & ".join([*map(quoted, words[:-1]), f"{quoted(words[-1])}:*"])
    return (
        select(SearchDocument.id)
        .where(literal_column(WORDS).op("@@")(cast(literal(wanted, String), TSQUERY)))
        .limit(reach)
    )


def near_misses(asked: Asked, *, thorough: bool) -> Select[Any] | None:
    """Select documents that may be a few strokes away from the search."""
    if not db.session.scalar(
        text("SELECT true FROM pg_extension WHERE extname = 'pg_trgm'")
    ):
        return None
    db.session.execute(
        select(func.set_config("pg_trgm.word_similarity_threshold", LIKENESS, True))
    )
    wanted = literal(" ".join(asked.searchable), String)
    return (
        select(SearchDocument.id)
        .where(SearchDocument.name.op("%>")(wanted))
        .order_by(func.word_similarity(wanted, SearchDocument.name).desc())
        .limit(MOST_NEAR)
    )


def quoted(word: str) -> str:
    """Return a word so that PostgreSQL reads nothing into it."""
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))
