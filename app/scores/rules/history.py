"""The score as it stood on any day: reviews counted in the order of their days.

A day is the smallest step. What several reviews of one day do between them is not
told, for nobody knows in which order they appeared; a moment is a change between the
end of one day and the end of the next one that has reviews. A review whose day is not
known belongs to no past day: it is counted at the end, where the score stands now.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from app.scores.rules.critics import CriticTally, critic_score
from app.scores.rules.policy import Policy
from app.scores.rules.score import Score
from app.scores.rules.seal import seal_standing


class Counted(NamedTuple):
    """A review that counts: its number, its day if known, and what it adds."""

    id: int
    day: date | None
    adds: CriticTally


class Change(StrEnum):
    """What a review can do to a score, in the order in which one day's are told."""

    APPEARED = "appeared"
    BECAME_FRESH = "became_fresh"
    BECAME_ROTTEN = "became_rotten"
    SEAL_GAINED = "seal_gained"
    SEAL_LOST = "seal_lost"


@dataclass(frozen=True, slots=True)
class Point:
    """Where the score stood at the end of a day; no day means now."""

    day: date | None
    tally: CriticTally
    sealed: bool
    score: Score


@dataclass(frozen=True, slots=True)
class Moment:
    """A change, the day it came, the review that caused it, and the score since."""

    change: Change
    day: date | None
    review_id: int
    score: Score


@dataclass(frozen=True, slots=True)
class History:
    """The score at the end of every day that has reviews, and what changed when."""

    points: Sequence[Point]
    moments: Sequence[Moment]

    def at(self, day: date) -> Point | None:
        """Return the last point up to a day, or None before the first review."""
        known = [each for each in self.points if each.day and each.day <= day]
        return known[-1] if known else None

    @property
    def undated(self) -> int:
        """Return how many reviews count now and on no past day."""
        if not self.points or self.points[-1].day is not None:
            return 0
        before = self.points[-2].tally.total if len(self.points) > 1 else 0
        return self.points[-1].tally.total - before


class Condition(NamedTuple):
    """What is asked of a score at a moment: is it there, is it Fresh, is it sealed."""

    fresh: bool | None
    sealed: bool


def history(
    reviews: Iterable[Counted], policy: Policy, *, wide_release: bool = False
) -> History:
    """Count reviews day by day under one policy.

    Worked example: three Fresh reviews on Monday and two on Tuesday, five needed. The
    score appears on Tuesday at 100 %, caused by the later of Tuesday's two: with the
    earlier one alone there would still be none.
    """
    points: list[Point] = []
    moments: list[Moment] = []
    tally, was = CriticTally(), Condition(None, sealed=False)
    in_order = sorted(reviews, key=lambda each: (each.day or date.max, each.id))
    for day, group in groupby(in_order, key=lambda each: each.day):
        steps: list[tuple[int, CriticTally]] = []
        for review in group:
            tally += review.adds
            steps.append((review.id, tally))
        became = condition(tally, policy, was.sealed, wide_release)
        score = critic_score(tally, policy)
        points.append(Point(day, tally, became.sealed, score))
        if became != was:
            # Only a day that changed something is gone through review by review.
            passed = [
                (number, condition(so_far, policy, was.sealed, wide_release))
                for number, so_far in steps
            ]
            moments += [
                Moment(change, day, cause, score)
                for change, cause in changes(was, became, passed)
            ]
        was = became
    return History(tuple(points), tuple(moments))


def condition(
    tally: CriticTally, policy: Policy, held: bool, wide_release: bool
) -> Condition:
    """Ask all three questions of a tally."""
    return Condition(
        critic_score(tally, policy).is_fresh,
        seal_standing(tally, policy, held, wide_release),
    )


def changes(
    was: Condition, became: Condition, passed: Sequence[tuple[int, Condition]]
) -> Iterator[tuple[Change, int]]:
    """Yield what is different at the end of a day, each with the review behind it.

    That is the first review from which on the answer stayed what it is at the end.
    """
    if was.fresh != became.fresh:
        cause = since([(number, each.fresh) for number, each in passed])
        if was.fresh is None:
            yield Change.APPEARED, cause
        else:
            yield (
                Change.BECAME_FRESH if became.fresh else Change.BECAME_ROTTEN,
                cause,
            )
    if was.sealed != became.sealed:
        cause = since([(number, each.sealed) for number, each in passed])
        yield Change.SEAL_GAINED if became.sealed else Change.SEAL_LOST, cause


def since(answers: Sequence[tuple[int, bool | None]]) -> int:
    """Return the number from which on every answer is the last one."""
    cause, last = answers[-1]
    for number, answer in reversed(answers):
        if answer != last:
            break
        cause = number
    return cause


def thinned(points: Sequence[Point], kept: Iterable[date], most: int) -> list[Point]:
    """Return at most about so many points: the ends, the days kept, and some between.

    Nothing is averaged: every point that is left is one that was.
    """
    if len(points) <= most:
        return list(points)
    days = set(kept)
    last = len(points) - 1
    chosen = {step * last // (most - 1) for step in range(most)}
    return [
        point
        for place, point in enumerate(points)
        if place in chosen or point.day in days or point.day is None
    ]
