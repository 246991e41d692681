"""How many strokes lie between what was typed and what may be meant."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from app.search.rules.asked import Asked

FIRST_ERROR = 4
SECOND_ERROR = 8
"""From how many letters on a word may be one or two strokes off."""


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
