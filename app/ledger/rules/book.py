"""The ledger of a film as a value: its policy, its rows, and the figures it claims."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.critics.rules import Standing, adds
from app.scores.rules import (
    AudienceTally,
    CriticTally,
    Policy,
    Score,
    ScoreKind,
    Verdict,
    audience_score,
    average_grade,
    average_stars,
    critic_score,
    top_critic_score,
    verified_score,
)

Figures = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A critic's review; of one under embargo nothing is told but that it is there.

    `normalised_grade` is in hundredths of a per cent.
    """

    id: int
    standing: Standing
    day: date | None = None
    critic: str | None = None
    publication: str | None = None
    top_critic: bool = False
    grade: str | None = None
    normalised_grade: int | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A member's rating that counts, without the member."""

    half_steps: int
    day: date | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Film:
    """Which film a ledger is of."""

    slug: str
    title: str
    year: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that a film's scores are made from, and what they are said to be."""

    film: Film
    policy: Policy
    claims: Figures
    reviews: Sequence[ReviewRow]
    ratings: Sequence[RatingRow]


@dataclass(frozen=True, slots=True)
class Check:
    """One figure: what the rows make of it, and what the file claims."""

    name: str
    recounted: str | int | None
    claimed: str | int | None

    @property
    def agrees(self) -> bool:
        """Tell whether both are the same."""
        return self.recounted == self.claimed


def recount(book: Book) -> Sequence[Check]:
    """Count a ledger's rows by its own policy, and put each figure beside its claim."""
    figures = figures_of(
        critics_of(book.reviews), audience_of(book.ratings), book.policy
    )
    names = [*figures, *(name for name in book.claims if name not in figures)]
    return [Check(name, figures.get(name), book.claims.get(name)) for name in names]


def critics_of(rows: Iterable[ReviewRow]) -> CriticTally:
    """Add up the reviews that count."""
    tally = CriticTally()
    for row in rows:
        if row.standing is Standing.COUNTED:
            tally += adds(
                row.verdict,
                top_critic=row.top_critic,
                normalised_grade=row.normalised_grade,
            )
    return tally


def audience_of(rows: Iterable[RatingRow]) -> AudienceTally:
    """Add up the ratings."""
    buckets, verified = [0] * 10, [0] * 10
    for row in rows:
        buckets[row.half_steps - 1] += 1
        verified[row.half_steps - 1] += row.verified
    return AudienceTally(tuple(buckets), tuple(verified))


def figures_of(
    critics: CriticTally, audience: AudienceTally, policy: Policy
) -> dict[str, str | int | None]:
    """Return every figure that a page prints of a film's scores, by name."""
    figures: dict[str, str | int | None] = {}
    for score in (
        critic_score(critics, policy),
        top_critic_score(critics, policy),
        audience_score(audience, policy),
        verified_score(audience, policy),
    ):
        figures |= {
            f"{score.kind}.{name}": value for name, value in figures_in(score).items()
        }
    return figures | {
        "graded": critics.graded,
        "average_grade": average_grade(critics),
        "average_stars": average_stars(audience),
    }


def figures_in(score: Score) -> Mapping[str, str | int | None]:
    """Return the figures of one score; there are none below the policy's minimum."""
    lowest, highest = score.interval or (None, None)
    figures = {
        "positive": score.positive,
        "total": score.total,
        "approval": score.approval,
        "interval_from": lowest,
        "interval_to": highest,
    }
    if score.kind in {ScoreKind.AUDIENCE, ScoreKind.VERIFIED}:
        # Only critics make a film Fresh or Rotten.
        return figures
    return figures | {"verdict": score.verdict and score.verdict.value}
