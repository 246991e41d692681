"""Words and near misses on SQLite: FTS5, its vocabulary and its trigrams."""

from typing import Any

from sqlalchemy import Select, and_, column, or_, select, table

from app.core.db import db
from app.search import rules
from app.search.rules import Asked

MOST_SPELLINGS = 6
MOST_TERMS = 1500
MOST_NEAR = 60
LAST_SIGN = "\U0010ffff"
TRIGRAM = 3

words_index = table("search_words", column("rowid"), column("search_words"))
trigram_index = table(
    "search_trigrams", column("rowid"), column("search_trigrams"), column("rank")
)
terms = table("search_terms", column("term"))


def with_words(words: tuple[str, ...], reach: int) -> Select[Any]:
    """Select the documents that have every word, the last one as a beginning."""
    wanted = " AND ".join([*map(quoted, words[:-1]), f"{quoted(words[-1])}*"])
    return matching(wanted).limit(reach)


def near_misses(asked: Asked, *, thorough: bool) -> Select[Any] | None:
    """Select documents that may be a few strokes away from the search.

    Each word that nobody ever wrote is replaced by those of the vocabulary that are
    close to it and begin alike; if that leads nowhere, names that share many groups of
    three letters are brought for a closer look. The second costs more, and is for a
    `thorough` search alone.
    """
    last = len(asked.searchable) - 1
    groups = []
    for place, word in enumerate(asked.searchable):
        spellings = spellings_of(word, beginning=place == last)
        star = "*" if place == last else ""
        groups.append(" OR ".join(f"{quoted(each)}{star}" for each in spellings))
    if all(groups):
        wanted = matching(" AND ".join(f"({each})" for each in groups)).limit(MOST_NEAR)
        if not thorough or db.session.execute(wanted.limit(1)).first() is not None:
            return wanted
    return sharing_trigrams(asked) if thorough else None


def spellings_of(word: str, *, beginning: bool) -> list[str]:
    """Return the word, if it is known, or known words that are close to it."""
    end = LAST_SIGN if beginning else "\0"
    same = select(terms.c.term).where(
        terms.c.term >= word, terms.c.term < f"{word}{end}"
    )
    if db.session.execute(same.limit(1)).first() is not None:
        return [word]
    if not rules.strokes_forgiven(word):
        return []
    starts = {word[:2], word[1] + word[0], word[0] + word[2], word[1:3]}
    close = select(terms.c.term).where(
        or_(
            *(
                and_(terms.c.term >= start, terms.c.term < f"{start}{LAST_SIGN}")
                for start in sorted(starts)
            )
        )
    )
    known = list(db.session.scalars(close.limit(MOST_TERMS)))
    return rules.nearest(word, known, beginning=beginning)[:MOST_SPELLINGS]


def sharing_trigrams(asked: Asked) -> Select[Any] | None:
    """Select the documents that share most groups of three signs with the search."""
    groups = {
        word[start : start + TRIGRAM]
        for word in asked.searchable
        for start in range(len(word) - TRIGRAM + 1)
    }
    if not groups:
        return None
    wanted = " OR ".join(quoted(group) for group in sorted(groups))
    return (
        select(trigram_index.c.rowid)
        .where(trigram_index.c.search_trigrams.op("MATCH")(wanted))
        .order_by(trigram_index.c.rank)
        .limit(MOST_NEAR)
    )


def matching(wanted: str) -> Select[Any]:
    """Select the documents that an expression of FTS5 matches."""
    return select(words_index.c.rowid).where(
        words_index.c.search_words.op("MATCH")(wanted)
    )


def quoted(word: str) -> str:
    """Return a word so that FTS5 reads nothing into it."""
    return '"{}"'.format(word.replace('"', '""'))
