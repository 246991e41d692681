"""Measure how well grades are read and verdicts suggested, on real labelled reviews.

The sample is never part of the project: its path is the argument, or it lies in the
directory that MATINEE_SHARED names, by default `shared` beside the checkout.

    python -m bench.grades [critic_reviews_sample.csv.gz]
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.scores.rules import grades
from bench.grade_measures import (
    FOLDS,
    Review,
    Tried,
    about_film,
    answered,
    fold_by_fold,
    graded_reviews,
    in_the_way,
    on_hidden_scales,
    on_their_scale,
    with_learned_settings,
    without_settings,
)

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLE = Path("data", "critic_reviews_sample.csv.gz")
CAUTIOUS_SHARES = (52, 54, 65, 80)
WAYS, FIFTHS = 12, 5
LEAST_RIGHT, LEAST_DECIDED = 95.5, 98.0


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
        Line("learned settings: right", learned.right, learned.decided, LEAST_RIGHT),
        Line(
            "learned settings: decided",
            learned.decided,
            learned.reviews,
            LEAST_DECIDED,
        ),
    )
    console.print(goals_table(lines))
    console.print(
        f"Without settings {alone.decided_per_cent:.2f} % are decided; the others wait"
        " for an editor."
    )
    console.print(numbers_alone(reviews))
    console.print(strangers_table(reviews))
    print_ways(reviews, console)
    console.print(caution_table(reviews))
    console.print(in_the_way(reviews))
    console.print(refusals_table(reviews))
    return 0 if all(line.is_reached for line in lines) else 1


def beside_the_project() -> Path:
    """Return where the sample lies when no path is given."""
    shared = os.environ.get("MATINEE_SHARED")
    return Path(shared or CHECKOUT.parent / "shared") / SAMPLE


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
        ("a tenth of the films", FOLDS, about_film),
        ("half of the films", 2, about_film),
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


def numbers_alone(reviews: tuple[Review, ...]) -> str:
    """Say how well numbers are read whose scale was hidden."""
    read = on_hidden_scales(reviews)
    return (
        f"Of {read.reviews:,} numbers whose scale was hidden, learned scales read"
        f" {read.decided_per_cent:.1f} of 100, and {read.right_per_cent:.2f} of 100 of"
        " these on the scale that was printed."
    )


def print_ways(reviews: tuple[Review, ...], console: Console) -> None:
    """Draw how much the figures hang on which films teach.

    Each way parts the films into fifths anew and judges every fifth by the others. A
    fifth is about a hundred films: by chance alone it is off by 0.4 of a per cent.
    """
    ways = [
        fold_by_fold(reviews, folds=FIFTHS, seed=f"{seed} ") for seed in range(WAYS)
    ]
    fifths = [fifth for way in ways for fifth in way]
    table = Table(title=f"Learned settings, the films parted into fifths {WAYS} ways")
    for heading in ("way", "decided, per cent", "right, per cent", "right, by fifths"):
        table.add_column(heading, justify="right")
    for name, results in [*enumerate(ways), ("all", fifths)]:
        rights = [each.right_per_cent for each in results]
        span = f"{min(rights):.2f} to {max(rights):.2f}"
        table.add_row(str(name), *shares(Tried.together(results)), span)
    console.print(table)
    wrong = sum(each.right_per_cent < LEAST_RIGHT for each in fifths)
    few = sum(each.decided_per_cent < LEAST_DECIDED for each in fifths)
    console.print(
        f"Of {len(fifths)} fifths, fewer than {LEAST_RIGHT:g} of 100 are right in"
        f" {wrong}, and fewer than {LEAST_DECIDED:g} of 100 decided in {few}."
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
    return f"{result.decided_per_cent:.2f}", f"{result.right_per_cent:.2f}"


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
