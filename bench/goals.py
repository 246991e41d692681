"""The figures, and how far each is to get: the floor that must hold and the aim."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What is measured; `less` says that a smaller number is better."""

    key: str
    what: str
    floor: float
    aim: float
    less: bool = False
    unit: str = ""

    def holds(self, value: float) -> bool:
        """Tell whether the floor holds."""
        return value <= self.floor if self.less else value >= self.floor

    def reaches(self, value: float) -> bool:
        """Tell whether the aim is reached."""
        return value <= self.aim if self.less else value >= self.aim

    def verdict(self, value: float) -> str:
        """Say in a word how far it got."""
        if self.reaches(value):
            return "aim"
        return "floor" if self.holds(value) else "MISSED"


ALL = (
    Goal("P1", "movie page from the page cache : hello", 2.0, 4.0),
    Goal("P2", "its 304 : hello", 2.5, 5.0),
    Goal("P3", "movie page, page cache missed : hello", 0.09, 0.15),
    Goal("P4", "filter fragment, nothing cached : uncached page", 1.5, 2.0),
    Goal("P5 frame", "embed frame from the cache : hello", 2.0, 4.0),
    Goal("P5 oEmbed", "oEmbed answer from the cache : hello", 2.0, 4.0),
    Goal("P6", "audience post : a post to Isso", 1.0, 1.5),
    Goal("P7 failed", "8 clients post to 2 processes: failed", 0, 0, less=True),
    Goal("P7 spread", "the same: p99 : p50", 20, 5, less=True),
    Goal("P8 busy", "busy film, largest : smallest catalogue", 1.25, 1.05, less=True),
    Goal("P8 random", "random films, the same", 1.25, 1.05, less=True),
    Goal("P8 deep", "deep page of a list, the same", 1.25, 1.05, less=True),
    Goal("P9 page", "SQL statements, page not cached", 10, 6, less=True),
    Goal("P9 fragment", "SQL statements, fragment not cached", 2, 2, less=True),
    Goal("P9 cached", "SQL statements, page cached", 1, 1, less=True),
    Goal("P9 frame", "SQL statements, frame not cached", 3, 2, less=True),
    Goal("P10 size", "first view without pictures", 60, 40, less=True, unit="KB"),
    Goal("P10 requests", "requests before the pictures", 12, 8, less=True),
    Goal("P11", "memory of a worker : bare Flask worker", 2.5, 1.8, less=True),
    Goal("P12", "import of critic reviews : .import", 1 / 8, 1 / 3),
    Goal("P13", "search as you type, p99 : uncached page", 1.0, 0.5, less=True),
)
BY_KEY: Mapping[str, Goal] = {goal.key: goal for goal in ALL}


@dataclass(frozen=True)
class Figure:
    """What came out for a goal; `by_processor` is the second witness."""

    key: str
    value: float
    by_processor: float | None = None
    reference: str = ""
    note: str = ""

    @property
    def goal(self) -> Goal:
        """What was to be reached."""
        return BY_KEY[self.key]
