"""Measure how well grades are read and verdicts suggested, on real labelled reviews.

The sample is never part of the project: its path is the argument, or it lies in the
directory that MATINEE_SHARED names, by default `shared` beside the checkout.

    python -m bench.grades [critic_reviews_sample.csv.gz]
"""

import csv
import gzip
import math
import os
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.scores.rules import Verdict, grades
from app.scores.rules.grades import LabelledGrade, Setting
from app.scores.rules.grades.refusing import UNREADABLE

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLE = Path("data", "critic_reviews_sample.csv.gz")
FOLDS = 10
CAUTIOUS_SHARES = (52, 54, 65, 80)
SEEDS = 12
HELD_OUT = 5
"""One film of so many is held out in a split."""


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


@dataclass(frozen=True)
class Line:
    """Hold one line of the table, reached or not."""

    what: str
    part: int
    whole: int
    goal: float

    @property
    def per_cent(self) -> float:
        """Return the share that was measured."""
        return 100 * self.part / self.whole

    @property
    def is_reached(self) -> bool:
        """Say whether the measure is as good as the goal."""
        return self.per_cent >= self.goal


def main(arguments: list[str]) -> int:
    """Print the tables; return 1 when a goal is missed and 2 without a sample."""
    path = Path(arguments[0]) if arguments else beside_the_project()
    if not path.exists():
        print(f"There is no sample at {path}.", file=sys.stderr)
        return 2
    console = Console()
    reviews = tuple(graded_reviews(path))
    alone = without_settings(reviews)
    learned = with_learned_settings(reviews)
    lines = (
        Line(
            "read, or refused for a stated reason",
            answered(reviews),
            len(reviews),
            99.7,
        ),
        Line("read on the printed scale", *on_their_scale(reviews), 100.0),
        Line("no settings: right", alone.right, alone.decided, 99.0),
        Line(
            "learned settings: right",
            learned.right,
            learned.decided,
            95.5,
        ),
        Line("learned settings: decided", learned.decided, learned.reviews, 98.0),
    )
    console.print(goals_table(lines))
    console.print(
        f"Without settings {100 * alone.decided / alone.reviews:.2f} % are decided; the"
        " others wait for an editor."
    )
    console.print(strangers_table(reviews))
    console.print(splits_table(reviews))
    console.print(caution_table(reviews))
    console.print(in_the_way(reviews))
    console.print(refusals_table(reviews))
    return 0 if all(line.is_reached for line in lines) else 1


def beside_the_project() -> Path:
    """Return where the sample lies when no path is given."""
    shared = os.environ.get("MATINEE_SHARED")
    return Path(shared or CHECKOUT.parent / "shared") / SAMPLE


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


def without_settings(reviews: tuple[Review, ...]) -> Tried:
    """Suggest by the general rule alone."""
    return tried(reviews, lambda labelled: grades.suggest(labelled.grade).verdict)


def with_learned_settings(
    reviews: tuple[Review, ...],
    least_share: int = grades.learning.LEAST_SHARE,
    folds: int = FOLDS,
    apart: Callable[[Review], str] = lambda review: review.film,
) -> Tried:
    """Learn from all folds but one and judge that one, until each was judged.

    What `apart` names, by default the film, is never on both sides.
    """

    def fold_of(review: Review) -> int:
        """Return the same fold on every machine."""
        return zlib.crc32(apart(review).encode()) % folds

    results = []
    for fold in range(folds):
        known = (each.labelled for each in reviews if fold_of(each) != fold)
        proposals = grades.learn(known, least_share)
        unseen = tuple(each for each in reviews if fold_of(each) == fold)
        results.append(by_settings(unseen, [each.setting for each in proposals]))
    return Tried(
        reviews=sum(result.reviews for result in results),
        decided=sum(result.decided for result in results),
        right=sum(result.right for result in results),
    )


def on_held_out_films(reviews: tuple[Review, ...], seed: int) -> Tried:
    """Learn from four fifths of the films and judge the others; a seed parts them."""

    def is_held_out(review: Review) -> bool:
        return zlib.crc32(f"{seed} {review.film}".encode()) % HELD_OUT == 0

    proposals = grades.learn(each.labelled for each in reviews if not is_held_out(each))
    unseen = tuple(each for each in reviews if is_held_out(each))
    return by_settings(unseen, [each.setting for each in proposals])


def by_settings(reviews: tuple[Review, ...], adopted: list[Setting]) -> Tried:
    """Suggest by the settings that were adopted, as the site does."""
    settings = grades.adopted(adopted)

    def verdict(labelled: LabelledGrade) -> Verdict | None:
        asked = grades.asked_for(settings, labelled.critic, labelled.publication)
        return grades.suggest(labelled.grade, *asked).verdict

    return tried(reviews, verdict)


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


def goals_table(lines: tuple[Line, ...]) -> Table:
    """Draw the measures with the goals beside."""
    table = Table(title="Grades")
    for heading in ("measure", "reviews", "per cent", "goal", ""):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for line in lines:
        table.add_row(
            line.what,
            f"{line.part:,} / {line.whole:,}",
            f"{line.per_cent:.2f}",
            f">= {line.goal:g}",
            "reached" if line.is_reached else "MISSED",
        )
    return table


def strangers_table(reviews: tuple[Review, ...]) -> Table:
    """Draw how well settings serve what they were not learned from.

    Half of the films is what a young site has. Of an outlet or a critic whom nobody
    has seen before, only the settings of the other and of the whole site can speak.
    """
    table = Table(title="Learned settings, by what is kept apart")
    for heading in ("kept apart", "decided, per cent", "right, per cent"):
        table.add_column(
            heading, justify="left" if heading == "kept apart" else "right"
        )
    for what, folds, apart in (
        ("a tenth of the films", FOLDS, lambda review: review.film),
        ("half of the films", 2, lambda review: review.film),
        (
            "a tenth of the outlets",
            FOLDS,
            lambda review: review.labelled.publication or review.film,
        ),
        (
            "a tenth of the critics",
            FOLDS,
            lambda review: review.labelled.critic or review.film,
        ),
    ):
        result = with_learned_settings(reviews, folds=folds, apart=apart)
        table.add_row(what, *shares(result))
    return table


def splits_table(reviews: tuple[Review, ...]) -> Table:
    """Draw how much the figures hang on which fifth of the films is held out.

    A fifth is about a hundred films, so a split is off by a quarter of a per cent or
    more by chance alone; the mean of the splits says what the rule is worth.
    """
    table = Table(
        title=f"Learned settings, a fifth of the films held out, {SEEDS} ways"
    )
    for heading in ("seed", "decided, per cent", "right, per cent"):
        table.add_column(heading, justify="right")
    results = [on_held_out_films(reviews, seed) for seed in range(SEEDS)]
    for seed, result in enumerate(results):
        table.add_row(str(seed), *shares(result))
    together = Tried(
        sum(result.reviews for result in results),
        sum(result.decided for result in results),
        sum(result.right for result in results),
    )
    table.add_row("all", *shares(together))
    return table


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


def caution_table(reviews: tuple[Review, ...]) -> Table:
    """Draw what is won and lost when more of the evidence has to agree."""
    table = Table(title="Learned settings, by the share of evidence asked for")
    for heading in ("share", "decided, per cent", "right, per cent"):
        table.add_column(heading, justify="right")
    for share in CAUTIOUS_SHARES:
        result = with_learned_settings(reviews, share)
        table.add_row(f"{share} %", *shares(result))
    return table


def shares(result: Tried) -> tuple[str, str]:
    """Return how many per cent were decided, and how many of these rightly."""
    return (
        f"{100 * result.decided / result.reviews:.2f}",
        f"{100 * result.right / result.decided:.2f}",
    )


def refusals_table(reviews: tuple[Review, ...]) -> Table:
    """Draw which grades got no value, and why."""
    known = (grades.read(review.labelled.grade) for review in reviews)
    refused = Counter(
        (grade.original, grade.reason) for grade in known if grade.normalised is None
    )
    table = Table(title=f"Refused most often, of {refused.total():,}")
    for heading in ("grade", "times", "reason"):
        table.add_column(heading)
    for (original, reason), times in refused.most_common(12):
        table.add_row(repr(original), f"{times:,}", reason)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
