"""Remember what became of values that come again and again; never of too many."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from app.imports.rules.problems import Bad

Clean = TypeVar("Clean")
MOST = 50_000


class Memo(dict[str, Clean], Generic[Clean]):
    """What a cleaning function makes of each value, worked out once.

    Names, days, grades and verdicts repeat a thousand times in a file; looking up is
    some twenty times as fast as cleaning.
    """

    def __init__(self, clean: Callable[[str], Clean]) -> None:
        super().__init__()
        self.clean = clean
        self.has_bad = False

    def __missing__(self, value: str) -> Clean:
        found = self[value] = self.clean(value)
        if isinstance(found, Bad):
            self.has_bad = True
        return found

    def all(self, values: Sequence[str]) -> list[Clean]:
        """Return what becomes of a column."""
        if len(self) > MOST:
            self.clear()
            self.has_bad = False
        return list(map(self.__getitem__, values))


class Numbers:
    """A set of whole numbers that takes a bit for each, to ask "was this here?"."""

    def __init__(self) -> None:
        self.bits = bytearray()

    def __contains__(self, number: int) -> bool:
        place, bit = divmod(number, 8)
        return place < len(self.bits) and bool(self.bits[place] >> bit & 1)

    def add(self, number: int) -> None:
        """Put a number in."""
        place, bit = divmod(number, 8)
        if place >= len(self.bits):
            self.bits.extend(bytes(place - len(self.bits) + 4096))
        self.bits[place] |= 1 << bit


def places_of_bad(values: Sequence[object]) -> Iterator[int]:
    """Yield where in a column a value is bad."""
    return (place for place, value in enumerate(values) if isinstance(value, Bad))
