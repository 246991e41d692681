"""Remember what became of values that come again and again; never of too many."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from app.imports.rules.problems import Bad

Clean = TypeVar("Clean")
MOST = 50_000
PART = 48
PART_BITS = 0xFFFF


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

    def update(self, numbers: Iterable[int]) -> None:
        """Put numbers in; many that follow each other go in at once."""
        if not isinstance(numbers, range) or numbers.step != 1 or not numbers:
            for number in numbers:
                self.add(number)
            return
        first, last = numbers[0] // 8 + 1, numbers[-1] // 8
        self.add(numbers[-1])
        if first < last:
            self.bits[first:last] = b"\xff" * (last - first)
        for number in (
            *numbers[: 8 - numbers[0] % 8],
            *numbers[-(numbers[-1] % 8 + 1) :],
        ):
            self.add(number)


def places_of_bad(values: Sequence[object]) -> Iterator[int]:
    """Yield where in a column a value is bad."""
    return (place for place, value in enumerate(values) if isinstance(value, Bad))


class Owners:
    """Which reviews may have a key of 64 bits; six bytes for each place there is.

    One part of a key says where to look, another stands there. So now and then a
    review is named that has another key: who asks looks at what it names.

    >>> owners = Owners(16)
    >>> owners.add([1, 2], [7, 7])
    >>> owners.of([7, None, 8])
    [1, 2]
    """

    def __init__(self, places: int) -> None:
        self.last = places - 1
        self.parts = array("H", bytes(2 * places))
        self.reviews = array("I", bytes(4 * places))
        self.count = 0

    @property
    def is_full(self) -> bool:
        """Tell whether another batch would make it slow."""
        return self.count * 5 > self.last * 3

    def add(self, owners: Iterable[int], keys: Sequence[int | None]) -> None:
        """Note which review has which key; None is no key."""
        last, reviews, parts = self.last, self.reviews, self.parts
        for review_id, key in zip(owners, keys, strict=True):
            if key is not None:
                place = key & last
                while reviews[place]:
                    place = (place + 1) & last
                reviews[place] = review_id
                parts[place] = (key >> PART) & PART_BITS
        self.count += len(keys) - keys.count(None)

    def of(self, keys: Iterable[int | None]) -> list[int]:
        """Return the reviews that may have one of the keys."""
        last, reviews, parts = self.last, self.reviews, self.parts
        found: list[int] = []
        for key in keys:
            if key is None:
                continue
            place = key & last
            if not reviews[place]:
                continue
            part = (key >> PART) & PART_BITS
            while review_id := reviews[place]:
                if parts[place] == part:
                    found.append(review_id)
                place = (place + 1) & last
        return found
