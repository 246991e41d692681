"""Commands that bring files in: `matinee import movies`, `critic-reviews`, `ratings`.

They exit with 0 when every row came in, 1 when some were refused or wait, 2 when
nothing was done, 130 when somebody stopped them.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.imports import importing, rematches, steps
from app.imports.importing import Pass, Wish
from app.imports.operations import runs
from app.imports.operations.rematching import EVERYTHING, Rematched
from app.imports.rules.columns import Kind
from app.imports.rules.dates import Order
from app.imports.rules.problems import FileRefused, Outcome
from app.imports.steps import Result

SOME_LEFT = 1
NOTHING_DONE = 2
INTERRUPTED = 130
STOPPED_EARLY = "Stopped. Nothing was written."
WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "same",
    Outcome.REFUSED: "refused",
    Outcome.WAITING: "waiting",
}


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that all imports have."""
    given = (
        click.argument("file", type=click.Path(path_type=Path, dir_okay=False)),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Say which column a field stands in, such as critic=Reviewer.",
        ),
        click.option(
            "--dates",
            "order",
            type=click.Choice([Order.DAY_FIRST.value, Order.MONTH_FIRST.value]),
            help="Say how to read dates such as 03/04/2018.",
        ),
        click.option("--dry-run", is_flag=True, help="Stop at the preview."),
        click.option("--yes", is_flag=True, help="Commit without a preview first."),
        click.option(
            "--report",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write the report here; else it is kept for the desk.",
        ),
        click.option(
            "--rows",
            type=click.Choice(["all", "problems"]),
            default="all",
            show_default=True,
            help="Which rows the report has.",
        ),
    )
    for each in reversed(given):
        command = each(command)
    return with_appcontext(command)


create_movies = click.option(
    "--create-movies",
    is_flag=True,
    help="Add films that are not here, by title and year; else their rows wait.",
)


@click.command("movies")
@options
def import_movies(**given: Any) -> None:
    """Bring in movies with their people, genres and numbers."""
    import_file(Kind.MOVIES, **given)


@click.command("critic-reviews")
@create_movies
@options
def import_critic_reviews(**given: Any) -> None:
    """Bring in critics' reviews, and count them."""
    import_file(Kind.REVIEWS, **given)


@click.command("ratings")
@create_movies
@click.option(
    "--make-members",
    is_flag=True,
    help="Add accounts without a password for members who are not here.",
)
@options
def import_ratings(**given: Any) -> None:
    """Bring in members' ratings, and count them."""
    import_file(Kind.RATINGS, **given)


@click.command("rematch")
@with_appcontext
def rematch() -> None:
    """Match the waiting rows again, with the films and choices of today."""
    console = Console(highlight=False)
    settings: Settings = current_app.config["SETTINGS"]
    run_id = runs.ask_rematch(EVERYTHING, at=utcnow())
    db.session.commit()
    try:
        became = rematches.carry_out(run_id, settings.instance_path) or Rematched()
    except KeyboardInterrupt:
        say_stopped(console, runs.rows_done(run_id))
        sys.exit(INTERRUPTED)
    print_counts(console, became.counts)
    told = [f"{file}, {said}" if file else f"{said}" for file, said in became.problems]
    print_problems(console, told, became.counts)
    if became.counts[Outcome.WAITING] or became.counts[Outcome.REFUSED]:
        sys.exit(SOME_LEFT)


def import_file(
    kind: Kind,
    *,
    file: Path,
    mapping: Sequence[str],
    order: str | None,
    dry_run: bool,
    yes: bool,
    report: Path | None,
    rows: str,
    **wishes: bool,
) -> None:
    """Take a file through its stages, and exit as it went."""
    console = Console(highlight=False)
    wish = Wish(file, kind, read_mapping(mapping), Order(order or "unsaid"), **wishes)
    try:
        result = staged(
            console,
            wish,
            dry_run=dry_run,
            yes=yes,
            report=report,
            everything=rows == "all",
        )
    except FileRefused as refusal:
        click.echo(f"Error: {refusal}", err=True)
        sys.exit(NOTHING_DONE)
    if result.stopped:
        say_stopped(console, result.rows)
        sys.exit(INTERRUPTED)
    sys.exit(0 if result.is_clean else SOME_LEFT)


def say_stopped(console: Console, rows: int) -> None:
    """Say after Ctrl-C what is in."""
    if not rows:
        console.print(STOPPED_EARLY)
        return
    stay = "row of whole batches stays" if rows == 1 else "rows of whole batches stay"
    console.print(
        f"Stopped. The {rows:,} {stay}; the same command goes on where it stopped."
    )


def staged(
    console: Console,
    wish: Wish,
    *,
    dry_run: bool,
    yes: bool,
    report: Path | None,
    everything: bool,
) -> Result:
    """Preview, ask, commit."""
    settings: Settings = current_app.config["SETTINGS"]
    with nothing_written_yet(console):
        calendar = importing.calendar_of(wish, at=utcnow())
    before = importing.fingerprint(wish.path)

    def one_pass(progress: steps.Progress, to: Path | None) -> Pass:
        return Pass(wish, calendar, settings.instance_path, progress, to, everything)

    if dry_run or not yes:
        with nothing_written_yet(console):
            with bar(console, wish, "preview") as progress:
                preview = one_pass(progress, report if dry_run else None).preview(
                    at=utcnow()
                )
            print_result(console, preview, wish.path.name)
            if dry_run or not preview.to_write:
                return preview
            ask(console)
        importing.check_unchanged(before, wish.path)
    with bar(console, wish, "import") as progress:
        result = one_pass(progress, report).commit(at=utcnow())
    print_result(console, result, wish.path.name)
    return result


@contextmanager
def nothing_written_yet(console: Console) -> Iterator[None]:
    """Say after Ctrl-C before the commit that nothing was written."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        console.print(STOPPED_EARLY)
        sys.exit(INTERRUPTED)


def ask(console: Console) -> None:
    """Ask whether to commit; where nobody can answer, say how to."""
    if not sys.stdin.isatty():
        console.print("Nothing was written. Say --yes to commit, or --dry-run to look.")
        sys.exit(NOTHING_DONE)
    if not click.confirm("Commit this?"):
        console.print("Nothing was written.")
        sys.exit(NOTHING_DONE)


def read_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Return what `--map` says; raises UsageError for what is no pair."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not mark or not name or not column:
            raise click.UsageError(f"--map {pair}: expected FIELD=COLUMN")
        found[name.strip()] = column
    return found


@contextmanager
def bar(console: Console, wish: Wish, what: str) -> Iterator[steps.Progress]:
    """Draw how far a file has been read, how fast, and how long it takes yet."""
    columns = (
        TextColumn(what),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as drawn:
        task = drawn.add_task(what, total=wish.source.size, rows=0, rate=0)

        def report(position: int, rows: int) -> None:
            elapsed = drawn.tasks[0].elapsed or 0
            rate = round(rows / elapsed) if elapsed else 0
            drawn.update(task, completed=position, rows=rows, rate=rate)

        yield report


def print_result(console: Console, result: Result, file: str) -> None:
    """Print the counts, and the first things that are wrong."""
    if result.unknown:
        named = ", ".join(repr(name) for name in result.unknown[:12])
        console.print(f"Columns that are not read: {named}", markup=False)
    print_counts(console, result.counts)
    told = [f"{file}, {problem}" for problem in result.problems]
    print_problems(console, told, result.counts)


def print_problems(console: Console, told: Sequence[str], counts: Any) -> None:
    """Print the first rows that did not come in, and how many more there are."""
    for each in told:
        console.print(f"  {each}", markup=False, soft_wrap=True)
    others = counts[Outcome.REFUSED] + counts[Outcome.WAITING] - len(told)
    if others > 0:
        console.print(f"  and {others:,} more: see the report")


def print_counts(console: Console, counts: Any) -> None:
    """Print how many rows became what."""
    parts = (f"{counts[outcome]:,} {word}" for outcome, word in WORDS.items())
    console.print(", ".join(parts), soft_wrap=True)
