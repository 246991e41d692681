"""How something is found: beginnings, then words, then what was nearly meant.

Beginnings are a range of an index, words and near misses the business of the database
in use (`sqlite.py`, `postgresql.py`). Each of the three brings a bounded number of
names; the order among them is that of `rules.closeness`, then of how much was written
about a movie.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from app.core.db import db
from app.core.pagination import Page
from app.core.reading import connected
from app.critics.models import CriticReview
from app.critics.rules import Standing
from app.movies.models import Credit
from app.scores.models import Tally
from app.scores.queries import BUCKETS
from app.search import rules
from app.search.models import Kind, SearchDocument
from app.search.queries import postgresql, sqlite
from app.search.queries.hits import Hit, Key, Named
from app.search.rules import Asked, Closeness

MOST_HITS = 300
"""How many hits of a kind are listed; whoever wants another says more."""

MOST_READ = MOST_HITS * len(Kind)
MOST_IN_REACH = 2000
# Written out: SQLite, which has an index of these alone, would make its plan anew for
# each value.
IS_COUNTED: Any = literal_column(f"'{Standing.COUNTED}'")
KINDS = {kind.value: kind for kind in Kind}
PLACES = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Results(Page[Hit]):
    """A page of hits, how many there are of each kind, and whether they only nearly
    are what was typed.
    """

    counts: Mapping[Kind, int] = field(default_factory=dict)
    nearly: bool = False


Names = dict[Key, Named]


def find(
    text: str | None,
    *,
    kinds: Collection[Kind] = tuple(Kind),
    limit: int = 30,
    after: str | None = None,
) -> Results:
    """Return the best hits for what was typed, from the cursor on."""
    asked = Asked.read(text)
    if not asked.words:
        return Results([], counts=dict.fromkeys(Kind, 0))
    names = beginnings(asked) | with_words(asked)
    nearly = not names
    if nearly:
        names = near_misses(asked)
    ranked = cut_to_size(in_order(asked, names.values()))
    counts = {kind: sum(each.kind is kind for each in ranked) for kind in Kind}
    wanted = [each for each in ranked if each.kind in kinds]
    start = place_behind(after, wanted)
    shown = wanted[start : start + limit]
    more = len(wanted) > start + limit
    return Results(
        list(map(Hit.of, shown)),
        after="{}.{}".format(*shown[-1].key) if more else None,
        counts=counts,
        nearly=nearly,
    )


def beginnings(asked: Asked) -> Names:
    """Return the names that begin with the search, an article left aside."""
    return read(BEGINNINGS, reach=MOST_IN_REACH, most=MOST_READ, **in_range(asked))


def in_range(asked: Asked) -> dict[str, str]:
    """Return between what the names lie that begin with the search."""
    return {
        "bare": asked.bare,
        "start": asked.bare,
        "end": asked.bare + rules.LAST_SIGN,
    }


def with_words(asked: Asked) -> Names:
    """Return the names that have every word of the search, the last as a beginning."""
    if not asked.searchable:
        return {}
    words = every_word(asked)
    return read(WITH_WORDS[engine()], reach=MOST_IN_REACH, most=MOST_READ, **words)


def every_word(asked: Asked) -> dict[str, str]:
    """Return what a statement of `WITH_WORDS` wants to know of a search for words."""
    return {"bare": asked.bare, "wanted": engine().every_word(asked.searchable)}


def near_misses(asked: Asked) -> Names:
    """Return the names that the search is a few strokes away from."""
    if not asked.searchable:
        return {}
    ids = engine().near_misses(asked)
    found = read(BY_NUMBER, bare=asked.bare, ids=ids, most=MOST_READ) if ids else {}
    return {
        key: each
        for key, each in found.items()
        if rules.is_nearly(asked.without_year(each.year), each.name)
    }


def engine() -> Any:
    """Return the half of this room that knows the database in use."""
    name = connected().dialect.name
    return sqlite if name == "sqlite" else postgresql


def read(statement: Any, **values: Any) -> Names:
    """Run a statement that brings names, and return them by what they stand for."""
    rows = db.session.execute(statement, values)
    found = (Named(KINDS[row[0]], *row[1:]) for row in rows)
    return {each.key: each for each in found}


def candidates(ids: Any) -> Select[Any]:
    """Select the documents of some numbers that may be seen, the weightiest first."""
    weight = case((is_of(Kind.MOVIE), weight_of(SearchDocument.row_id)), else_=0).label(
        "weight"
    )
    return (
        select(
            SearchDocument.kind,
            SearchDocument.row_id,
            SearchDocument.name,
            SearchDocument.bare,
            SearchDocument.year,
            weight,
            SearchDocument.title,
            SearchDocument.slug,
        )
        .where(SearchDocument.id.in_(ids), is_any_visible())
        .order_by(
            (SearchDocument.bare == bindparam("bare")).desc(),
            weight.desc(),
            func.length(SearchDocument.name),
            SearchDocument.id,
        )
        .limit(bindparam("most", type_=Integer))
    )


def beginning() -> Any:
    """Select the first documents of each kind whose name begins with the search."""
    parts = [
        select(SearchDocument.id)
        .where(
            is_of(kind),
            SearchDocument.bare >= bindparam("start"),
            SearchDocument.bare < bindparam("end"),
        )
        .order_by(SearchDocument.bare)
        .limit(bindparam("reach", type_=Integer))
        .subquery()
        for kind in Kind
    ]
    return union_all(*(select(part.c.id) for part in parts))


def weight_of(movie_id: Any) -> Any:
    """Return how much was said about a movie."""
    said = sum((getattr(Tally, name) for name in BUCKETS), Tally.fresh + Tally.rotten)
    of_movie: Select[Any] = select(said).where(Tally.movie_id == movie_id)
    return func.coalesce(of_movie.scalar_subquery(), 0)


def is_visible(kind: Kind, row_id: Any = SearchDocument.row_id) -> Any:
    """Keep movies, people with a part in one, and whoever has a counted review."""
    if kind is Kind.MOVIE:
        return true()
    if kind is Kind.PERSON:
        return exists().where(Credit.person_id == row_id)
    is_critic = kind is Kind.CRITIC
    return exists().where(
        (CriticReview.critic_id if is_critic else CriticReview.publication_id)
        == row_id,
        CriticReview.standing == IS_COUNTED,
    )


def is_any_visible(names: Any = SearchDocument) -> Any:
    """Keep what may be seen of any kind.

    It is one expression, not four conditions, so that no database looks for all that
    is visible first.
    """
    return case(
        *((is_of(kind, names), is_visible(kind, names.row_id)) for kind in Kind),
        else_=false(),
    )


def is_of(kind: Kind, names: Any = SearchDocument) -> Any:
    """Keep names of a kind."""
    return names.kind == literal_column(f"'{kind}'")


def in_order(asked: Asked, found: Iterable[Named]) -> list[Named]:
    """Put names in order: how well they answer, films first, the weightier first."""
    names_year = asked.names_year

    def place(each: Named) -> tuple[Closeness, int, int, int, int]:
        name = each.name
        wanted = asked.without_year(each.year) if names_year else asked
        return (
            rules.closeness(wanted, name, each.bare),
            PLACES[each.kind],
            -each.weight,
            len(name),
            each.row_id,
        )

    return sorted(found, key=place)


def cut_to_size(ranked: Sequence[Named]) -> list[Named]:
    """Keep so many of each kind as are ever listed."""
    seen = dict.fromkeys(Kind, 0)
    kept = []
    for each in ranked:
        seen[each.kind] += 1
        if seen[each.kind] <= MOST_HITS:
            kept.append(each)
    return kept


def place_behind(after: str | None, names: Sequence[Named]) -> int:
    """Return where the list goes on; a cursor that is none starts it anew."""
    cursors = ["{}.{}".format(*each.key) for each in names]
    return cursors.index(after) + 1 if after in cursors else 0


# Built once: putting such a statement together takes longer than running it.
BEGINNINGS = candidates(beginning())
WITH_WORDS = {
    half: candidates(half.WITH_WORDS.limit(bindparam("reach", type_=Integer)))
    for half in (sqlite, postgresql)
}
BY_NUMBER = candidates(bindparam("ids", expanding=True))
