"""What a labelled grade proves: about another grade, and about an outlet's scale."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.grades.suggesting import general_rule
from app.scores.rules.verdict import Verdict

COMMON_SCALES = (4, 5, 10, 100)
LEAST_REVIEWS, LEAST_SHARE = 3, 80


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a grade as read and the verdict that came with it.

    `alone` is a number that was printed without a scale, in hundredths; `count` says
    how many reviews are alike.
    """

    grade: Grade
    verdict: Verdict
    alone: int | None = None
    count: int = 1

    @classmethod
    def as_printed(cls, grade: str, verdict: Verdict, count: int = 1) -> "Seen":
        """Read a grade by itself, keeping a number that lacks its scale."""
        known = read(grade)
        # What only a scale makes readable is a number alone, and out of a hundred its
        # value in hundredths of a per cent is the number itself in hundredths.
        alone = read(grade, "n/100").normalised if known.normalised is None else None
        return cls(known, verdict, alone, count)

    def bears_on(self, asked: Grade) -> bool:
        """Say whether this review tells anything about another grade.

        Whoever calls 2/4 Fresh would call 2.5/4 Fresh too, and whoever calls 3/4
        Rotten, 2.5/4 as well; Fresh for 3/4 tells nothing.
        """
        if self.grade.canonical == asked.canonical:
            return True
        mine, theirs = self.grade.normalised, asked.normalised
        if self.grade.scale != asked.scale or mine is None or theirs is None:
            return False
        return mine < theirs if self.verdict is Verdict.FRESH else mine > theirs


@dataclass(frozen=True, slots=True)
class ScaleEvidence:
    """Hold a scale for numbers alone and how many reviews fit it."""

    scale: str
    agreeing: int
    evidence: int


def best_scale(given: Sequence[Seen]) -> ScaleEvidence | None:
    """Return the scale of an outlet's numbers that stand alone, where it shows.

    It shows when nearly all its other grades are on one scale that has room for the
    numbers, or, failing that, when the numbers fill a common scale (a 7 rules out five
    stars) and the verdicts beside them fit the general rule.
    """
    numbers = [each for each in given if each.alone is not None]
    if not numbers:
        return None
    highest = max(each.alone or 0 for each in numbers)
    return _elsewhere(given, highest) or _filled(numbers, highest)


def _elsewhere(given: Sequence[Seen], highest: int) -> ScaleEvidence | None:
    scales: Counter[str] = Counter()
    for each in given:
        if each.grade.scale is not None and full_marks(each.grade.scale) is not None:
            scales[each.grade.scale] += each.count
    for scale, count in scales.most_common(1):
        has_room = highest <= 100 * (full_marks(scale) or 0)
        if has_room and _suffices(count, scales.total()):
            return ScaleEvidence(scale, count, scales.total())
    return None


def _filled(numbers: Sequence[Seen], highest: int) -> ScaleEvidence | None:
    fitting = [marks for marks in COMMON_SCALES if highest <= 100 * marks]
    # Numbers up to four fit four stars, and five as well: they show nothing.
    if not fitting or fitting[0] == COMMON_SCALES[0]:
        return None
    scale = f"n/{fitting[0]}"
    agreeing = decided = 0
    for each in numbers:
        number = f"{(each.alone or 0) // 100}.{(each.alone or 0) % 100:02}"
        suggestion = general_rule(read(f"{number}/{fitting[0]}"))
        if suggestion.verdict is not None:
            decided += each.count
            agreeing += each.count * (suggestion.verdict is each.verdict)
    if not _suffices(agreeing, decided):
        return None
    return ScaleEvidence(scale, agreeing, decided)


def _suffices(agreeing: int, evidence: int) -> bool:
    return evidence >= LEAST_REVIEWS and agreeing * 100 >= LEAST_SHARE * evidence
