"""Pure rules of the desk: how a film's people and numbers are written in a form.

One line is one of them: `Asa Lind`, or `Asa Lind as The Lamplighter` for somebody in
the cast, or `imdb tt0000001` for a number at another catalogue.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LONGEST_NAME = 200
LONGEST_GENRE = 80
MOST_LINES = 300
PLAYS = " as "
CATALOGUE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")


class NotALine(ValueError):
    """A line that says nothing; the message is for who wrote it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in the cast, and whom they play if that is known."""

    name: str
    character: str = ""


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """What an editor says of a film; the lists stand in the order of the credits."""

    title: str
    year: int | None = None
    rating: str | None = None
    runtime_minutes: int | None = None
    released_on: date | None = None
    wide_release: bool = False
    distributor: str | None = None
    synopsis: str | None = None
    genres: Sequence[str] = ()
    directors: Sequence[str] = ()
    writers: Sequence[str] = ()
    cast: Sequence[Part] = ()
    identifiers: Sequence[tuple[str, str]] = ()


def names_of(text: str) -> tuple[str, ...]:
    """Read a name a line; one that stands twice counts once. Raises NotALine."""
    return tuple(dict.fromkeys(checked(line, LONGEST_NAME) for line in lines_of(text)))


def genres_of(text: str) -> tuple[str, ...]:
    """Read genres that are parted by commas or lines. Raises NotALine.

    >>> genres_of("Drama, Film noir, Drama")
    ('Drama', 'Film noir')
    """
    lines = lines_of(text.replace(",", "\n"))
    return tuple(dict.fromkeys(checked(line, LONGEST_GENRE) for line in lines))


def cast_of(text: str) -> tuple[Part, ...]:
    """Read a part a line. Raises NotALine.

    >>> cast_of("Asa Lind as The Lamplighter")
    (Part(name='Asa Lind', character='The Lamplighter'),)
    """
    parts = []
    for line in lines_of(text):
        name, _, character = line.partition(PLAYS)
        parts.append(
            Part(checked(name, LONGEST_NAME), checked(character, LONGEST_NAME))
        )
    return tuple(dict.fromkeys(parts))


def identifiers_of(text: str) -> tuple[tuple[str, str], ...]:
    """Read a catalogue and a number a line. Raises NotALine.

    >>> identifiers_of("imdb tt0000001")
    (('imdb', 'tt0000001'),)
    """
    found: dict[str, str] = {}
    for line in lines_of(text):
        catalogue, _, number = line.partition(" ")
        catalogue = catalogue.lower().rstrip(":")
        if not (CATALOGUE.fullmatch(catalogue) and NUMBER.fullmatch(number.strip())):
            raise NotALine(
                f"“{line[:60]}” is no number of a catalogue; one is such as "
                "imdb tt0000001."
            )
        if found.setdefault(catalogue, number.strip()) != number.strip():
            raise NotALine(f"A film has one number at {catalogue}, here are two.")
    return tuple(found.items())


def lines_of(text: str) -> list[str]:
    """Return the lines that say something, blanks drawn together. Raises NotALine."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    said = [line for line in lines if line]
    if len(said) > MOST_LINES:
        raise NotALine(f"At most {MOST_LINES} lines fit here.")
    return said


def checked(name: str, longest: int) -> str:
    """Return a name that is not too long. Raises NotALine."""
    if len(name) > longest:
        raise NotALine(f"“{name[:30]}…” is longer than {longest} characters.")
    return name


def cast_lines(parts: Iterable[Part]) -> str:
    """Write a cast as `cast_of` reads it."""
    return "\n".join(
        f"{part.name}{PLAYS}{part.character}" if part.character else part.name
        for part in parts
    )
