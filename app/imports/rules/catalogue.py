"""Read what a row says of a movie: its facts, its people, its genres."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.imports.rules import cleaning
from app.imports.rules.columns import Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.matching import Film
from app.imports.rules.problems import Bad, Problem

LONGEST_RATING = 20
LONGEST_GENRE = 80
LONGEST_RUNTIME = 2_000
PEOPLE = {"directors": "director", "writers": "writer", "cast": "cast"}
LISTS = (*PEOPLE, "genres")
FACTS = (
    "runtime_minutes",
    "rating",
    "synopsis",
    "released_on",
    "wide_release",
    "distributor",
)

Facts = dict[str, Any]


@dataclass(frozen=True)
class MovieRow:
    """A row about a movie; `facts` holds what it says, days as ISO text."""

    line: int
    film: Film
    facts: Facts


def rating(value: str) -> str | Bad | None:
    """Return what a film is rated for an audience: "PG-13"."""
    found = cleaning.grade(value)
    if isinstance(found, str) and len(found) > LONGEST_RATING:
        return Bad(f"a rating of at most {LONGEST_RATING} characters")
    return found


def genres(value: str) -> list[str] | Bad:
    """Return the genres of a list."""
    found = cleaning.names(value)
    if any(len(each) > LONGEST_GENRE for each in found):
        return Bad(f"genres of at most {LONGEST_GENRE} characters each")
    return found


class MovieReader:
    """Reads the facts of a file's rows, field by field."""

    def __init__(self, layout: Layout, calendar: Calendar) -> None:
        self.names = layout.names
        self.readers: Mapping[str, tuple[str, Callable[[str], Any]]] = {
            "runtime": ("runtime_minutes", minutes),
            "rating": ("rating", rating),
            "synopsis": ("synopsis", cleaning.words),
            "released_on": ("released_on", calendar.day),
            "wide_release": ("wide_release", wide),
            "distributor": ("distributor", cleaning.name),
            "genres": ("genres", genres),
        } | {role: (role, cleaning.names) for role in PEOPLE}

    def facts(
        self, columns: Mapping[str, Sequence[str]], place: int, line: int
    ) -> Facts | Problem:
        """Return what a row says; what it leaves empty it says nothing of."""
        found: Facts = {}
        for field, (name, read) in self.readers.items():
            if field not in columns:
                continue
            value = read(columns[field][place])
            if isinstance(value, Bad):
                return Problem(
                    line, self.names[field], columns[field][place], value.expected
                )
            if value not in (None, []):
                found[name] = value.isoformat() if name == "released_on" else value
        return found


def minutes(value: str) -> int | Bad | None:
    """Return a running time in minutes."""
    return cleaning.number(value, 1, LONGEST_RUNTIME, "whole minutes")


def wide(value: str) -> bool | Bad | None:
    """Return whether a release is wide; nothing says nothing."""
    if value.strip().casefold() in cleaning.NOTHING:
        return None
    return cleaning.flag(value)


def to_write(facts: Facts, written: Facts | None, present: Facts) -> Facts:
    """Return what an import may write over what is there.

    It fills what is unknown and renews what it wrote itself; what somebody has changed
    since, or wrote before, is theirs. `written` is what the last import wrote, None if
    there was none.

    >>> to_write({"rating": "PG", "distributor": "New"}, {"distributor": "Old"},
    ...          {"rating": None, "distributor": "Old"})
    {'rating': 'PG', 'distributor': 'New'}
    >>> to_write({"distributor": "New"}, {"distributor": "Old"},
    ...          {"distributor": "An editor's"})
    {}
    """
    found: Facts = {}
    for name, value in facts.items():
        now = present.get(name)
        is_ours = written is not None and name in written and written[name] == now
        if value != now and (is_ours or now in (None, [], "")):
            found[name] = value
    return found
