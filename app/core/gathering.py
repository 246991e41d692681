"""Several short lists of unlike rows, read by one statement (see `reading.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Select,
    String,
    cast,
    literal_column,
    null,
    union_all,
)

from app.core.reading import Lean, Plain

KINDS = (Integer, Date, String)
"""The kinds of columns that a gathering carries; what is true or not is a 1 or a 0."""


@dataclass(frozen=True)
class Gathering:
    """Several short lists of unlike rows, read by one statement.

    `places` says for each list in which columns of the common row its own stand. The
    rows come in no order.
    """

    lean: Lean
    places: Sequence[Sequence[int]]

    def read(self, **values: Any) -> Sequence[Sequence[tuple[Any, ...]]]:
        """Return the rows of each list, in the order of the lists."""
        return self.lists(self.lean.read(**values))

    def lists(self, plain: Plain) -> Sequence[Sequence[tuple[Any, ...]]]:
        """Return the rows of each list from rows as the driver gave them."""
        found: list[list[tuple[Any, ...]]] = [[] for _ in self.places]
        for row in self.lean.typed(plain):
            number = row[0]
            found[number].append(tuple([row[place] for place in self.places[number]]))
        return found


def gathering(*lists: Select[*tuple[Any, ...]]) -> Gathering:
    """Put several lists side by side: columns of one kind share their places.

    A list that lacks a place has a NULL of its kind there, which PostgreSQL wants to be
    told.
    """
    own = [[carried(column) for column in each.selected_columns] for each in lists]
    kinds = [[kind_of(column.type) for column in columns] for columns in own]
    common = [
        kind for kind in KINDS for _ in range(max(each.count(kind) for each in kinds))
    ]
    places: list[list[int]] = []
    parts = []
    for number, (listing, columns) in enumerate(zip(lists, own, strict=True)):
        free = list(enumerate(common))
        taken: dict[int, Any] = {}
        places.append([])
        for column, kind in zip(columns, kinds[number], strict=True):
            place = next(pair for pair in free if pair[1] is kind)
            free.remove(place)
            taken[place[0]] = column
            places[-1].append(place[0] + 1)
        filled = [
            taken.get(place, cast(null(), kind)).label(f"c{place}")
            for place, kind in enumerate(common)
        ]
        mark = literal_column(str(number), Integer).label("list")
        parts.append(listing.with_only_columns(mark, *filled))
    return Gathering(Lean(union_all(*parts), packed=True), places)


def carried(column: Any) -> Any:
    """Return a column as it travels."""
    return cast(column, Integer) if isinstance(column.type, Boolean) else column


def kind_of(kind: Any) -> type:
    """Return which of the kinds a column's type is."""
    return next(each for each in KINDS if isinstance(kind, each))
