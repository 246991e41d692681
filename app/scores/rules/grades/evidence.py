"""What a labelled grade proves: about another grade, and about an outlet's scale."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.grades.suggesting import general_rule
from app.scores.rules.verdict import Verdict

COMMON_SCALES = (4, 5, 10, 100)
LEAST_REVIEWS, LEAST_SHARE = 3, 80
SAME_SCALE_SHARE, MIXED_SHARE = 95, 10
OUT_OF_A_HUNDRED, TOO_LOW = 100, 10


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

    It shows when 95 in a hundred of its other grades are on one scale that suits the
    numbers, or, failing that, when the numbers fill a common scale (a 7 rules out five
    stars), the verdicts beside them fit the general rule, and not more than a tenth of
    all its grades are on a smaller scale.
    """
    numbers = [each for each in given if each.alone is not None]
    if not numbers:
        return None
    return _elsewhere(given, numbers) or _filled(given, numbers)


def _elsewhere(given: Sequence[Seen], numbers: Sequence[Seen]) -> ScaleEvidence | None:
    scales: Counter[str] = Counter()
    for each in given:
        if each.grade.scale is not None and full_marks(each.grade.scale) is not None:
            scales[each.grade.scale] += each.count
    for scale, count in scales.most_common(1):
        suffices = _suffices(count, scales.total(), SAME_SCALE_SHARE)
        if suffices and _suits(numbers, full_marks(scale) or 0):
            return ScaleEvidence(scale, count, scales.total())
    return None


def _suits(numbers: Sequence[Seen], marks: int) -> bool:
    """Say whether numbers may be out of so many, as far as they tell.

    They must have room, and most verdicts beside them must not say otherwise. Numbers
    up to ten are never out of a hundred: nobody grades that low and no higher.
    """
    highest = _highest(numbers)
    if highest > marks or (marks == OUT_OF_A_HUNDRED and highest <= TOO_LOW):
        return False
    agreeing, decided = _by_general_rule(numbers, marks)
    return agreeing * 100 >= LEAST_SHARE * decided


def _filled(given: Sequence[Seen], numbers: Sequence[Seen]) -> ScaleEvidence | None:
    fitting = [marks for marks in COMMON_SCALES if _highest(numbers) <= marks]
    # Numbers up to four fit four stars, and five as well: they show nothing.
    if not fitting or fitting[0] == COMMON_SCALES[0]:
        return None
    marks = fitting[0]
    agreeing, decided = _by_general_rule(numbers, marks)
    if not _suffices(agreeing, decided, LEAST_SHARE) or _is_mixed(given, marks):
        return None
    return ScaleEvidence(f"n/{marks}", agreeing, decided)


def _is_mixed(given: Sequence[Seen], marks: int) -> bool:
    """Say whether smaller scales are in use too: beside 4.5/5 a 3 may be out of 4."""
    everything = sum(each.count for each in given)
    smaller = sum(
        each.count for each in given if (full_marks(each.grade.scale) or marks) < marks
    )
    return smaller * 100 > MIXED_SHARE * everything


def _highest(numbers: Sequence[Seen]) -> float:
    return max(each.alone or 0 for each in numbers) / 100


def _by_general_rule(numbers: Sequence[Seen], marks: int) -> tuple[int, int]:
    """Return how many verdicts fit the general rule on a scale, and on how many."""
    agreeing = decided = 0
    for each in numbers:
        number = f"{(each.alone or 0) // 100}.{(each.alone or 0) % 100:02}"
        suggestion = general_rule(read(f"{number}/{marks}"))
        if suggestion.verdict is not None:
            decided += each.count
            agreeing += each.count * (suggestion.verdict is each.verdict)
    return agreeing, decided


def _suffices(agreeing: int, evidence: int, share: int) -> bool:
    return evidence >= LEAST_REVIEWS and agreeing * 100 >= share * evidence
