"""Suggest a verdict from a grade: by somebody's settings, else by the general rule.

Only for reviews that came without a verdict: one that somebody supplied always wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.verdict import Verdict

FRESH_FROM = 6_000

# Of 22,140 real graded reviews these were Fresh in 53, 92, 64, 12 and 13 of a hundred:
# they depend on who grades. Below and above them the rule is right 99 times in 100.
UNDECIDED = frozenset({"2.5/4", "3/5", "6/10", "2.5/5", "C+"})


@dataclass(frozen=True, slots=True)
class GradeSettings:
    """Hold how one critic, one publication or the whole site grades.

    `scale` ("n/5") says how to read numbers that stand alone. `threshold` is the lowest
    Fresh grade in hundredths of a per cent; where a scale is set it speaks for that
    scale alone, since 2.5/4 and 3/5 are different words although the per cents are
    near. `counts_as` names single grades in their canonical spelling:
    `{"2.5/4": Verdict.FRESH}`.
    """

    scale: str | None = None
    threshold: int | None = None
    counts_as: Mapping[str, Verdict] = field(default_factory=dict)

    def verdict_on(self, grade: Grade) -> Verdict | None:
        """Return what these settings make of a grade, or None where they are silent."""
        if grade.canonical is None or grade.normalised is None:
            return None
        if grade.canonical in self.counts_as:
            return self.counts_as[grade.canonical]
        if self.threshold is None or self.scale not in (None, grade.scale):
            return None
        return _fresh_from(self.threshold, grade.normalised)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what a grade suggests; the verdict is None while unsure."""

    normalised: int | None
    verdict: Verdict | None
    reason: str


def suggest(
    grade: str | None,
    settings: GradeSettings | None = None,
    *fallbacks: GradeSettings | None,
) -> Suggestion:
    """Suggest a verdict; the first settings that have a word on the grade decide.

    Give the critic's settings first, then the publication's. Worked example: 2.5/4 is
    unsure by itself, Fresh with `GradeSettings("n/4", 6250)`, and 3/4 is Fresh by the
    general rule, since 75 % is not below 60 %.
    """
    asked = [each for each in (settings, *fallbacks) if each is not None]
    known = read(grade, _bare_scale(asked))
    for each in asked:
        verdict = each.verdict_on(known)
        if verdict is not None:
            reason = f"{known.canonical} counts as {verdict.title()} by the settings."
            return Suggestion(known.normalised, verdict, reason)
    return general_rule(known)


def general_rule(grade: Grade) -> Suggestion:
    """Suggest a verdict where no settings speak: Fresh from 60 % or B-, or unsure."""
    if grade.normalised is None:
        return Suggestion(None, None, grade.reason)
    if grade.canonical in UNDECIDED:
        reason = (
            f"{grade.canonical} is Fresh to some critics and Rotten to others;"
            " an editor decides."
        )
        return Suggestion(grade.normalised, None, reason)
    verdict = _fresh_from(FRESH_FROM, grade.normalised)
    if grade.scale == "letter":
        line = "B- or better" if verdict is Verdict.FRESH else "below B-"
    else:
        line = "60 % or more" if verdict is Verdict.FRESH else "below 60 %"
    return Suggestion(grade.normalised, verdict, f"{grade.canonical} is {line}.")


def _bare_scale(settings: list[GradeSettings]) -> str | None:
    scales = (each.scale for each in settings)
    return next((scale for scale in scales if full_marks(scale) is not None), None)


def _fresh_from(threshold: int, normalised: int) -> Verdict:
    return Verdict.FRESH if normalised >= threshold else Verdict.ROTTEN
