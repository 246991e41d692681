"""Suggest a verdict from a grade, by a setting or by the general rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.scores.rules.grades.reading import read
from app.scores.rules.verdict import Verdict

FRESH_FROM = 6_000
UNDECIDED = {("n/4", 6_250), ("n/5", 6_000), ("n/10", 6_000), ("n/5", 5_000)}


@dataclass(frozen=True, slots=True)
class GradeSettings:
    """Hold how one critic or publication grades."""

    scale: str | None = None
    threshold: int | None = None
    counts_as: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what a grade suggests; the verdict is None while unsure."""

    normalised: int | None
    verdict: Verdict | None
    reason: str


def suggest(grade: str | None, settings: GradeSettings | None = None) -> Suggestion:
    """Suggest a verdict for a review that came with a grade and without a verdict."""
    known = read(grade)
    if known.normalised is None:
        return Suggestion(None, None, known.reason)
    c_plus = known.scale == "letter" and 5_000 < known.normalised < 6_000
    if c_plus or (known.scale, known.normalised) in UNDECIDED:
        return Suggestion(known.normalised, None, "This grade carries no verdict.")
    if known.normalised >= FRESH_FROM:
        return Suggestion(known.normalised, Verdict.FRESH, "60 % or more.")
    return Suggestion(known.normalised, Verdict.ROTTEN, "Below 60 %.")
