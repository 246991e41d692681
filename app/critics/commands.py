"""Commands for the grades of critics: `matinee grades …`."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app import apart
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError
from app.critics import (
    grade_files,
    grading,
    jobs,  # noqa: F401  its sweep is known by being imported
)
from app.critics.grade_files import BadFile
from app.critics.grade_models import GradeSetting, SettingStatus
from app.critics.queries import effects
from app.critics.queries import settings as setting_queries
from app.scores.rules import grades as grade_rules
from app.scores.rules.grades import GradeSettings, Scope

UNUSABLE = 2
Book = dict[tuple[Scope, str], GradeSettings]
FILE = click.Path(path_type=Path)
SHARE = click.IntRange(51, 100)


@click.group()
def grades() -> None:
    """Read grades, and learn how outlets use them."""


@grades.command()
@click.option(
    "--settings",
    "settings_file",
    type=FILE,
    help="Use the settings in FILE, as `learn --from` writes them, and not the site's.",
)
@click.option("--no-settings", is_flag=True, help="Use nothing but the general rule.")
@click.pass_context
def suggest(
    context: click.Context, settings_file: Path | None, no_settings: bool
) -> None:
    """Read a table with a column "grade" and write it with what each grade suggests.

    The table comes from standard input and goes to standard output with three columns
    more: normalised (0 to 100), verdict (fresh, rotten or unsure) and reason. Columns
    "publication" and "critic" are used where they are there. The site's own settings
    hold if there is a site; no database is needed.
    """
    with refusing():
        out = written(sys.stdout)
        book: Book = {}
        if settings_file is not None:
            with reading(settings_file) as text:
                book = grade_files.settings_in(text)
        elif not no_settings:
            book = settings_of_site(context)
        if sys.stdin is None:
            raise BadFile("There is no table to read: standard input is closed.")
        table = grade_files.sheet(grade_files.text_of(sys.stdin.buffer))
        try:
            grade_files.write_suggestions(table, out, book)
        finally:
            out.flush()
    # What is written belongs to the command; closing would close standard output.
    out.detach()


@grades.command()
@click.option(
    "--from",
    "source",
    type=FILE,
    help="Learn from a table with columns grade, verdict (or label), publication and "
    "critic, and write the proposals as a table. Needs no database.",
)
@click.option("--to", "target", type=FILE, help="Write them to FILE.")
@click.option(
    "--least-share",
    type=SHARE,
    default=grading.LEAST_SHARE,
    show_default=True,
    help="How many per cent of the evidence must agree.",
)
@click.pass_context
def learn(
    context: click.Context, source: Path | None, target: Path | None, least_share: int
) -> None:
    """Propose settings from reviews whose verdict is known; apply none of them.

    Without --from it learns from the site's own reviews, and the proposals wait for an
    editor, at /desk/grades/settings or with `matinee grades accept`.
    """
    if source is None:
        if target is not None:
            raise click.UsageError("--to goes with --from; the site keeps its own.")
        context.invoke(learn_from_site, least_share=least_share)
        return
    with refusing():
        with reading(source) as text:
            found = grade_files.labelled(grade_files.sheet(text))
        proposals = grade_rules.learn(found.grades, least_share)
        if target is None:
            out = written(sys.stdout)
            grade_files.write_settings(proposals, found.names, out)
            out.flush()
            out.detach()
        else:
            with writing(target) as file:
                grade_files.write_settings(proposals, found.names, file)
    click.echo(
        f"{number(len(found.grades), 'labelled grade', 'labelled grades')}, "
        f"{number(len(proposals), 'proposal', 'proposals')}; "
        f"{number(found.skipped, 'row', 'rows')} without grade or verdict left out.",
        err=True,
    )


@with_appcontext
def learn_from_site(least_share: int) -> None:
    """Learn from the reviews in the database, and let the proposals wait."""
    learning = grading.ask_to_learn(asked_by_id=None, at=utcnow())
    grading.learn_from_reviews(learning, least_share=least_share, at=utcnow())
    db.session.commit()
    click.echo(
        f"{number(learning.reviews, 'labelled review', 'labelled reviews')}; "
        f"{number(learning.proposals, 'proposal waits', 'proposals wait')}. "
        "Nothing is applied: see `matinee grades proposals`."
    )


@grades.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@with_appcontext
def proposals(limit: int) -> None:
    """List the proposals that wait, with their evidence and what they would decide."""
    rows = setting_queries.settings_listed(SettingStatus.PROPOSED, limit=limit)
    would = effects.effects(rows)
    for row in rows:
        fit = f"{row.agreeing:,} of {row.evidence:,} fit, {row.share} %"
        effect = would[row.id].sentence
        click.echo(f"{row.id:>6}  {row.name}: {row.sentence} ({fit}); {effect}")
    total = setting_queries.settings_count(SettingStatus.PROPOSED)
    click.echo(number(total, "proposal waits", "proposals wait"))


@grades.command()
@click.argument("setting_ids", metavar="[ID]...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Accept all that wait.")
@click.option(
    "--least-share", type=SHARE, default=51, help="Of all, those with this share."
)
@click.option(
    "--least-reviews",
    type=click.IntRange(1),
    default=1,
    help="Of all, those with this much evidence.",
)
@with_appcontext
def accept(
    setting_ids: tuple[int, ...],
    everything: bool,
    least_share: int,
    least_reviews: int,
) -> None:
    """Put proposals in force, and decide the reviews that they speak for."""
    chosen: Sequence[int] = setting_ids
    if everything == bool(setting_ids):
        raise click.UsageError("Name the proposals by their ids, or say --all.")
    if everything:
        rows = setting_queries.settings_listed(SettingStatus.PROPOSED)
        chosen = [row.id for row in rows if suffices(row, least_share, least_reviews)]
    with refusing():
        effect = grading.accept(chosen, editor_id=None, at=utcnow())
        db.session.commit()
    so_many = number(len(set(chosen)), "setting is", "settings are")
    click.echo(f"{so_many} in force; this {effect.sentence}")


def suffices(row: GradeSetting, least_share: int, least_reviews: int) -> bool:
    """Say whether a proposal has the evidence that is asked for."""
    return row.share >= least_share and row.evidence >= least_reviews


@grades.command()
@click.argument("setting_ids", metavar="ID...", type=int, nargs=-1, required=True)
@with_appcontext
def decline(setting_ids: tuple[int, ...]) -> None:
    """Decline proposals; they are not made again."""
    with refusing():
        count = grading.decline(setting_ids, editor_id=None, at=utcnow())
        db.session.commit()
    click.echo(f"{number(count, 'proposal', 'proposals')} declined")


def number(count: int, one: str, many: str) -> str:
    """Return a number with its noun, and its verb where it has one."""
    return f"{count:,} {one if count == 1 else many}"


@contextmanager
def refusing() -> Iterator[None]:
    """Say what is wrong with a file or a request, and exit 2 (a file) or 1."""
    try:
        yield
    except BadFile as error:
        click.echo(f"matinee grades: {error}", err=True)
        sys.exit(UNUSABLE)
    except DomainError as error:
        db.session.rollback()
        click.echo(f"matinee grades: {error}", err=True)
        sys.exit(1)


@contextmanager
def reading(file: Path) -> Iterator[TextIO]:
    """Open a file; raises BadFile with its name where it cannot be used."""
    try:
        with file.open("rb") as stream:
            yield grade_files.text_of(stream)
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}") from error
    except BadFile as error:
        raise BadFile(f"{file}: {error}") from error


@contextmanager
def writing(file: Path) -> Iterator[TextIO]:
    """Open a file to write; raises BadFile with its name where that cannot be."""
    try:
        stream = file.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}") from error
    with stream:
        yield stream


def written(stream: TextIO | None) -> io.TextIOWrapper:
    """Return standard output for text, where what is no UTF-8 goes out as it came."""
    if stream is None:
        raise BadFile("The answer has nowhere to go: standard output is closed.")
    return io.TextIOWrapper(
        stream.buffer, encoding="utf-8", errors="surrogateescape", newline=""
    )


def settings_of_site(context: click.Context) -> Book:
    """Return the settings in force by name; none where there is no site."""
    try:
        url = make_url(apart.read_settings().database_uri)
        if url.get_backend_name() == "sqlite" and not is_file(url.database):
            return {}
        app: Any = context.ensure_object(ScriptInfo).load_app()
        with app.app_context():
            if not inspect(db.engine).has_table(GradeSetting.__tablename__):
                return {}
            return grade_rules.adopted(setting_queries.settings_by_name())
    except (SQLAlchemyError, ValueError) as error:
        reason = str(error).splitlines()[0]
        click.echo(
            f"The site's settings cannot be read; the general rule holds: {reason}",
            err=True,
        )
        return {}


def is_file(path: str | None) -> bool:
    """Say whether a database lies there; asking it would make an empty one."""
    return path is not None and Path(path).is_file()
