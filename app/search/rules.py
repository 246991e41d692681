"""What a search means and how well a name answers it: pure, the same everywhere.

Worked example: "the lampligter 2012" is folded to the words "the", "lampligter" and
"2012". No name has the second word; "lamplighter" is one stroke away. Of all names
with these three, "The Lamplighter" of 2012 answers best: apart from its year, the
corrected words are its whole title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import combinations, pairwise

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


@dataclass(frozen=True)
class Asked:
    """A search in folded words; the last of them may be half typed."""

    name: str

    @classmethod
    def read(cls, text: str | None) -> "Asked":
        """Read what was typed; nothing that anybody can type is refused."""
        typed = (text or "")[:LONGEST_QUERY].replace("\0", " ")
        # Half a character, as a program may send it, is none that a database knows.
        typed = typed.encode("utf-8", "ignore").decode()
        words = fold(typed).split()[:MOST_WORDS]
        return cls(" ".join(word[:LONGEST_WORD] for word in words))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, in order."""
        return tuple(self.name.split())

    @cached_property
    def bare(self) -> str:
        """The search without the article that it begins with."""
        return ARTICLE.sub("", self.name)

    @cached_property
    def phrase(self) -> str:
        """The search without a year that it ends with, if it has other words."""
        *before, last = self.words or ("",)
        is_year = last.isdecimal() and int(last) in YEARS
        return " ".join(before) if before and is_year else self.name

    @cached_property
    def searchable(self) -> tuple[str, ...]:
        """The words that an index of words can know: each has a letter or a digit."""
        return tuple(
            word
            for word in self.words
            if any(sign.isalnum() or ord(sign) > 127 for sign in word)  # noqa: PLR2004
        )

    @cached_property
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
        return Asked(" ".join(words))


def closeness(asked: Asked, name: str, bare: str) -> Closeness:
    """Say how well a name answers a search whose words it has."""
    if asked.name in (name, bare) or asked.bare == bare:
        return Closeness.WHOLE
    if name.startswith(asked.name) or bare.startswith(asked.bare):
        return Closeness.BEGINNING
    if f" {asked.name}" in name:
        return Closeness.PHRASE
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
    "godfahter" is one stroke from "godfather".
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if most == 1:
        return strokes_of_one(one, other)
    one, other = without_common_ends(one, other)
    # Most words share too few letters to be looked at more closely.
    signs, others = set(one), set(other)
    if len(signs - others) > most or len(others - signs) > most:
        return most + 1
    if not one or not other:
        return len(one) + len(other)
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(
                above[column] + 1,
                line[column - 1] + 1,
                above[column - 1] + (letter != wanted),
            )
            if (
                row > 1
                and column > 1
                and letter == other[column - 2]
                and one[row - 2] == wanted
            ):
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, above = above, line
    return min(above[-1], most + 1)


def strokes_of_one(one: str, other: str) -> int:
    """Return 0 or 1 for words that are the same or one stroke apart, 2 for others."""
    place = 0
    for letter, wanted in zip(one, other, strict=False):
        if letter != wanted:
            break
        place += 1
    one, other = one[place:], other[place:]
    if one == other:
        return 0
    is_one = (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[2:] == other[2:] and one[:2] == other[1::-1])
    )
    return 1 if is_one else 2


def without_common_ends(one: str, other: str) -> tuple[str, str]:
    """Return what is left of two words without the ends that they share."""
    shortest = min(len(one), len(other))
    start = 0
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


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
