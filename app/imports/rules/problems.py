"""What can be wrong with a file or a row, and what becomes of each row."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_SHOWN = 80


class FileRefused(ValueError):
    """A file that cannot be read at all; the message says where and why."""


class Outcome(StrEnum):
    """What becomes of a row; the words of the preview and of the report."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    WAITING = "waiting"


class Place(int):
    """Which row of a file it is, where several rows begin on one line; and that line.

    >>> print(Place(3, 1))
    1 (row 3)
    """

    line: int

    def __new__(cls, row: int, line: int = 0) -> "Place":
        """Number a row."""
        place = super().__new__(cls, row)
        place.line = line
        return place

    def __str__(self) -> str:
        return f"{self.line} (row {int(self)})"


def placed(line: int) -> tuple[int, int | None]:
    """Return the line of a row, and its number where several stand on that line.

    >>> placed(7), placed(Place(3, 1))
    ((7, None), (1, 3))
    """
    return (line.line, int(line)) if isinstance(line, Place) else (line, None)


@dataclass(frozen=True, slots=True)
class Bad:
    """A value that will not do, by what was expected in its place."""

    expected: str


@dataclass(frozen=True, slots=True)
class LeftOut(Bad):
    """A value that will not do and is left out; its row comes in without it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: line, column, value and what was expected.

    A row that `waits` has the reason in the place of what was expected.
    """

    line: int
    column: str
    value: str
    expected: str
    waits: bool = False

    def __str__(self) -> str:
        """Say it in one line, as a shell shows it."""
        where = f"line {self.line}"
        if self.column:
            where += f", {self.column}"
        value = f" {shortened(self.value)!r}:" if self.value else ""
        return (
            f"{where}:{value} {'waits,' if self.waits else 'expected'} {self.expected}"
        )


def shortened(text: str) -> str:
    """Return a value short enough to be shown, whole where it can be."""
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[: LONGEST_SHOWN - 1]}…"
