"""A score: how many of how many were positive, and what may be said of that."""

from dataclasses import dataclass

from app.scores.rules import wilson
from app.scores.rules.rounding import round_half_up
from app.scores.rules.verdict import ScoreKind, Verdict


@dataclass(frozen=True, slots=True)
class Score:
    """Hold two counts and the two limits of the policy they are read by.

    Worked example: 79 positive of 81, at least 5 needed, Fresh from 60 %: `approval` is
    98 (97.53 rounded), `verdict` is Fresh, and `fraction` says "79 of 81 positive".
    """

    kind: ScoreKind
    positive: int
    total: int
    minimum: int
    threshold: int

    @property
    def has_percentage(self) -> bool:
        """Say whether there are enough votes for a percentage."""
        return self.total > 0 and self.total >= self.minimum

    @property
    def approval(self) -> int | None:
        """Return the per cent that is positive, a half rounded up."""
        if not self.has_percentage:
            return None
        return round_half_up(100 * self.positive, self.total)

    @property
    def share(self) -> str | None:
        """Return the share in per cent with two decimals, as arithmetic shows it."""
        if not self.total:
            return None
        hundredths = round_half_up(10_000 * self.positive, self.total)
        return f"{hundredths // 100}.{hundredths % 100:02}"

    @property
    def is_fresh(self) -> bool | None:
        """Compare the exact share with the threshold.

        The printed per cent is not asked: 59.6 % prints 60 and is still Rotten.
        """
        if not self.has_percentage:
            return None
        return self.positive * 100 >= self.threshold * self.total

    @property
    def verdict(self) -> Verdict | None:
        """Return Fresh or Rotten, or None while there is no percentage."""
        if self.is_fresh is None:
            return None
        return Verdict.FRESH if self.is_fresh else Verdict.ROTTEN

    @property
    def fraction(self) -> str:
        """Return the plain counts in words, for films with too few votes."""
        return f"{self.positive:,} of {self.total:,} positive"

    @property
    def interval(self) -> tuple[int, int] | None:
        """Return the 90 % interval around the percentage, in whole per cents."""
        if not self.has_percentage:
            return None
        return wilson.interval(self.positive, self.total)

    @property
    def interval_words(self) -> str | None:
        """Say in words how far the percentage can be trusted."""
        if self.interval is None:
            return None
        lowest, highest = self.interval
        return (
            "With many more of the same sort the percentage would settle between "
            f"{lowest} and {highest}%, nine times in ten."
        )
