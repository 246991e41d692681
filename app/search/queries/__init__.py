"""Finding movies, people, critics and publications by what somebody typed."""

from app.search.queries.finding import MOST_HITS, Results, find
from app.search.queries.hits import Hit, film_cards
from app.search.queries.suggesting import suggest
from app.search.queries.upkeep import Difference, broken_indexes, differences

__all__ = [
    "MOST_HITS",
    "Difference",
    "Hit",
    "Results",
    "broken_indexes",
    "differences",
    "film_cards",
    "find",
    "suggest",
]
