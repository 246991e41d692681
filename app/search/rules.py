"""What a search means and how well a name answers it: pure, the same everywhere.

Worked example: "the lampligter 2012" is folded to the words "the", "lampligter" and
"2012". No name has the second word; "lamplighter" is one stroke away. Of all names
with these three, "The Lamplighter" of 2012 answers best: apart from its year, the
corrected words are its whole title.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import combinations, pairwise
from typing import NamedTuple

from app.core.folding import ARTICLE, fold

LONGEST_QUERY = 200
MOST_WORDS = 12
LONGEST_WORD = 40
YEARS = range(1870, 2200)
FIRST_ERROR = 4
SECOND_ERROR = 8
"""From how many letters on a word may be one or two strokes off."""


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


def strokes_forgiven(word: str) -> int:
    """Return how many letters of a word may be wrong: none of a short one."""
    if len(word) < FIRST_ERROR:
        return 0
    return 1 if len(word) < SECOND_ERROR else 2


def strokes_between(one: str, other: str, most: int) -> int:
    """Return how many strokes make one word of another, or `most` + 1 if more do.

    A stroke puts a letter in, leaves one out, takes a wrong one, or turns two round:
    "godfahter" is one stroke from "godfather". Where the words part, it is one of
    these four, and the rest has one stroke less.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    place = 0
    for letter, wanted in zip(one, other, strict=False):
        if letter != wanted:
            break
        place += 1
    one, other = one[place:], other[place:]
    if one == other:
        return 0
    left_out, put_in = one[1:], other[1:]
    is_turned = one[:2] == other[1::-1]
    if most <= 1:
        is_one = (
            left_out in (put_in, other)
            or one == put_in
            or (is_turned and one[2:] == other[2:])
        )
        return 1 if most and is_one else most + 1
    # Most words share too few letters to be looked at more closely.
    letters, others = set(one), set(other)
    if len(letters - others) > most or len(others - letters) > most:
        return most + 1
    rest = most - 1
    fewest = min(
        strokes_between(left_out, put_in, rest),
        strokes_between(left_out, other, rest),
        strokes_between(one, put_in, rest),
    )
    if is_turned:
        fewest = min(fewest, strokes_between(one[2:], other[2:], rest))
    return 1 + fewest


def nearest(word: str, known: Sequence[str], *, beginning: bool) -> list[str]:
    """Return the known words that a mistyped one may mean, the nearest first.

    With `beginning` the word may be half typed, and is held against the first letters
    of each known word.
    """
    most = strokes_forgiven(word)
    length = len(word)
    least, longest = length - most, length + most
    # Many words begin alike, and are held against it once.
    strokes: dict[str, int] = {}
    near = []
    for each in known:
        size = len(each)
        if size < least:
            continue
        fewest = most + 1
        if size <= longest:
            fewest = strokes_between(word, each, most)
        if beginning and size > length and fewest > most:
            head = each[:length]
            if head not in strokes:
                strokes[head] = strokes_between(word, head, most)
            fewest = strokes[head]
        if fewest <= most:
            near.append((fewest, abs(size - length), each))
    return [each for _, _, each in sorted(near)]


def pieces(word: str, most: int) -> set[tuple[int, str]]:
    """Return parts of which every word within so many strokes has at least one.

    With each stands its place, from which strokes move it by as much at most. Of
    `most` + 1 parts each stroke spoils one; only letters that are turned round where
    two of them meet spoil both. So there are also the parts of the word with these
    letters turned, one fewer for each turn, since it is one of the strokes.
    """
    ends = [len(word) * part // (most + 1) for part in range(1, most + 1)]
    found: set[tuple[int, str]] = set()
    for count in range(most + 1):
        for turned in combinations(ends, count):
            letters = list(word)
            for end in turned:
                letters[end - 1], letters[end] = letters[end], letters[end - 1]
            cuts = [0, *(end for end in ends if end not in turned), len(word)]
            found.update(
                (low, "".join(letters[low:high])) for low, high in pairwise(cuts)
            )
    return found


def is_nearly(asked: Asked, name: str) -> bool:
    """Tell whether a name has every word of a search, give or take a few strokes.

    A search without blanks may also stand inside a name, as in scripts that do not
    part their words.
    """
    known = name.split()
    if asked.name in name:
        return True
    last = len(asked.words) - 1
    return all(
        word in known or bool(nearest(word, known, beginning=place == last))
        for place, word in enumerate(asked.words)
    )
