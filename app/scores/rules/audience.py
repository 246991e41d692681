"""What members' ratings add up to: audience scores, the average, the histogram."""

from dataclasses import dataclass

from app.scores.rules.policy import Policy
from app.scores.rules.rounding import round_half_up
from app.scores.rules.score import Score
from app.scores.rules.verdict import ScoreKind

HALF_STEPS = range(1, 11)
POSITIVE_FROM = 7
"""Three and a half stars, in half-steps: from here on a rating is positive."""

NO_RATINGS = (0,) * len(HALF_STEPS)


@dataclass(frozen=True, slots=True)
class AudienceTally:
    """Count the ratings of one film: ten buckets, half a star to five stars.

    `verified_buckets` counts those of them that came with a screening code. A
    difference of two tallies is a change, and its numbers may be negative.
    """

    buckets: tuple[int, ...] = NO_RATINGS
    verified_buckets: tuple[int, ...] = NO_RATINGS

    def __post_init__(self) -> None:
        for buckets in (self.buckets, self.verified_buckets):
            if len(buckets) != len(HALF_STEPS):
                raise ValueError("A tally of ratings has ten buckets.")

    @property
    def rating_count(self) -> int:
        """Return how many members rated the film."""
        return sum(self.buckets)

    @property
    def rating_sum(self) -> int:
        """Return the sum of all ratings in half-steps."""
        return sum(
            step * count for step, count in zip(HALF_STEPS, self.buckets, strict=True)
        )

    @property
    def positive_count(self) -> int:
        """Return how many ratings are three and a half stars or more."""
        return sum(self.buckets[POSITIVE_FROM - 1 :])

    @property
    def verified_count(self) -> int:
        """Return how many ratings came with a screening code."""
        return sum(self.verified_buckets)

    @property
    def verified_positive(self) -> int:
        """Return how many verified ratings are three and a half stars or more."""
        return sum(self.verified_buckets[POSITIVE_FROM - 1 :])

    @property
    def verified_only(self) -> "AudienceTally":
        """Return the tally as if nobody else had rated, for averages and bars."""
        return AudienceTally(self.verified_buckets, self.verified_buckets)

    def __add__(self, other: "AudienceTally") -> "AudienceTally":
        return AudienceTally(
            _added(self.buckets, other.buckets, 1),
            _added(self.verified_buckets, other.verified_buckets, 1),
        )

    def __sub__(self, other: "AudienceTally") -> "AudienceTally":
        return AudienceTally(
            _added(self.buckets, other.buckets, -1),
            _added(self.verified_buckets, other.verified_buckets, -1),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one bar of the histogram; `height` is relative to the tallest bar."""

    half_steps: int
    count: int
    per_cent: int
    height: int


def audience_score(tally: AudienceTally, policy: Policy) -> Score:
    """Score a film by all ratings, verified or not."""
    return Score(
        kind=ScoreKind.AUDIENCE,
        positive=tally.positive_count,
        total=tally.rating_count,
        minimum=policy.audience_minimum,
        threshold=policy.fresh_threshold,
    )


def verified_score(tally: AudienceTally, policy: Policy) -> Score:
    """Score a film by the ratings that came with a screening code."""
    return Score(
        kind=ScoreKind.VERIFIED,
        positive=tally.verified_positive,
        total=tally.verified_count,
        minimum=policy.audience_minimum,
        threshold=policy.fresh_threshold,
    )


def average_stars(tally: AudienceTally) -> str | None:
    """Return the mean rating in stars with one decimal, or None without ratings.

    Worked example: 5, 4 and 3 ½ stars are 10 + 8 + 7 = 25 half-steps of 3 members,
    12.5 stars between them, 4.17 each: "4.2".
    """
    if tally.rating_count <= 0:
        return None
    tenths = round_half_up(tally.rating_sum * 5, tally.rating_count)
    return f"{tenths // 10}.{tenths % 10}"


def average_half_steps(tally: AudienceTally) -> int | None:
    """Return the mean rating as whole half-steps, for drawing stars."""
    if tally.rating_count <= 0:
        return None
    return round_half_up(tally.rating_sum, tally.rating_count)


def histogram(tally: AudienceTally) -> tuple[Bar, ...]:
    """Return ten bars, half a star first, whose per cents add up to a hundred.

    Rounding each bar alone would make three equal bars 33 + 33 + 33 = 99. By the method
    of the largest remainder each bar gets its whole per cents, and the ones left over
    go to the bars that were cut most; of equals, to the one with more stars. A bar that
    counts anybody is at least 1 high, so that a single rating can be seen.
    """
    shares = _whole_per_cents(tally.buckets)
    tallest = max(tally.buckets)
    return tuple(
        Bar(
            half_steps=step,
            count=count,
            per_cent=share,
            height=max(1, round_half_up(100 * count, tallest)) if count > 0 else 0,
        )
        for step, count, share in zip(HALF_STEPS, tally.buckets, shares, strict=True)
    )


def _whole_per_cents(counts: tuple[int, ...]) -> tuple[int, ...]:
    total = sum(counts)
    if total <= 0:
        return (0,) * len(counts)
    shares = [100 * count // total for count in counts]
    by_remainder = sorted(
        range(len(counts)),
        key=lambda place: (100 * counts[place] % total, place),
        reverse=True,
    )
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def _added(
    ours: tuple[int, ...], theirs: tuple[int, ...], sign: int
) -> tuple[int, ...]:
    return tuple(one + sign * other for one, other in zip(ours, theirs, strict=True))
