"""Find names that may be one: proposed to a person, never merged by a rule."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.imports.rules.cleaning import name_key, plain_letters

BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
ENDINGS = re.compile(
    r"(?:\.(?:com|co\.uk|org|net)|\s+(?:magazine|newspaper|online|website))$"
)
SHORTEST_TYPO = 8
MOST_IN_GROUP = 12
SAME_BUT_BRACKETS = "the same but for what stands in brackets"
SAME_BUT_ARTICLE = "the same but for an article or an ending such as .com"
INITIALS = "one has letters where the other has words that begin with them"
MIDDLE_NAME = "the same first and last name"
TYPO = "one letter apart"


@dataclass(frozen=True, order=True)
class Proposal:
    """Two names that may be one, by their keys in order, and why."""

    one: str
    other: str
    reason: str


def proposals(kind: str, names: Iterable[str]) -> list[Proposal]:
    """Return the pairs of names that may be one, each for its first reason.

    >>> [p.reason for p in proposals("publication", ["NY Herald", "New York Herald"])]
    ['one has letters where the other has words that begin with them']
    >>> [p.reason for p in proposals("publication", ["Post (North)", "Post (South)"])]
    ['the same but for what stands in brackets']
    """
    ways = [(SAME_BUT_BRACKETS, without_brackets), (SAME_BUT_ARTICLE, without_article)]
    ways.append((MIDDLE_NAME, ends_of) if kind == "critic" else (INITIALS, initials_of))
    ways.append((TYPO, with_one_left_out))
    printed = {name_key(name): name for name in names}
    found: dict[tuple[str, str], str] = {}
    for reason, marks_of in ways:
        for keys in groups(printed, marks_of):
            for pair in pairs(keys):
                if is_certain_enough(reason, pair, printed):
                    found.setdefault(pair, reason)
    return sorted(Proposal(*pair, reason) for pair, reason in found.items())


def groups(
    printed: Mapping[str, str], marks_of: Callable[[str], list[str]]
) -> Iterator[list[str]]:
    """Yield the keys that share a mark; so many that it says nothing are left out."""
    first: dict[str, str] = {}
    shared: dict[str, list[str]] = {}
    for key, name in printed.items():
        for mark in set(marks_of(name)):
            known = first.setdefault(mark, key)
            if known != key:
                shared.setdefault(mark, [known]).append(key)
    return (sorted(keys) for keys in shared.values() if len(keys) <= MOST_IN_GROUP)


def pairs(keys: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every two of some keys."""
    for place, one in enumerate(keys):
        for other in keys[place + 1 :]:
            yield one, other


def is_certain_enough(
    reason: str, pair: tuple[str, str], printed: Mapping[str, str]
) -> bool:
    """Tell whether what two names share is more than chance."""
    if reason == TYPO:
        return is_one_letter(*pair)
    if reason == INITIALS:
        one, other = (initials_of(printed[key]) for key in pair)
        return one[0] in other[1:] or other[0] in one[1:]
    return True


def without_brackets(name: str) -> list[str]:
    """Return a name without what stands in brackets behind it."""
    return [name_key(BRACKETS.sub("", name))]


def without_article(name: str) -> list[str]:
    """Return a name without an article before it and an ending behind it."""
    plain = re.sub(r"^(the|a|an)\s+", "", plain_letters(name).strip())
    return [name_key(ENDINGS.sub("", plain))]


def ends_of(name: str) -> list[str]:
    """Return first and last name, where there is one between them or none."""
    words = plain_letters(name).replace(".", " ").split()
    if len(words) < 2 or len(words[0]) < 2 or len(words) > 3:  # noqa: PLR2004  names have two ends
        return []
    return [f"{words[0]} {words[-1]}"]


def initials_of(name: str) -> list[str]:
    """Return a name as it stands, and with each run of words as its initials.

    >>> initials_of("New York Herald")
    ['new york herald', 'ny herald', 'nyh', 'new yh']
    """
    bare = re.sub(r"^the\s+", "", plain_letters(name).replace(".", "").strip())
    words = re.findall(r"\w+", bare)
    if len(words) == 1 and len(bare) > len("abcd"):
        return []
    found = [" ".join(words)]
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            letters = "".join(word[0] for word in words[start:end])
            found.append(" ".join([*words[:start], letters, *words[end:]]))
    return found


def with_one_left_out(name: str) -> list[str]:
    """Return a long key as it is and without each of its letters.

    Two keys that are one letter apart share one of these.
    """
    key = name_key(name)
    if len(key) < SHORTEST_TYPO:
        return []
    return [key, *(key[:place] + key[place + 1 :] for place in range(len(key)))]


def is_one_letter(one: str, other: str) -> bool:
    """Tell whether one letter makes one key the other; a figure is no typo."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    ours = one[start:] if len(one) < len(other) else one[start + 1 :]
    theirs = other[start:] if len(other) < len(one) else other[start + 1 :]
    differing = one[start : start + 1] + other[start : start + 1]
    return ours == theirs and not any(sign.isdigit() for sign in differing)
