"""Words and near misses on SQLite: FTS5, its vocabulary and its trigrams."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Integer, bindparam, column, select, table

from app.core.db import db
from app.core.reading import Lean
from app.core.versions import Version
from app.movies.queries import site_version
from app.search import rules
from app.search.rules import Asked

MOST_SPELLINGS = 6
MOST_TERMS = 1500
MOST_NEAR = 60
MOST_STARTS = 48
"""How many beginnings of words a process keeps, some hundred words each."""

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
IN_RANGE = Lean(
    select(terms.c.term)
    .where(terms.c.term >= bindparam("start"), terms.c.term < bindparam("end"))
    .limit(bindparam("most", type_=Integer))
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


def near_misses(asked: Asked) -> Sequence[int]:
    """Return documents that may be a few strokes away from the search.

    If other spellings lead nowhere, names that share many groups of three letters are
    brought for a closer look.
    """
    wanted = spelled_anew(asked)
    if wanted is not None:
        found = db.session.scalars(NEAR, {"wanted": wanted}).all()
        if found:
            return found
    wanted = shared_trigrams(asked)
    return db.session.scalars(SHARING_TRIGRAMS, {"wanted": wanted}).all()


def spelled_anew(asked: Asked) -> str | None:
    """Return what `NEAR` wants, or nothing where a word is like no other.

    Each word that nobody ever wrote is replaced by those of the vocabulary that are
    close to it and begin alike.
    """
    last = len(asked.searchable) - 1
    groups = []
    for place, word in enumerate(asked.searchable):
        spellings = spellings_of(word, beginning=place == last)
        if not spellings:
            return None
        star = "*" if place == last else ""
        groups.append(" OR ".join(f"{quoted(each)}{star}" for each in spellings))
    return " AND ".join(f"({each})" for each in groups)


def spellings_of(word: str, *, beginning: bool) -> list[str]:
    """Return the word, if it is known, or known words that are close to it."""
    end = word + (LAST_SIGN if beginning else "\x01")
    if IN_RANGE.read(start=word, end=end, most=1):
        return [word]
    strokes = rules.strokes_forgiven(word)
    if not strokes:
        return []
    vocabulary = Vocabulary.now()
    known: dict[str, None] = {}
    for start in sorted({word[:2], word[1] + word[0], word[0] + word[2], word[1:3]}):
        known |= dict.fromkeys(beginning_with(start, vocabulary))
    return rules.nearest(word, list(known), beginning=beginning)[:MOST_SPELLINGS]


@dataclass(frozen=True)
class Vocabulary:
    """The words of a database at a moment: another one once the site has changed."""

    database: str
    version: Version

    @classmethod
    def now(cls) -> "Vocabulary":
        """Return the vocabulary as it is."""
        return cls(str(db.session.get_bind().engine.url), site_version())


@lru_cache(maxsize=MOST_STARTS)
def beginning_with(start: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return known words that begin so; who goes on typing asks for them again."""
    rows = IN_RANGE.read(start=start, end=start + LAST_SIGN, most=MOST_TERMS)
    return tuple(term for (term,) in rows)


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
