"""What the database is asked while somebody types: the best few of each kind.

It puts names in the order in which they are offered, and tells with them what the list
shows. For the first letters an index has that order. A longer beginning is a range of
an index: few names are sorted, and of many the index of three letters is followed until
there are enough. Who may not be seen is passed over on the way.
"""

from functools import partial
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.reading import Lean
from app.search.models import SHORT, Kind, SearchDocument
from app.search.queries import postgresql, sqlite
from app.search.queries.finding import PLACES, is_any_visible, is_of, is_visible

MANY = 64
"""How many names are sorted; of more that begin alike the index is followed."""

IN_REACH = 400
"""How many names that have the words are looked at."""

START: Any = bindparam("start", type_=String)
END: Any = bindparam("end", type_=String)
BARE: Any = bindparam("bare", type_=String)
PHRASE: Any = bindparam("phrase", type_=String)
LIMIT: Any = bindparam("limit", type_=Integer)
Statement = Select[Any] | CompoundSelect[Any]
OTHERS = tuple(kind for kind in Kind if kind is not Kind.MOVIE)
SHOWN = ("kind", "row_id", "name", "bare", "year", "said", "title", "slug")


def shortly(length: int) -> Statement:
    """Read the best of each kind for a beginning of few letters."""
    parts = []
    for kind in Kind:
        parts += [
            as_part(whole(kind)),
            as_part(in_index_order(kind, head(length) == START)),
        ]
    return union_all(*parts)


def at_length() -> Statement:
    """Read the best of each kind of few that begin so, and whether they are not few."""
    parts = []
    for kind in Kind:
        # The index of beginnings knows all that puts them in order.
        first = (
            select(*columns("id", "row_id", "bare", "said"))
            .where(
                is_of(kind, SearchDocument),
                SearchDocument.bare >= START,
                SearchDocument.bare < END,
            )
            .order_by(SearchDocument.bare)
            .limit(literal_column(str(MANY)))
            .subquery()
        )
        ranked = (
            select(first)
            .order_by((first.c.bare == BARE).desc(), *best(first.c))
            .limit(literal_column(str(MANY)))
            .subquery()
        )
        seen = is_visible(kind, ranked.c.row_id)
        few = select(ranked.c.id).where(seen).limit(LIMIT)
        parts.append(listed(few, are_many(kind)))
    return union_all(*parts)


def of_many(kind: Kind) -> Statement:
    """Read the best of a kind for a longer beginning that many have."""
    longest = max(SHORT)
    is_alike = head(longest) == func.substr(START, 1, longest)
    begins = func.substr(SearchDocument.bare, 1, func.length(START)) == START
    best_of_many = in_index_order(kind, is_alike, begins)
    return union_all(as_part(whole(kind)), as_part(best_of_many))


def offered(kind: Kind, *conditions: Any) -> Select[Any]:
    """Select names of a kind that may be seen."""
    return (
        select(*columns(*SHOWN))
        .where(is_of(kind, SearchDocument), *conditions, is_visible(kind))
        .limit(LIMIT)
    )


def whole(kind: Kind, *conditions: Any) -> Select[Any]:
    """Select names that are all that was typed."""
    names = offered(kind, *conditions, SearchDocument.bare == BARE)
    return names.order_by(*best())


def in_index_order(kind: Kind, *conditions: Any) -> Select[Any]:
    """Select names that begin alike, the best first, as an index has them."""
    return offered(kind, *conditions).order_by(*best())


def best(names: Any = SearchDocument) -> tuple[Any, ...]:
    """Return the order in which names are offered, as the indexes have it."""
    return names.said.desc(), func.length(names.bare), names.id


def columns(*names: str) -> list[Any]:
    """Return columns of the documents."""
    return [getattr(SearchDocument, name) for name in names]


def head(length: int) -> Any:
    """Return the first letters of a name, written as in the index."""
    return func.substr(
        SearchDocument.bare, literal_column("1"), literal_column(str(length))
    )


def are_many(kind: Kind) -> Any:
    """Tell whether more names begin so than are worth sorting."""
    other = aliased(SearchDocument)
    return (
        select(literal_column("1"))
        .where(is_of(kind, other), other.bare >= START, other.bare < END)
        .limit(literal_column("1"))
        .offset(literal_column(str(MANY)))
        .exists()
    )


def among(half: Any, ids: Select[Any]) -> Statement:
    """Read the best films, and the best of all others, among documents of some numbers.

    A name that has what was typed in it as it stands comes first. Nothing is kept of a
    document but what puts it in order.
    """
    numbers = ids.subquery()
    (number,) = numbers.columns
    blank: Any = literal_column("' '")
    place = half.place_in(blank.concat(SearchDocument.name), blank.concat(PHRASE))
    found = (
        select(
            *columns("id", "kind", "row_id", "said"),
            (place == literal_column("0")).label("apart"),
            func.length(SearchDocument.name).label("size"),
        )
        .join_from(numbers, SearchDocument, SearchDocument.id == number, isouter=True)
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    known = found.c
    is_film = is_of(Kind.MOVIE, known)
    films = (
        select(known.id)
        .where(is_film)
        .order_by(known.apart, known.said.desc(), known.size, known.row_id)
        .limit(LIMIT)
    )
    kinds: list[Any] = [
        (is_of(kind, known), literal_column(str(PLACES[kind]))) for kind in OTHERS
    ]
    ranked = (
        select(known.id, known.kind, known.row_id)
        .where(not_(is_film))
        .order_by(known.apart, case(*kinds), known.size, known.row_id)
        .limit(literal_column(str(IN_REACH)))
        .subquery()
    )
    # Who may not be seen is passed over in this order: few are asked for.
    others = select(ranked.c.id).where(is_any_visible(ranked.c)).limit(LIMIT)
    together = union_all(listed(films), listed(others))
    # SQLite reads a statement that begins with WITH as one that may write.
    return select(together.add_cte(found, nest_here=True).subquery())


def listed(ids: Select[Any], *more: Any) -> Select[Any]:
    """Select what lists show of documents, in the order of the ids, and what more."""
    (number,) = ids.subquery().columns
    return select(*columns(*SHOWN), *more).join_from(
        number.table, SearchDocument, SearchDocument.id == number, isouter=True
    )


def as_part(names: Select[Any]) -> Select[Any]:
    """Select names that have an order and a limit of their own beside others."""
    return select(names.subquery())


SHORTLY = {length: Lean(partial(shortly, length)) for length in SHORT}
AT_LENGTH = Lean(at_length)
OF_MANY = {kind: Lean(partial(of_many, kind)) for kind in Kind}
WITH_WORDS = {
    half: Lean(
        partial(among, half, half.WITH_WORDS.limit(literal_column(str(IN_REACH))))
    )
    for half in (sqlite, postgresql)
}
NEAR = {half: Lean(partial(among, half, half.NEAR)) for half in (sqlite, postgresql)}
