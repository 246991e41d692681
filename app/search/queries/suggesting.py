"""What is offered while somebody types: a few names, found by lean statements.

Nobody waits for a list that comes late, so the database puts the few best of each kind
in order itself, and tells with them what the list shows. Only those are looked at more
closely; words and near misses are asked for where beginnings do not fill the list.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from app.core.reading import Lean
from app.movies.models import Movie
from app.search import rules
from app.search.models import Kind, SearchDocument
from app.search.queries import postgresql, sqlite
from app.search.queries.finding import (
    KINDS,
    Candidate,
    candidates,
    engine,
    every_word,
    in_order,
    in_range,
    is_visible,
    weight_of,
)
from app.search.queries.hits import TABLES, Hit, Key, hit
from app.search.rules import Asked

SUGGESTIONS = 8
OTHERS = 2
IN_REACH = 400
READ = 100
LOOKED_AT = 24
"""How many of a kind are read to see which of them may be shown."""

Named = dict[Key, tuple[Candidate, Hit]]


def suggest(text: str | None, limit: int = SUGGESTIONS) -> Sequence[Hit]:
    """Return a few hits while somebody types; the last word may be half there."""
    asked = Asked.read(text)
    if not asked.words:
        return []
    names = beginnings(asked, limit)
    if len(names) < limit:
        names |= with_words(asked)
    if not names:
        names = near_misses(asked)
    ranked = in_order(asked, [each for each, _ in names.values()])
    films = [each.key for each in ranked if each.kind is Kind.MOVIE]
    others = [each.key for each in ranked if each.kind is not Kind.MOVIE]
    # Films may fill the list, but for a place or two that others want.
    left_out = set(films[limit - min(len(others), OTHERS) :])
    shown = [each.key for each in ranked if each.key not in left_out][:limit]
    return [names[key][1] for key in shown]


def beginnings(asked: Asked, limit: int) -> Named:
    """Return the best names of each kind that begin with the search."""
    return read(
        BEGINNINGS, limit=limit, looked_at=max(limit, LOOKED_AT), **in_range(asked)
    )


def with_words(asked: Asked) -> Named:
    """Return the names that have every word of the search, the last as a beginning."""
    if not asked.searchable:
        return {}
    words = every_word(asked)
    return read(WITH_WORDS[engine()], reach=IN_REACH, most=READ, **words)


def near_misses(asked: Asked) -> Named:
    """Return the names that the search is a few strokes away from."""
    half = engine()
    wanted = half.spelled_anew(asked) if asked.searchable else None
    if wanted is None:
        return {}
    found = read(NEAR[half], bare=asked.bare, wanted=wanted, most=READ)
    return {
        key: (each, shown)
        for key, (each, shown) in found.items()
        if rules.is_nearly(asked.without_year(each.year), each.name)
    }


def read(statement: Lean, **values: Any) -> Named:
    """Run a statement that brings names with what a list shows of them."""
    found: Named = {}
    for kind, row_id, name, bare, year, weight, title, slug in statement.read(**values):
        each = Candidate(KINDS[kind], row_id, name, bare, year, weight)
        found[each.key] = each, hit(each.kind, row_id, title, slug, year)
    return found


def best_beginnings(kind: Kind) -> Select[Any]:
    """Select the best names of a kind that begin with the search.

    What a name weighs and how long it is decides among those in reach before anything
    else is read of them.
    """
    table = TABLES[kind]
    found = (
        select(
            SearchDocument.id.label("id"),
            SearchDocument.row_id.label("row_id"),
            SearchDocument.bare.label("bare"),
        )
        .where(
            SearchDocument.kind == literal_column(f"'{kind}'"),
            SearchDocument.bare >= bindparam("start"),
            SearchDocument.bare < bindparam("end"),
        )
        .order_by(SearchDocument.bare)
        .limit(literal_column(str(IN_REACH)))
        .subquery(f"{kind}_found")
    )
    weight = weight_of(found.c.row_id) if kind is Kind.MOVIE else literal_column("0")
    best = (
        select(found.c.id, weight.label("weight"))
        .order_by(
            (found.c.bare == bindparam("bare")).desc(),
            literal_column("weight").desc(),
            func.length(found.c.bare),
            found.c.id,
        )
        .limit(bindparam("limit" if kind is Kind.MOVIE else "looked_at", type_=Integer))
        .subquery(f"{kind}_best")
    )
    shown = (
        select(
            literal_column(f"'{kind}'").label("kind"),
            SearchDocument.row_id,
            SearchDocument.name,
            SearchDocument.bare,
            SearchDocument.year,
            best.c.weight,
            title_of(table).label("title"),
            table.slug,
        )
        .select_from(best)
        .join(SearchDocument, SearchDocument.id == best.c.id)
        .join(table, table.id == SearchDocument.row_id)
        .where(is_visible(kind))
        .order_by(
            (SearchDocument.bare == bindparam("bare")).desc(),
            best.c.weight.desc(),
            func.length(SearchDocument.name),
            SearchDocument.id,
        )
        .limit(bindparam("limit", type_=Integer))
        .subquery(f"{kind}_shown")
    )
    return select(*shown.c)


def title_of(table: Any) -> Any:
    """Return the column that says what something is called."""
    return Movie.title if table is Movie else table.name


def told(ids: Any) -> Lean:
    """Select documents of some numbers together with what a list shows of them."""
    found = candidates(ids).subquery("found")
    statement = select(
        *found.c,
        func.coalesce(*map(title_of, TABLES.values())),
        func.coalesce(*(table.slug for table in TABLES.values())),
    ).select_from(found)
    for kind, table in TABLES.items():
        statement = statement.outerjoin(
            table,
            (found.c.kind == literal_column(f"'{kind}'"))
            & (table.id == found.c.row_id),
        )
    return Lean(statement)


BEGINNINGS = Lean(union_all(*map(best_beginnings, Kind)))
WITH_WORDS = {
    half: told(half.WITH_WORDS.limit(bindparam("reach", type_=Integer)))
    for half in (sqlite, postgresql)
}
NEAR = {half: told(half.NEAR) for half in (sqlite, postgresql)}
