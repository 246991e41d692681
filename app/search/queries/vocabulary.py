"""The words of all names on SQLite, kept by a process to tell what was mistyped.

They are one text, sorted, a word a line: a fifth of a megabyte for 36,000 films. It is
read anew when the index of words has changed, so that it is as new as the index itself.
Where there are very many words none are kept, and those that may be meant are asked for
each time.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    URL,
    Integer,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)

from app.core.reading import Lean, Plain, connected
from app.search.rules import LAST_SIGN, Vocabulary, starts_of

MOST_WORDS = 200_000
"""How many words are kept: ten times as many films have fewer."""

MOST_IN_RANGE = 1500

terms = table("search_terms", column("term"))
segments = table("search_words_data", column("id"), column("block"))


def as_text(words: Any) -> Lean:
    """Return what reads words as one text; nothing where there are none."""
    sign: Any = literal_column("char(10)")
    found = words.limit(bindparam("most", type_=Integer)).subquery()
    return Lean(select(func.group_concat(found.c.term, sign)))


# How many rows FTS5 has, and how they lie: it writes one of them with every change.
STATE = Lean(
    select(segments.c.block).where(
        segments.c.id.in_([literal_column("1"), literal_column("10")])
    )
)
ALL = as_text(select(terms.c.term))
IN_RANGE = as_text(
    select(terms.c.term).where(
        terms.c.term >= bindparam("start"), terms.c.term < bindparam("end")
    )
)


@dataclass(frozen=True)
class Kept:
    """What a process knows of a database whose index of words stood so.

    Without a vocabulary there are too many words.
    """

    database: URL
    state: Plain
    vocabulary: Vocabulary | None


KEPT: list[Kept] = []
"""What was read last, if anything."""


def known_now() -> Vocabulary | None:
    """Return all words that there are, unless they are too many."""
    connection = connected()
    database = connection.engine.url
    state = STATE.read()
    kept = next(iter(KEPT), None)
    if kept is None or (kept.database, kept.state) != (database, state):
        kept = Kept(database, state, whole_vocabulary())
        driver: Any = connection.connection.dbapi_connection
        # What a transaction has written may never come to be.
        if not driver.in_transaction:
            KEPT[:] = [kept]
    return kept.vocabulary


def whole_vocabulary() -> Vocabulary | None:
    """Read all words, if they are not too many."""
    text = ALL.read(most=MOST_WORDS + 1)[0][0] or ""
    return None if text.count("\n") >= MOST_WORDS else Vocabulary.of(text)


def vocabulary_around(word: str) -> Vocabulary:
    """Read the first word that begins with one; if there is none, those like it."""
    for starts, most in (((word,), 1), (starts_of(word), MOST_IN_RANGE)):
        ranges = [
            IN_RANGE.read(start=start, end=start + LAST_SIGN, most=most)[0][0]
            for start in starts
        ]
        if any(ranges):
            return Vocabulary.of("\n".join(filter(None, ranges)))
    return Vocabulary.of("")
