"""The table of what can be searched. Triggers keep it; nothing here writes to it.

The full text tables of SQLite and the indexes of trigrams stand in the migration: they
are made of this one and hold nothing of their own.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Index, Model

# Sorted byte by byte on both databases, so that a beginning is a range of the index.
IN_BYTES = Text().with_variant(Text(collation="C"), "postgresql")
WORDS = (
    "array_to_tsvector(string_to_array("
    "rtrim(name || ' ' || coalesce(year::text, '')), ' '))"
)
SHORT = (1, 2, 3)
"""How many letters of a name's beginning have an index of their own."""

OFFERED = ("said DESC", "length(bare)", "id")
"""In which order names that begin alike are offered."""

# SQLite's own; each that holds something keeps it in tables named after it.
VIRTUAL_TABLES = ("search_words", "search_trigrams", "search_terms")


def is_virtual(table: str | None) -> bool:
    """Tell whether a table belongs to SQLite's full text search."""
    return table in VIRTUAL_TABLES or (table or "").startswith(
        tuple(f"{name}_" for name in VIRTUAL_TABLES)
    )


class Kind(StrEnum):
    """What can be found."""

    MOVIE = "movie"
    PERSON = "person"
    CRITIC = "critic"
    PUBLICATION = "publication"


class SearchDocument(Model):
    """A name as it is searched: folded, and once more without its article.

    `title` and `slug` are what lists show of it, and where its page is. `said` is about
    how much was said of a film (`rules.about`), so that most posts leave it as it is.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "row_id"),
        Index("ix_search_document_bare", "kind", "bare", "row_id", "said"),
        Index("ix_search_document_words", text(WORDS), postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
        *(
            Index(
                f"ix_search_document_head_{length}",
                "kind",
                *map(text, (f"substr(bare, 1, {length})", *OFFERED)),
            )
            for length in SHORT
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(12))
    row_id: Mapped[int]
    name: Mapped[str] = mapped_column(IN_BYTES)
    bare: Mapped[str] = mapped_column(IN_BYTES)
    year: Mapped[int | None]
    said: Mapped[int] = mapped_column(default=0, server_default="0")
    title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    slug: Mapped[str] = mapped_column(String(120), default="", server_default="")
