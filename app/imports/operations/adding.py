"""What a batch of new reviews adds to the tallies of their movies."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from app.critics.rules import Standing
from app.imports.operations.grading import Judgement
from app.imports.operations.review_changes import Changes
from app.scores.rules import Verdict

FRESH = Verdict.FRESH.value
COUNTED = Standing.COUNTED.value


def columns_at(
    places: Sequence[int], width: int
) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what picks the values at some places out of columns of a width."""
    if places == list(range(width)):
        return lambda values: values
    if len(places) == 1:
        return lambda values: [values[places[0]]]
    return itemgetter(*places)


def add_up(
    changes: Changes,
    movies: Sequence[int],
    judged: Sequence[Judgement],
    tops: Sequence[bool],
    standings: Sequence[str],
) -> None:
    """Add to changes what new reviews add to the tallies of their movies."""
    for movie_id in dict.fromkeys(movies):
        if movie_id not in changes:
            changes[movie_id] = [0] * 6
    for movie_id, (verdict, _, worth), top, standing in zip(
        movies, judged, tops, standings, strict=True
    ):
        if standing != COUNTED:
            continue
        change = changes[movie_id]
        place = 0 if verdict == FRESH else 1
        change[place] += 1
        if top:
            change[place + 2] += 1
        if worth is not None:
            change[4] += 1
            change[5] += worth
