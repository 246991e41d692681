"""Things that rows tell: made once for the same rows, and only when somebody looks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")
MOST_TOLD = 512
"""How many things that rows tell a process keeps: those of a hundred movies or so."""


@dataclass(eq=False)
class Told(Generic[Thing]):
    """What rows tell, made of them only when somebody looks.

    There is one for the same rows as long as it is kept, so that who keeps something by
    it compares no rows: another one was told by others, or long ago.
    """

    make: Callable[..., Thing]
    told_by: tuple[Any, ...] = field(repr=False)

    @cached_property
    def value(self) -> Thing:
        """The thing itself, which nobody may change."""
        return self.make(*self.told_by)

    @cached_property
    def parts(self) -> "dict[str, Told[Any]]":
        """The parts that were asked for."""
        return {}

    def of(self, name: str) -> "Told[Any]":
        """Return one part of the thing, told by the same rows."""
        found = self.parts.get(name)
        if found is None:
            made = Told(lambda: getattr(self.value, name), ())
            found = self.parts.setdefault(name, made)
        return found

    def each(self, *names: str) -> "dict[str, Told[Any]]":
        """Return several parts of the thing by their names."""
        return {name: self.of(name) for name in names}


@lru_cache(maxsize=MOST_TOLD)
def told(make: Callable[..., Thing], *told_by: Any) -> Told[Thing]:
    """Return what a function makes of rows, and of what else it is given.

    The function must ask for nothing else; all that it is given is compared by value.
    """
    return Told(make, told_by)
