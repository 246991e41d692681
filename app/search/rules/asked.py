"""What was typed, read as words, and how well a name answers it."""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from app.core.folding import ARTICLE, fold

LONGEST_QUERY = 200
MOST_WORDS = 12
LONGEST_WORD = 40
YEARS = range(1870, 2200)

ABOUT = ((20, 1), (200, 10), (2000, 100), (20_000, 1000))
"""Below which number it is told in which steps."""

LONGEST_STEP = 10_000


class Closeness(IntEnum):
    """How a name answers a search; less is better."""

    WHOLE = 0
    BEGINNING = 1
    PHRASE = 2
    WORDS = 3
    NEARLY = 4


class Asked(NamedTuple):
    """A search in folded words; the last of them may be half typed.

    `bare` is the search without the article that it begins with, `searchable` are the
    words that an index of words can know: each has a letter or a digit.
    """

    name: str
    bare: str
    words: tuple[str, ...]
    searchable: tuple[str, ...]

    @classmethod
    def read(cls, text: str | None) -> "Asked":
        """Read what was typed; nothing that anybody can type is refused."""
        typed = (text or "")[:LONGEST_QUERY].replace("\0", " ")
        # Half a character, as a program may send it, is none that a database knows.
        typed = typed.encode("utf-8", "ignore").decode()
        return cls.of(
            [word[:LONGEST_WORD] for word in fold(typed).split()[:MOST_WORDS]]
        )

    @classmethod
    def of(cls, words: Iterable[str]) -> "Asked":
        """Return a search for folded words."""
        words = tuple(words)
        name = " ".join(words)
        searchable = tuple(filter(is_searchable, words))
        return cls(name, ARTICLE.sub("", name), words, searchable)

    @property
    def phrase(self) -> str:
        """The search without a year that it ends with, if it has other words."""
        *before, last = self.words or ("",)
        is_year = last.isdecimal() and int(last) in YEARS
        return " ".join(before) if before and is_year else self.name

    @property
    def ends_with_letter(self) -> bool:
        """Whether the last of several words is a letter, by which none is known yet."""
        last = self.words[-1]
        return (
            len(self.words) > 1 and len(last) == 1 and last.isascii() and last.isalpha()
        )

    @property
    def names_year(self) -> bool:
        """Whether a word beside others may be a year."""
        return len(self.words) > 1 and any(map(str.isdigit, self.words))

    def without_year(self, year: int | None) -> "Asked":
        """Return the search without the year, where it names it beside other words."""
        if year is None or not self.names_year or str(year) not in self.words:
            return self
        words = list(self.words)
        # The last one: "2012 2012" asks for the film called 2012.
        del words[len(words) - 1 - words[::-1].index(str(year))]
        return Asked.of(words)


def is_searchable(word: str) -> bool:
    """Tell whether a word has a letter or a digit."""
    return word.isalnum() or any(
        sign.isalnum() or ord(sign) > 127  # noqa: PLR2004
        for sign in word
    )


def closeness(asked: Asked, name: str, bare: str) -> Closeness:
    """Say how well a name answers a search whose words it has."""
    if asked.name in (name, bare) or asked.bare == bare:
        return Closeness.WHOLE
    if name.startswith(asked.name) or bare.startswith(asked.bare):
        return Closeness.BEGINNING
    if f" {asked.name}" in name:
        return Closeness.PHRASE
    # Of what was mistyped this is all that there is to see.
    if asked.words[-1] not in name:
        return Closeness.NEARLY
    known = set(name.split())
    if known.issuperset(asked.words[:-1]) and any(
        word.startswith(asked.words[-1]) for word in known
    ):
        return Closeness.WORDS
    return Closeness.NEARLY


def about(count: int) -> int:
    """Return about how many these are: rarely another number when there is one more.

    >>> about(12), about(187), about(5599)
    (12, 180, 5000)
    """
    steps = (step for below, step in ABOUT if count < below)
    return count - count % next(steps, LONGEST_STEP)
