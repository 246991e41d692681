"""Find the line that parts a subject's Fresh grades from its Rotten ones on a scale."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.scores.rules.grades.evidence import Seen
from app.scores.rules.grades.reading import Grade
from app.scores.rules.grades.suggesting import UNDECIDED, general_rule
from app.scores.rules.verdict import Verdict

LEAST_REVIEWS, LEAST_SHARE = 12, 95
LEAST_OF_EACH = 3
"""Reviews on either side, and with the grade on which the general rule is silent."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold the lowest Fresh grade of a scale, and how many reviews it parts rightly."""

    lowest: str
    agreeing: int
    evidence: int


def best_line(given: Sequence[Seen]) -> Line | None:
    """Return the line between Fresh and Rotten on one scale, where it shows clearly.

    It takes twelve reviews, three of either verdict, and three with each grade of the
    scale that carries no verdict by itself: a line between 2/4 and 3/4 would otherwise
    be a guess about 2.5/4. The line must part 95 in a hundred rightly, and must be
    another one than the general rule draws.
    """
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    grades: dict[str, Grade] = {}
    for each in given:
        name = each.grade.canonical or ""
        grades[name] = each.grade
        counts[name][each.verdict] += each.count
    total = sum(counts.values(), Counter())
    if total.total() < LEAST_REVIEWS or min(total[v] for v in Verdict) < LEAST_OF_EACH:
        return None
    ladder = sorted(grades, key=lambda name: (grades[name].normalised or 0, name))
    silent = UNDECIDED & grades.keys()
    if any(counts[name].total() < LEAST_OF_EACH for name in silent):
        return None
    agreeing, place = _best_cut([counts[name] for name in ladder])
    if agreeing * 100 < LEAST_SHARE * total.total():
        return None
    rotten, fresh = ladder[:place], ladder[place:]
    if not fresh or not rotten or not _differs(grades, rotten, fresh):
        return None
    return Line(fresh[0], agreeing, total.total())


def _best_cut(ladder: Sequence[Counter[Verdict]]) -> tuple[int, int]:
    """Return how many fit the best cut, and how many grades lie below it.

    Of two cuts that part equally well the higher one is taken: it claims less.
    """
    fitting = sum(counts[Verdict.FRESH] for counts in ladder)
    best = (fitting, 0)
    for place, counts in enumerate(ladder, start=1):
        fitting += counts[Verdict.ROTTEN] - counts[Verdict.FRESH]
        best = max(best, (fitting, place))
    return best


def _differs(
    grades: dict[str, Grade], rotten: Sequence[str], fresh: Sequence[str]
) -> bool:
    """Say whether the line decides any grade otherwise than the general rule."""
    return any(
        general_rule(grades[name]).verdict is not verdict
        for names, verdict in ((rotten, Verdict.ROTTEN), (fresh, Verdict.FRESH))
        for name in names
    )
