"""Words and near misses on SQLite: FTS5, its vocabulary and its trigrams."""

from collections.abc import Sequence

from sqlalchemy import bindparam, column, select, table, text

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


WITH_WORDS = select(words_index.c.rowid).where(
    words_index.c.search_words.op("MATCH")(bindparam("wanted"))
)
NEAR = WITH_WORDS.limit(MOST_NEAR)
IS_KNOWN = (
    select(terms.c.term)
    .where(terms.c.term >= bindparam("start"), terms.c.term < bindparam("end"))
    .limit(1)
)
SHARING_TRIGRAMS = (
    select(trigram_index.c.rowid)
    .where(trigram_index.c.search_trigrams.op("MATCH")(bindparam("wanted")))
    .order_by(trigram_index.c.rank)
    .limit(MOST_NEAR)
)


def every_word(words: Sequence[str]) -> str:
    """Return what FTS5 is asked: every word, the last one as a beginning."""
    return " AND ".join([*map(quoted, words[:-1]), f"{quoted(words[-1])}*"])


def near_misses(asked: Asked, *, thorough: bool) -> Sequence[int]:
    """Return documents that may be a few strokes away from the search.

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
        if not spellings:
            break
    found: Sequence[int] = []
    if all(groups):
        wanted = " AND ".join(f"({each})" for each in groups)
        found = db.session.scalars(NEAR, {"wanted": wanted}).all()
    if found or not thorough:
        return found
    wanted = shared_trigrams(asked)
    return db.session.scalars(SHARING_TRIGRAMS, {"wanted": wanted}).all()


def spellings_of(word: str, *, beginning: bool) -> list[str]:
    """Return the word, if it is known, or known words that are close to it."""
    end = word + (LAST_SIGN if beginning else "\x01")
    if db.session.execute(IS_KNOWN, {"start": word, "end": end}).first() is not None:
        return [word]
    strokes = rules.strokes_forgiven(word)
    if not strokes:
        return []
    # The vocabulary knows ranges, but would read itself whole for two in one condition.
    starts = sorted({word[:2], word[1] + word[0], word[0] + word[2], word[1:3]})
    ranges = " UNION ".join(
        f"SELECT term FROM search_terms WHERE term >= :start_{place} "  # noqa: S608  no word of the reader's
        f"AND term < :end_{place} AND length(term) >= :least"
        for place in range(len(starts))
    )
    values: dict[str, object] = {"least": len(word) - strokes}
    for place, start in enumerate(starts):
        values |= {f"start_{place}": start, f"end_{place}": start + LAST_SIGN}
    known = db.session.scalars(text(f"{ranges} LIMIT {MOST_TERMS}"), values)
    return rules.nearest(word, known.all(), beginning=beginning)[:MOST_SPELLINGS]


def shared_trigrams(asked: Asked) -> str:
    """Return what FTS5 is asked: any group of three signs of the search."""
    groups = {
        word[start : start + TRIGRAM]
        for word in asked.searchable
        for start in range(max(1, len(word) - TRIGRAM + 1))
    }
    return " OR ".join(map(quoted, sorted(groups)))


def quoted(word: str) -> str:
    """Return a word so that FTS5 reads nothing into it."""
    return '"{}"'.format(word.replace('"', '""'))
