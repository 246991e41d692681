"""Long lists, cut into parts that a statement takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
"""How many values go into a statement: no database knows a limit as low."""

Thing = TypeVar("Thing")


def parts(things: Sequence[Thing], size: int = AT_ONCE) -> Iterator[Sequence[Thing]]:
    """Yield things in their order, in parts of so many; of none there is no part.

    >>> list(parts("abcde", 2))
    ['ab', 'cd', 'e']
    """
    return (things[start : start + size] for start in range(0, len(things), size))
