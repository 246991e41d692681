"""The words of all names on SQLite, kept by a process to tell what was mistyped.

They are one text, sorted, a word a line: a fifth of a megabyte for 36,000 films. It is
read anew when the index of words has changed, so that it is as new as the index itself.
Where there are very many words none are kept, and those that may be meant are asked for
each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
from app.search import rules

MOST_WORDS = 200_000
"""How many words are kept: ten times as many films have fewer."""

MOST_IN_RANGE = 1500
MOST_RANGES = 1000
"""Of how many beginnings it is kept where in the text they stand."""

MOST_MEANT = 1000
"""Of how many mistyped words it is kept what they may mean."""

MOST_SPELLINGS = 6

LAST_SIGN = "\U0010ffff"
LINE = b"\n"

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
class Vocabulary:
    """Known words, sorted, each between two ends of lines."""

    text: bytes
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    meant: dict[tuple[str, bool], Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Vocabulary":
        """Return the vocabulary of a text, a word a line."""
        return cls(LINE + text.encode() + LINE)

    def spellings_of(self, word: str, *, beginning: bool) -> Sequence[str]:
        """Return the word, if it is known, or the known words that are closest to it.

        Whoever types on asks the same of the words that are there already.
        """
        asked = word, beginning
        found = self.meant.get(asked)
        if found is None:
            found = self.closest_to(word, beginning=beginning)
            if len(self.meant) < MOST_MEANT:
                self.meant[asked] = found
        return found

    def closest_to(self, word: str, *, beginning: bool) -> Sequence[str]:
        """Return what `spellings_of` does, found anew."""
        if self.knows(word, beginning=beginning):
            return [word]
        strokes = rules.strokes_forgiven(word)
        if not strokes:
            return []
        known: dict[str, None] = {}
        for start in starts_of(word):
            known |= dict.fromkeys(self.alike(word, strokes, start))
        return rules.nearest(word, list(known), beginning=beginning)[:MOST_SPELLINGS]

    def knows(self, word: str, *, beginning: bool) -> bool:
        """Tell whether there is a word, or one that begins so."""
        sought = LINE + word.encode()
        place = self.place_of(word)
        return self.text.startswith(sought if beginning else sought + LINE, place)

    def alike(self, word: str, most: int, start: str) -> Iterator[str]:
        """Return words that begin so and may be as few strokes away from another.

        A beginning that both share is left aside. Of a word that is much longer only as
        many letters count: what moves a part of them takes a stroke there and one back.
        """
        shared = len(start) if word.startswith(start) else 0
        low, high = self.range_of(start)
        text, reach = self.text, most if word.isascii() else len(word) * 4
        longest, reach_of_longer = len(word) + most, most // 2
        for place, piece in rules.pieces(word[shared:], most):
            sought = piece.encode()
            found = text.find(sought, low, high)
            while found >= 0:
                begin = text.rfind(LINE, 0, found) + 1
                moved = abs(found - begin - shared - place)
                further = found + 1
                if moved <= reach:
                    end = text.find(LINE, found)
                    known = text[begin:end]
                    if (
                        moved <= reach_of_longer
                        or len(known) <= longest
                        or not (word.isascii() and known.isascii())
                    ):
                        yield known.decode()
                        further = end
                found = text.find(sought, further, high)

    def range_of(self, start: str) -> tuple[int, int]:
        """Return where words stand that begin so; who types on asks once more."""
        known = self.ranges.get(start)
        if known is None:
            high = self.place_of(start + LAST_SIGN) + 1
            known = self.place_of(start), high
            if len(self.ranges) < MOST_RANGES:
                self.ranges[start] = known
        return known

    def place_of(self, start: str) -> int:
        """Return the end of the line before the first word that is not below this."""
        sought, text = start.encode(), self.text
        low, high = 0, len(text) - 1
        while low < high:
            begin = text.rfind(LINE, 0, (low + high) // 2 + 1)
            end = text.find(LINE, begin + 1)
            if text[begin + 1 : end] < sought:
                low = end
            else:
                high = begin
        return low


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


def starts_of(word: str) -> list[str]:
    """Return how words may begin that one is meant for: one stroke off at most."""
    return sorted({word[:2], word[1:2] + word[:1], word[:1] + word[2:3], word[1:3]})
