"""Words and near misses on SQLite: FTS5, its vocabulary and its trigrams."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, column, func, select, table

from app.core.db import db
from app.search.queries.vocabulary import known_now, vocabulary_around
from app.search.rules import Asked, Vocabulary

MOST_NEAR = 60
ALL_ARE_NEAR = True
"""Whether all that `NEAR` finds is a few strokes away, without a closer look."""
TRIGRAM = 3

words_index = table("search_words", column("rowid"), column("search_words"))
trigram_index = table(
    "search_trigrams", column("rowid"), column("search_trigrams"), column("rank")
)

WITH_WORDS = select(words_index.c.rowid).where(
    words_index.c.search_words.op("MATCH")(bindparam("wanted"))
)
NEAR = WITH_WORDS.limit(MOST_NEAR)
SHARING_TRIGRAMS = (
    select(trigram_index.c.rowid)
    .where(trigram_index.c.search_trigrams.op("MATCH")(bindparam("wanted")))
    .order_by(trigram_index.c.rank)
    .limit(MOST_NEAR)
)


def place_in(text: Any, part: Any) -> Any:
    """Return where a part stands in a text, or 0."""
    return func.instr(text, part)


def every_word(words: Sequence[str]) -> str:
    """Return what FTS5 is asked: every word, the last one as a beginning."""
    return " AND ".join([*map(quoted, words[:-1]), f"{quoted(words[-1])}*"])


def near_misses(asked: Asked) -> Sequence[int]:
    """Return documents that may be a few strokes away from the search.

    If other spellings lead nowhere, names that share many groups of three letters are
    brought for a closer look.
    """
    wanted = spelled_anew(asked, known_now())
    if wanted is not None:
        found = db.session.scalars(NEAR, {"wanted": wanted}).all()
        if found:
            return found
    wanted = shared_trigrams(asked)
    return db.session.scalars(SHARING_TRIGRAMS, {"wanted": wanted}).all()


def may_know(asked: Asked, vocabulary: Vocabulary | None) -> bool:
    """Tell whether there may be a name with these words: one without any knows none."""
    last = len(asked.searchable) - 1
    return bool(asked.searchable) and (
        vocabulary is None
        or all(
            vocabulary.knows(word, beginning=place == last)
            for place, word in enumerate(asked.searchable)
        )
    )


def spelled_anew(asked: Asked, vocabulary: Vocabulary | None) -> str | None:
    """Return what `NEAR` wants, or nothing where a word is like no other.

    Each word that nobody ever wrote is replaced by those of the vocabulary that are
    close to it and begin alike.
    """
    last = len(asked.searchable) - 1
    groups = []
    for place, word in enumerate(asked.searchable):
        around = vocabulary or vocabulary_around(word)
        spellings = around.spellings_of(word, beginning=place == last)
        if not spellings:
            return None
        star = ""
        if place == last:
            star = "*"
            spellings = beginnings_among(spellings)
        group = " OR ".join(f"{quoted(each)}{star}" for each in spellings)
        # Beside the name there is its year, which is as typed or not meant.
        is_other_year = spellings != [word] and any(map(str.isdecimal, spellings))
        groups.append(f"name : ({group})" if is_other_year else f"({group})")
    return " AND ".join(groups)


def beginnings_among(words: Sequence[str]) -> Sequence[str]:
    """Return the words that no other one begins: as beginnings these find all."""
    return [
        each
        for each in words
        if not any(each.startswith(other) and each != other for other in words)
    ]


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
