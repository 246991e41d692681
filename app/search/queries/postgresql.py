"""Words and near misses on PostgreSQL: tsvector, and pg_trgm where it may be had."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal_column, select, text
from sqlalchemy.types import UserDefinedType

from app.core.db import db
from app.core.reading import connected
from app.search.models import WORDS, SearchDocument
from app.search.rules import Asked

MOST_NEAR = 60
ALL_ARE_NEAR = False
LIKENESS = "0.45"
HAS_TRIGRAMS = text("SELECT true FROM pg_extension WHERE extname = 'pg_trgm'")
SET_LIKENESS = select(
    func.set_config("pg_trgm.word_similarity_threshold", LIKENESS, True)
)


class TsQuery(UserDefinedType[str]):
    """What a search is to PostgreSQL; its name in SQLAlchemy would load the dialect."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return how a statement names it."""
        return "TSQUERY"


WITH_WORDS = select(SearchDocument.id).where(
    literal_column(WORDS).op("@@")(cast(bindparam("wanted", type_=String), TsQuery()))
)
NEAR = (
    select(SearchDocument.id)
    .where(SearchDocument.name.op("%>")(bindparam("wanted", type_=String)))
    .order_by(
        func.word_similarity(
            bindparam("wanted", type_=String), SearchDocument.name
        ).desc()
    )
    .limit(MOST_NEAR)
)


def place_in(text: Any, part: Any) -> Any:
    """Return where a part stands in a text, or 0."""
    return func.strpos(text, part)


def every_word(words: Sequence[str]) -> str:
    """Return what PostgreSQL is asked: every word, the last one as a beginning."""
    return " & ".join([*map(quoted, words[:-1]), f"{quoted(words[-1])}:*"])


def near_misses(asked: Asked) -> Sequence[int]:
    """Return documents that may be a few strokes away from the search."""
    wanted = spelled_anew(asked, None)
    return [] if wanted is None else db.session.scalars(NEAR, {"wanted": wanted}).all()


def known_now() -> None:
    """Return no words: PostgreSQL has them by itself."""


def spelled_anew(asked: Asked, vocabulary: None) -> str | None:
    """Return what `NEAR` wants, or nothing where nobody knows what is like it."""
    connection = connected()
    if not connection.scalar(HAS_TRIGRAMS):
        return None
    connection.execute(SET_LIKENESS)
    # A year is no part of any name; it is looked at more closely with each.
    return " ".join(Asked.of(asked.phrase.split()).searchable) or None


def may_know(asked: Asked, vocabulary: None) -> bool:
    """Tell whether there may be a name with these words: only the database knows."""
    return bool(asked.searchable)


def quoted(word: str) -> str:
    """Return a word so that PostgreSQL reads nothing into it."""
    return "'{}'".format(word.replace("\\", "\\\\").replace("'", "''"))
