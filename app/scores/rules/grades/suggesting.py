"""Suggest a verdict from a grade: by somebody's settings, else by the general rule.

Only for reviews that came without a verdict: one that somebody supplied always wins.
"""

from dataclasses import dataclass

from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.grades.settings import GradeSettings, Scope
from app.scores.rules.verdict import Verdict

FRESH_FROM = 6_000

# Of 22,140 real graded reviews these were Fresh in 53, 92, 64, 12 and 13 of a hundred:
# they depend on who grades. Below and above them the rule is right 99 times in 100.
UNDECIDED = frozenset({"2.5/4", "3/5", "6/10", "2.5/5", "C+"})

WHOSE = {
    Scope.CRITIC: "the critic's settings",
    Scope.PUBLICATION: "the publication's settings",
    Scope.SITE: "the site's settings",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what a grade suggests; the verdict is None while unsure.

    `by_setting` tells that without the settings it would not be so.
    """

    normalised: int | None
    verdict: Verdict | None
    reason: str
    by_setting: bool = False


def suggest(grade: str | None, *settings: GradeSettings | None) -> Suggestion:
    """Suggest a verdict; the first settings that have a word on the grade decide.

    Give the critic's settings first, then the publication's. Worked example: 2.5/4 is
    unsure by itself, Fresh with `GradeSettings(fresh_from={"n/4": 6250})`, and 3/4 is
    Fresh by the general rule, since 75 % is not below 60 %.
    """
    asked = [each for each in settings if each is not None]
    alone = read(grade)
    by_scale = None
    known = alone
    if alone.normalised is None:
        by_scale = next((each for each in asked if full_marks(each.scale)), None)
        known = read(grade, by_scale.scale if by_scale else None)
    for each in asked:
        verdict = each.verdict_on(known)
        if verdict is not None:
            reason = f"{known.canonical} counts as {verdict.title()} by"
            return Suggestion(
                known.normalised, verdict, f"{reason} {WHOSE[each.scope]}.", True
            )
    general = general_rule(known)
    if by_scale is None or known.normalised is None:
        return general
    scale = f"Numbers alone are out of {full_marks(known.scale)} by"
    return Suggestion(
        general.normalised,
        general.verdict,
        f"{scale} {WHOSE[by_scale.scope]}; {general.reason}",
        True,
    )


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
    fresh = grade.normalised >= FRESH_FROM
    verdict = Verdict.FRESH if fresh else Verdict.ROTTEN
    if grade.scale == "letter":
        line = "B- or better" if fresh else "below B-"
    else:
        line = "60 % or more" if fresh else "below 60 %"
    return Suggestion(grade.normalised, verdict, f"{grade.canonical} is {line}.")
