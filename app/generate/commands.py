"""The command that makes a catalogue of any size."""

import sys

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from app.generate.making import Impossible, NotEmpty, make
from app.generate.plan import Plan

MOST_MOVIES = 2_000_000
MOST_REVIEWS = 10_000_000
STOPPED = 130


class Rate(ProgressColumn):
    """How many rows are written in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate of a step, over all of it once it is done."""
        speed = task.finished_speed or task.speed
        return Text(
            "" if speed is None else f"{speed:,.0f}/s", style="progress.data.speed"
        )


def count(most: int) -> click.IntRange:
    """Return what a number of rows may be."""
    return click.IntRange(0, most)


@click.command("generate")
@click.option("--movies", type=count(MOST_MOVIES), default=1_000, show_default=True)
@click.option("--reviews", type=count(MOST_REVIEWS), default=50_000, show_default=True)
@click.option("--ratings", type=count(MOST_REVIEWS), default=50_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--beside", is_flag=True, help="Add to a site that holds films already.")
@with_appcontext
def generate(movies: int, reviews: int, ratings: int, seed: int, beside: bool) -> None:
    """Fill the site with made-up films, critics' reviews and members' ratings.

    The same numbers and seed make the same catalogue again. For trials of size: names
    say that they are made up, and nobody can sign in as one of the members.
    """
    plan = Plan(movies=movies, reviews=reviews, ratings=ratings, seed=seed)
    console = Console(highlight=False)
    try:
        make_with_progress(plan, console, beside=beside)
    except (NotEmpty, Impossible) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except KeyboardInterrupt:
        console.print("Stopped. What was written is whole and counted.")
        sys.exit(STOPPED)
    console.print(
        f"{movies:,} films, {reviews:,} critic reviews, {ratings:,} ratings by "
        f"{plan.members:,} members. `matinee scores verify` recounts them."
    )


def make_with_progress(plan: Plan, console: Console, *, beside: bool) -> None:
    """Make the catalogue and draw a bar for each step."""
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, speed_estimate_period=30) as bars:
        tasks = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done)

        make(plan, report, beside=beside)
