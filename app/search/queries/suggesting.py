"""What is offered while somebody types: a few names, found by lean statements.

Nobody waits for a list that comes late, so the database puts the few best of each kind
in order itself (`offers.py`). Only those are looked at more closely; words and near
misses are asked for where beginnings do not fill the list.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.search import rules
from app.search.models import Kind
from app.search.queries import offers
from app.search.queries.finding import (
    KINDS,
    Names,
    engine,
    in_order,
    in_range,
)
from app.search.queries.hits import Hit, Named
from app.search.rules import Asked

SUGGESTIONS = 8
OTHERS = 2


def suggest(text: str | None, limit: int = SUGGESTIONS) -> Sequence[Hit]:
    """Return a few hits while somebody types; the last word may be half there."""
    asked = Asked.read(text)
    if not asked.words:
        return []
    names = beginnings(asked, limit)
    if not names:
        # One of the words may be none at all.
        known = engine().known_now()
        if engine().may_know(asked, known):
            names = with_words(asked, limit)
        names = names or near_misses(asked, limit, known)
    elif len(names) < limit and not asked.ends_with_letter:
        names |= with_words(asked, limit, beside=len(names))
    ranked = in_order(asked, names.values())
    others = sum(each.kind is not Kind.MOVIE for each in ranked)
    # Films may fill the list, but for a place or two that others want.
    films = limit - min(others, OTHERS)
    shown = []
    for each in ranked:
        if each.kind is Kind.MOVIE:
            if not films:
                continue
            films -= 1
        shown.append(Hit.of(each))
    return shown[:limit]


def beginnings(asked: Asked, limit: int) -> Names:
    """Return the best names of each kind that begin with the search."""
    given = {"limit": limit, **in_range(asked)}
    statement = offers.SHORTLY.get(len(asked.bare))
    if statement is not None:
        return found_by(statement.read(**given))
    few = offers.AT_LENGTH.read(**given)
    found = found_by(row[:-1] for row in few)
    for kind in {row[0] for row in few if row[-1]}:
        found |= found_by(offers.OF_MANY[KINDS[kind]].read(**given))
    return found


def with_words(asked: Asked, limit: int, *, beside: int = 0) -> Names:
    """Return the names that have every word of the search, the last as a beginning.

    The database puts them in the order of the list, and those that are there already
    may be `beside`. Where a word may be a year, more of them are looked at.
    """
    if not asked.searchable:
        return {}
    half = engine()
    rows = offers.WITH_WORDS[half].read(
        wanted=half.every_word(asked.searchable),
        phrase=asked.phrase,
        limit=2 * limit if asked.names_year else limit + beside,
    )
    return found_by(rows)


def near_misses(asked: Asked, limit: int, known: Any) -> Names:
    """Return the names that the search is a few strokes away from.

    `known` are the words that there are, where the database does not keep them.
    """
    half = engine()
    wanted = half.spelled_anew(asked, known) if asked.searchable else None
    if wanted is None:
        return {}
    most = limit if half.ALL_ARE_NEAR else half.MOST_NEAR
    rows = offers.NEAR[half].read(wanted=wanted, phrase=asked.phrase, limit=most)
    found = found_by(rows)
    if half.ALL_ARE_NEAR:
        return found
    return {
        key: each
        for key, each in found.items()
        if rules.is_nearly(asked.without_year(each.year), each.name)
    }


def found_by(rows: Iterable[Sequence[Any]]) -> Names:
    """Return names that a statement brought with what a list shows of them."""
    found: Names = {}
    for kind, row_id, *told in rows:
        known = KINDS[kind]
        found[known, row_id] = Named(known, row_id, *told)
    return found
