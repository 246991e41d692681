"""Named versions: what an answer depends on, so that it can be asked again.

A version says of what kind it is, of which thing, and where that thing stood when it
was read: movie 12 at 45, the site at 991. Each kind carries the statement that reads
the present number, in SQL that both databases understand, since the page cache asks
without a session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of version; `statement` returns the number, for the key at `?` if any."""

    name: str
    statement: str = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Version:
    """Where a thing stands: its number moves with every change that is shown."""

    kind: Kind
    number: int
    key: int | None = None

    def __str__(self) -> str:
        of = "" if self.key is None else f" {self.key}"
        return f"{self.kind.name}{of} at {self.number}"


KINDS: dict[str, Kind] = {}


def kind(name: str, statement: str) -> Kind:
    """Make a kind known by its name; raises ValueError if there is one already."""
    if name in KINDS:
        raise ValueError(f"there are versions of the kind {name!r} already")
    KINDS[name] = Kind(name, statement)
    return KINDS[name]


def question(versions: Sequence[Version]) -> tuple[str, tuple[int, ...]]:
    """Return one statement that reads all present numbers, and its parameters.

    >>> site = Kind("site", "SELECT number FROM site_version")
    >>> question([Version(site, 7)])
    ('SELECT (SELECT number FROM site_version)', ())
    """
    columns = ", ".join(f"({version.kind.statement})" for version in versions)
    keys = tuple(version.key for version in versions if version.key is not None)
    return f"SELECT {columns}", keys


def still_hold(versions: Sequence[Version], numbers: Sequence[object]) -> bool:
    """Tell whether the numbers that were read now are those of the versions."""
    return [version.number for version in versions] == list(numbers)
