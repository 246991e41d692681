"""What another policy would change about a film: percentages, verdicts, the seal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.scores.rules.audience import AudienceTally, audience_score, verified_score
from app.scores.rules.critics import CriticTally, critic_score, top_critic_score
from app.scores.rules.policy import Policy
from app.scores.rules.score import Score
from app.scores.rules.seal import seal_standing
from app.scores.rules.verdict import ScoreKind, Verdict


class ChangeKind(StrEnum):
    """Name what can change about a film under another policy."""

    APPEARS = "appears"
    DISAPPEARS = "disappears"
    TURNS_FRESH = "turns_fresh"
    TURNS_ROTTEN = "turns_rotten"
    SEAL_GAINED = "seal_gained"
    SEAL_LOST = "seal_lost"


NAMES: Mapping[ScoreKind, str] = {
    ScoreKind.CRITIC: "Critic Score",
    ScoreKind.TOP_CRITIC: "top-critic score",
    ScoreKind.AUDIENCE: "Audience Score",
    ScoreKind.VERIFIED: "verified score",
}
WORDS: Mapping[ChangeKind, str] = {
    ChangeKind.APPEARS: "{what} appears",
    ChangeKind.DISAPPEARS: "{what} disappears",
    ChangeKind.TURNS_FRESH: "{what} turns Fresh",
    ChangeKind.TURNS_ROTTEN: "{what} turns Rotten",
    ChangeKind.SEAL_GAINED: "the seal is gained",
    ChangeKind.SEAL_LOST: "the seal is lost",
}


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one thing that changes: what, and which score, or none for the seal."""

    kind: ChangeKind
    score: ScoreKind | None = None

    @property
    def sentence(self) -> str:
        """Return the change in words."""
        what = f"the {NAMES[self.score]}" if self.score else ""
        return WORDS[self.kind].format(what=what)


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold the counts of a film and whether it has the seal now."""

    critics: CriticTally
    audience: AudienceTally
    sealed: bool
    wide_release: bool = False


CRITIC_SCORES: Mapping[ScoreKind, Callable[[CriticTally, Policy], Score]] = {
    ScoreKind.CRITIC: critic_score,
    ScoreKind.TOP_CRITIC: top_critic_score,
}
AUDIENCE_SCORES: Mapping[ScoreKind, Callable[[AudienceTally, Policy], Score]] = {
    ScoreKind.AUDIENCE: audience_score,
    ScoreKind.VERIFIED: verified_score,
}


def changes(film: Standing, before: Policy, after: Policy) -> tuple[Change, ...]:
    """Return what a film would show otherwise under another policy.

    Worked example: a film with 7 Fresh reviews of 7 has a percentage under the small
    preset, from 5, and none under the large one, from 10: its Critic Score disappears.
    """
    pairs = [
        (kind, made(film.critics, before), made(film.critics, after))
        for kind, made in CRITIC_SCORES.items()
    ] + [
        (kind, made(film.audience, before), made(film.audience, after))
        for kind, made in AUDIENCE_SCORES.items()
    ]
    found = [
        Change(changed, kind)
        for kind, old, new in pairs
        if (changed := _score_change(old, new)) is not None
    ]
    stands = seal_standing(film.critics, after, film.sealed, film.wide_release)
    if stands != film.sealed:
        found.append(Change(ChangeKind.SEAL_GAINED if stands else ChangeKind.SEAL_LOST))
    return tuple(found)


def _score_change(old: Score, new: Score) -> ChangeKind | None:
    if old.has_percentage != new.has_percentage:
        return ChangeKind.APPEARS if new.has_percentage else ChangeKind.DISAPPEARS
    if old.verdict is new.verdict:
        return None
    fresh = new.verdict is Verdict.FRESH
    return ChangeKind.TURNS_FRESH if fresh else ChangeKind.TURNS_ROTTEN


def problems(policy: Policy) -> dict[str, str]:
    """Return what cannot be in a policy, by the field it is to be put right in."""
    found = {}
    for name in ("fresh_threshold", "seal_gain", "seal_lose"):
        if not 0 <= getattr(policy, name) <= 100:  # noqa: PLR2004  per cent
            found[name] = "A share is between 0 and 100 per cent."
    for name in COUNTS:
        if not 1 <= getattr(policy, name) <= MOST:
            found[name] = f"A number is between 1 and {MOST:,}."
    if policy.seal_top_reviews < 0 or policy.seal_top_reviews > MOST:
        found["seal_top_reviews"] = f"A number is between 0 and {MOST:,}."
    later = (
        (
            "seal_lose",
            policy.seal_lose > policy.seal_gain,
            "A seal cannot be lost above the share that gains it.",
        ),
        (
            "seal_reviews_wide",
            policy.seal_reviews_wide < policy.seal_reviews,
            "In wide release the seal takes no fewer reviews than elsewhere.",
        ),
        (
            "seal_top_reviews",
            policy.seal_top_reviews > policy.seal_reviews,
            "Of so few reviews there cannot be that many by top critics.",
        ),
        (
            "seal_reviews",
            policy.seal_reviews < policy.critic_minimum,
            "A film without a percentage cannot have the seal: ask for no fewer reviews"
            " than a percentage needs.",
        ),
    )
    for name, wrong, words in later:
        if wrong and name not in found:
            found[name] = words
    return found


COUNTS = ("critic_minimum", "audience_minimum", "seal_reviews", "seal_reviews_wide")
MOST = 100_000
