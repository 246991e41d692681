"""How something is found: beginnings, then words, then what was nearly meant.

Beginnings are a range of an index, words and near misses the business of the database
in use (`sqlite.py`, `postgresql.py`). Each of the three brings a bounded number of
names; the order among them is that of `rules.closeness`, then of how much was written
about a movie.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from app.core.db import db
from app.core.pagination import Page
from app.critics.models import CriticReview
from app.critics.rules import Standing
from app.movies.models import Credit
from app.scores.models import Tally
from app.scores.queries import BUCKETS
from app.search import rules
from app.search.models import Kind, SearchDocument
from app.search.queries import postgresql, sqlite
from app.search.queries.hits import Hit, Key, hits_of
from app.search.rules import Asked, Closeness

MOST_HITS = 300
"""How many hits of a kind are listed; whoever wants another says more."""

MOST_READ = MOST_HITS * len(Kind)
MOST_IN_REACH = 2000
BEGINNINGS_IN_REACH = 400
SUGGESTIONS = 8
OTHERS = 2
READ_FOR_SUGGESTIONS = 100
LAST_SIGN = "\U0010ffff"
KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True)
class Results(Page[Hit]):
    """A page of hits, how many there are of each kind, and whether they only nearly
    are what was typed.
    """

    counts: Mapping[Kind, int] = field(default_factory=dict)
    nearly: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may answer the search."""

    kind: Kind
    row_id: int
    name: str
    bare: str
    year: int | None
    weight: int

    @property
    def key(self) -> Key:
        """What the name stands for."""
        return self.kind, self.row_id


Names = dict[Key, Candidate]


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
    names = beginnings(asked, MOST_IN_REACH) | with_words(asked, MOST_IN_REACH)
    nearly = not names
    if nearly:
        names = near_misses(asked, thorough=True)
    ranked = cut_to_size(in_order(asked, names.values()))
    counts = {kind: sum(each.kind is kind for each in ranked) for kind in Kind}
    keys = [each.key for each in ranked if each.kind in kinds]
    start = place_behind(after, keys)
    shown = keys[start : start + limit]
    more = len(keys) > start + limit
    return Results(
        hits_of(shown),
        after="{}.{}".format(*shown[-1]) if more else None,
        counts=counts,
        nearly=nearly,
    )


def suggest(text: str | None, limit: int = SUGGESTIONS) -> Sequence[Hit]:
    """Return a few hits while somebody types; the last word may be half there."""
    asked = Asked.read(text)
    if not asked.words:
        return []
    names = beginnings(asked, BEGINNINGS_IN_REACH, READ_FOR_SUGGESTIONS)
    if len(names) < limit:
        names |= with_words(asked, BEGINNINGS_IN_REACH, READ_FOR_SUGGESTIONS)
    if not names:
        names = near_misses(asked, thorough=False)
    ranked = in_order(asked, names.values())
    films = [each.key for each in ranked if each.kind is Kind.MOVIE]
    others = [each.key for each in ranked if each.kind is not Kind.MOVIE]
    # Films may fill the list, but for a place or two that others want.
    left_out = set(films[limit - min(len(others), OTHERS) :])
    return hits_of([each.key for each in ranked if each.key not in left_out][:limit])


def beginnings(asked: Asked, reach: int, most: int = MOST_READ) -> Names:
    """Return the names that begin with the search, an article left aside."""
    return read(
        BEGINNINGS,
        bare=asked.bare,
        start=asked.bare,
        end=asked.bare + LAST_SIGN,
        reach=reach,
        most=most,
    )


def with_words(asked: Asked, reach: int, most: int = MOST_READ) -> Names:
    """Return the names that have every word of the search, the last as a beginning."""
    if not asked.searchable:
        return {}
    half = engine()
    return read(
        WITH_WORDS[half],
        bare=asked.bare,
        wanted=half.every_word(asked.searchable),
        reach=reach,
        most=most,
    )


def near_misses(asked: Asked, *, thorough: bool) -> Names:
    """Return the names that the search is a few strokes away from."""
    if not asked.searchable:
        return {}
    ids = engine().near_misses(asked, thorough=thorough)
    found = read(BY_NUMBER, bare=asked.bare, ids=ids, most=MOST_READ) if ids else {}
    return {
        key: each
        for key, each in found.items()
        if rules.is_nearly(asked.without_year(each.year), each.name)
    }


def engine() -> Any:
    """Return the half of this room that knows the database in use."""
    name = db.session.get_bind().dialect.name
    return sqlite if name == "sqlite" else postgresql


def read(statement: Any, **values: Any) -> Names:
    """Run a statement that brings names, and return them by what they stand for."""
    rows = db.session.execute(statement, values)
    found = (Candidate(KINDS[row[0]], *row[1:]) for row in rows)
    return {each.key: each for each in found}


def candidates(ids: Any) -> Select[Any]:
    """Select the documents of some numbers that may be seen, the weightiest first."""
    weight = weight_of().label("weight")
    return (
        select(
            SearchDocument.kind,
            SearchDocument.row_id,
            SearchDocument.name,
            SearchDocument.bare,
            SearchDocument.year,
            weight,
        )
        .where(SearchDocument.id.in_(ids), is_visible())
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
            SearchDocument.kind == literal_column(f"'{kind}'"),
            SearchDocument.bare >= bindparam("start"),
            SearchDocument.bare < bindparam("end"),
        )
        .order_by(SearchDocument.bare)
        .limit(bindparam("reach", type_=Integer))
        .subquery()
        for kind in Kind
    ]
    return union_all(*(select(part.c.id) for part in parts))


def weight_of() -> Any:
    """Return how much was said about a movie; other kinds have no weight."""
    said = sum((getattr(Tally, name) for name in BUCKETS), Tally.fresh + Tally.rotten)
    of_movie: Select[Any] = select(said).where(Tally.movie_id == SearchDocument.row_id)
    return case(
        (
            SearchDocument.kind == Kind.MOVIE,
            func.coalesce(of_movie.scalar_subquery(), 0),
        ),
        else_=0,
    )


def is_visible() -> Any:
    """Keep movies, people with a part in one, and whoever has a counted review.

    It is one expression, not four conditions, so that no database looks for all that
    is visible first.
    """

    def has_review(column: Any) -> Any:
        return exists().where(
            column == SearchDocument.row_id, CriticReview.standing == Standing.COUNTED
        )

    has_part = exists().where(Credit.person_id == SearchDocument.row_id)
    return case(
        (SearchDocument.kind == Kind.MOVIE, true()),
        (SearchDocument.kind == Kind.PERSON, has_part),
        (SearchDocument.kind == Kind.CRITIC, has_review(CriticReview.critic_id)),
        else_=has_review(CriticReview.publication_id),
    )


def in_order(asked: Asked, found: Collection[Candidate]) -> list[Candidate]:
    """Put names in order: how well they answer, films first, the weightier first."""
    places = list(Kind)

    def place(each: Candidate) -> tuple[Closeness, int, int, int, int]:
        return (
            rules.closeness(asked.without_year(each.year), each.name, each.bare),
            places.index(each.kind),
            -each.weight,
            len(each.name),
            each.row_id,
        )

    return sorted(found, key=place)


def cut_to_size(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Keep so many of each kind as are ever listed."""
    seen = dict.fromkeys(Kind, 0)
    kept = []
    for each in ranked:
        seen[each.kind] += 1
        if seen[each.kind] <= MOST_HITS:
            kept.append(each)
    return kept


def place_behind(after: str | None, keys: Sequence[Key]) -> int:
    """Return where the list goes on; a cursor that is none starts it anew."""
    names = ["{}.{}".format(*key) for key in keys]
    return names.index(after) + 1 if after in names else 0


# Built once: putting such a statement together takes longer than running it.
BEGINNINGS = candidates(beginning())
WITH_WORDS = {
    half: candidates(half.WITH_WORDS.limit(bindparam("reach", type_=Integer)))
    for half in (sqlite, postgresql)
}
BY_NUMBER = candidates(bindparam("ids", expanding=True))
