"""What critics' reviews add up to: the critic scores and the average grade."""

from dataclasses import dataclass

from app.scores.rules.policy import Policy
from app.scores.rules.rounding import round_half_up
from app.scores.rules.score import Score
from app.scores.rules.verdict import ScoreKind


@dataclass(frozen=True, slots=True)
class CriticTally:
    """Count the critic reviews of one film that count.

    `grade_sum` adds normalised grades in hundredths of a per cent: 3/4 adds 7,500.
    A difference of two tallies is a change, and its numbers may be negative.
    """

    fresh: int = 0
    rotten: int = 0
    top_fresh: int = 0
    top_rotten: int = 0
    graded: int = 0
    grade_sum: int = 0

    @property
    def total(self) -> int:
        """Return how many reviews count."""
        return self.fresh + self.rotten

    @property
    def top_total(self) -> int:
        """Return how many reviews by top critics count."""
        return self.top_fresh + self.top_rotten

    def __add__(self, other: "CriticTally") -> "CriticTally":
        return CriticTally(
            fresh=self.fresh + other.fresh,
            rotten=self.rotten + other.rotten,
            top_fresh=self.top_fresh + other.top_fresh,
            top_rotten=self.top_rotten + other.top_rotten,
            graded=self.graded + other.graded,
            grade_sum=self.grade_sum + other.grade_sum,
        )

    def __sub__(self, other: "CriticTally") -> "CriticTally":
        return CriticTally(
            fresh=self.fresh - other.fresh,
            rotten=self.rotten - other.rotten,
            top_fresh=self.top_fresh - other.top_fresh,
            top_rotten=self.top_rotten - other.top_rotten,
            graded=self.graded - other.graded,
            grade_sum=self.grade_sum - other.grade_sum,
        )


def critic_score(tally: CriticTally, policy: Policy) -> Score:
    """Score a film by all its critic reviews that count."""
    return Score(
        kind=ScoreKind.CRITIC,
        positive=tally.fresh,
        total=tally.total,
        minimum=policy.critic_minimum,
        threshold=policy.fresh_threshold,
    )


def top_critic_score(tally: CriticTally, policy: Policy) -> Score:
    """Score a film by the reviews of top critics alone."""
    return Score(
        kind=ScoreKind.TOP_CRITIC,
        positive=tally.top_fresh,
        total=tally.top_total,
        minimum=policy.critic_minimum,
        threshold=policy.fresh_threshold,
    )


def average_grade(tally: CriticTally) -> str | None:
    """Return the mean grade out of ten with one decimal, or None without grades.

    Worked example: 3/4, B (69.23 %) and 4.5/5 add up to 7,500 + 6,923 + 9,000 = 23,423
    hundredths of a per cent; a third of that is 78.08 %, so "7.8".
    """
    if tally.graded <= 0:
        return None
    tenths = round_half_up(tally.grade_sum, tally.graded * 100)
    return f"{tenths // 10}.{tenths % 10}"
