"""What is measured of grades on real labelled reviews; `bench/grades.py` prints it."""

import csv
import gzip
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.scores.rules import Verdict, grades
from app.scores.rules.grades import (
    GradeSettings,
    LabelledGrade,
    Scope,
    Setting,
    Suggestion,
)
from app.scores.rules.grades.refusing import UNREADABLE

FOLDS = 10


@dataclass(frozen=True)
class Review:
    """Hold one graded review of the sample and the film that it is about."""

    film: str
    labelled: LabelledGrade


@dataclass(frozen=True)
class Tried:
    """Count what a way of suggesting verdicts decided, and how often it was right."""

    reviews: int
    decided: int
    right: int

    @property
    def decided_per_cent(self) -> float:
        """Return the share of the reviews that got a verdict."""
        return 100 * self.decided / self.reviews

    @property
    def right_per_cent(self) -> float:
        """Return the share of the verdicts that are right."""
        return 100 * self.right / self.decided

    @classmethod
    def together(cls, results: Iterable["Tried"]) -> "Tried":
        """Add results up."""
        counts = [(each.reviews, each.decided, each.right) for each in results]
        return cls(*map(sum, zip(*counts, strict=True)))


def graded_reviews(path: Path) -> Iterator[Review]:
    """Yield the reviews with a grade; names differ in entities, blanks and case."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as sample:
        for row in csv.DictReader(sample):
            if row["grade"].strip():
                yield Review(
                    film=row["movie_key"],
                    labelled=LabelledGrade(
                        critic=grades.name_key(row["critic"]),
                        publication=grades.name_key(row["publisher"]),
                        grade=row["grade"],
                        verdict=Verdict(row["label"]),
                    ),
                )


def answered(reviews: tuple[Review, ...]) -> int:
    """Count the grades that got a value, or a refusal that says what is wrong."""
    known = (grades.read(review.labelled.grade) for review in reviews)
    return sum(grade.reason != UNREADABLE for grade in known)


def on_their_scale(reviews: tuple[Review, ...]) -> tuple[int, int]:
    """Count the grades with a value, and those whose scale is there in the print.

    Judged by another road than the reader takes: the scale's number must be the last
    one printed, and a letter must be all the letters there are.
    """
    right = valued = 0
    for review in reviews:
        grade = grades.read(review.labelled.grade)
        if grade.scale is not None:
            valued += 1
            right += scale_is_printed(review.labelled.grade, grade.scale)
    return right, valued


def scale_is_printed(printed: str, scale: str) -> bool:
    """Say whether a scale can be seen in the grade as printed."""
    if scale == "letter":
        return printed.strip()[:1].upper() in set("ABCDF") and not any(
            character.isdigit() for character in printed
        )
    figures = "".join(c if c.isdigit() or c == "." else " " for c in printed).split()
    return len(figures) > 1 and float(figures[-1]) == float(scale.removeprefix("n/"))


def on_hidden_scales(reviews: tuple[Review, ...]) -> Tried:
    """Hide the scales of the films held out, and read their numbers by what is learned.

    Right is a number that is worth as much as it was with its scale. Settings are
    learned from the other films and from these numbers, as they would be on a site.
    """
    results = []
    for known, unseen in parted(reviews):
        hidden = [(each, scale_hidden(each)) for each in unseen]
        numbers = [(each, alone) for each, alone in hidden if alone is not None]
        settings = grades.adopted(
            each.setting
            for each in grades.learn(
                [each.labelled for each in known] + [alone for _, alone in numbers]
            )
        )
        worth = [
            (
                grades.read(each.labelled.grade).normalised,
                suggested_by(settings, alone).normalised,
            )
            for each, alone in numbers
        ]
        results.append(
            Tried(
                reviews=len(worth),
                decided=sum(read is not None for _, read in worth),
                right=sum(read == true for true, read in worth),
            )
        )
    return Tried.together(results)


def scale_hidden(review: Review) -> LabelledGrade | None:
    """Return a review as if its number had been printed without the scale."""
    number, slash, _ = (grades.read(review.labelled.grade).canonical or "").partition(
        "/"
    )
    return replace(review.labelled, grade=number) if slash else None


def without_settings(reviews: tuple[Review, ...]) -> Tried:
    """Suggest by the general rule alone."""
    return tried(reviews, lambda labelled: grades.suggest(labelled.grade).verdict)


def about_film(review: Review) -> str:
    """Return what is kept apart unless something else is asked for."""
    return review.film


def with_learned_settings(
    reviews: tuple[Review, ...],
    least_share: int = grades.learning.LEAST_SHARE,
    folds: int = FOLDS,
    apart: Callable[[Review], str] = about_film,
) -> Tried:
    """Learn from all folds but one and judge that one, until each was judged."""
    return Tried.together(fold_by_fold(reviews, least_share, folds, apart))


def fold_by_fold(
    reviews: tuple[Review, ...],
    least_share: int = grades.learning.LEAST_SHARE,
    folds: int = FOLDS,
    apart: Callable[[Review], str] = about_film,
    seed: str = "",
) -> list[Tried]:
    """Return what came of each fold when the others taught.

    What `apart` names is never on both sides; a seed parts the folds anew.
    """
    results = []
    for known, unseen in parted(reviews, folds, apart, seed):
        proposals = grades.learn((each.labelled for each in known), least_share)
        results.append(by_settings(unseen, [each.setting for each in proposals]))
    return results


def parted(
    reviews: tuple[Review, ...],
    folds: int = FOLDS,
    apart: Callable[[Review], str] = about_film,
    seed: str = "",
) -> Iterator[tuple[tuple[Review, ...], tuple[Review, ...]]]:
    """Yield what is known and what is judged, fold by fold, alike on every machine."""

    def fold_of(review: Review) -> int:
        return zlib.crc32(f"{seed}{apart(review)}".encode()) % folds

    for fold in range(folds):
        yield (
            tuple(each for each in reviews if fold_of(each) != fold),
            tuple(each for each in reviews if fold_of(each) == fold),
        )


def by_settings(reviews: tuple[Review, ...], adopted: list[Setting]) -> Tried:
    """Suggest by the settings that were adopted, as the site does."""
    settings = grades.adopted(adopted)
    return tried(reviews, lambda labelled: suggested_by(settings, labelled).verdict)


def suggested_by(
    settings: Mapping[tuple[Scope, str], GradeSettings], labelled: LabelledGrade
) -> Suggestion:
    """Suggest by the settings of a review's critic, outlet and site."""
    asked = grades.asked_for(settings, labelled.critic, labelled.publication)
    return grades.suggest(labelled.grade, *asked)


def tried(
    reviews: tuple[Review, ...],
    suggested: Callable[[LabelledGrade], Verdict | None],
) -> Tried:
    """Compare suggested verdicts with the true ones."""
    decided = right = 0
    for review in reviews:
        verdict = suggested(review.labelled)
        decided += verdict is not None
        right += verdict is review.labelled.verdict
    return Tried(len(reviews), decided, right)


def in_the_way(reviews: tuple[Review, ...]) -> str:
    """Say how far any rule could get that sees critic, outlet and grade alone.

    If a share p of a critic's 2.5/4 at an outlet is Fresh, two of them disagree 2p(1-p)
    of the time, and the best guess is wrong min(p, 1-p) of the time. The second is a
    convex function of the first, (1 - sqrt(1 - 2x)) / 2, so its mean is no less than
    the function of the mean.
    """
    alike: dict[tuple[str | None, ...], Counter[Verdict]] = defaultdict(Counter)
    for labelled in (review.labelled for review in reviews):
        canonical = grades.read(labelled.grade).canonical
        if canonical in grades.UNDECIDED:
            whose = (labelled.critic, labelled.publication, canonical)
            alike[whose][labelled.verdict] += 1
    several = [votes for votes in alike.values() if votes.total() > 1]
    known = sum(votes.total() for votes in several)
    disagreeing = sum(
        2 * votes[Verdict.FRESH] * votes[Verdict.ROTTEN] / (votes.total() - 1)
        for votes in several
    )
    apart = disagreeing / known
    least = (1 - math.sqrt(1 - 2 * apart)) / 2
    return (
        f"Of {known:,} reviews with one of the five grades whose critic gave it at the"
        f" same outlet again, two disagree in {100 * apart:.1f} of 100. Whoever knew"
        f" each critic's habits would err on {100 * least:.1f} in 100 at the least."
    )
