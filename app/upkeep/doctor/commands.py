"""The command `matinee doctor`."""

import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.config import Settings
from app.core import revisions
from app.upkeep.doctor import contents, surroundings
from app.upkeep.doctor.findings import Check, Finding, Verdict, examined


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")
@click.option("--letter-to", metavar="ADDRESS", help="Send a letter there, too.")
@with_appcontext
def doctor(as_json: bool, letter_to: str | None) -> None:
    """Look the whole site over: a line each, and what to do; exit 1 at a fault."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    found: list[Finding] = []
    out = sys.stdout
    # What is logged meanwhile is no part of what programs read.
    with redirect_stdout(sys.stderr):
        for finding in examined(checks(app, letter_to)):
            found.append(finding)
            if not as_json:
                line = f"{finding.verdict:<8} {finding.what:<9} {finding.words}"
                click.echo(line, file=out)
    if as_json:
        click.echo(json.dumps([vars(each) for each in found], indent=1))
    if any(each.verdict is Verdict.FAULT for each in found):
        sys.exit(1)


def checks(app: Flask, letter_to: str | None) -> Iterator[tuple[str, Check]]:
    """Yield what is looked at, in order."""
    settings: Settings = app.config["SETTINGS"]
    yield "settings", partial(surroundings.look_at_settings, settings)
    yield "keys", partial(surroundings.look_at_keys, settings)
    yield "folders", partial(surroundings.look_at_folders, settings)
    yield "disk", partial(surroundings.look_at_room, settings)
    yield "database", contents.look_at_database
    is_there = contents.answers()
    if is_there:
        yield "tables", contents.look_at_tables
    is_there = is_there and revisions.has_tables()
    if is_there:
        yield "scores", contents.look_at_scores
        yield "search", contents.look_at_search
        yield "media", partial(contents.look_at_media, settings)
        yield "clock", partial(surroundings.look_at_clock, settings)
    yield "mail", partial(surroundings.look_at_mail, settings, letter_to)
    yield "cache", partial(surroundings.look_at_cache, app)
    yield "jobs", partial(surroundings.look_at_worker, app)
    if is_there:
        yield "jobs", surroundings.look_at_what_waits
