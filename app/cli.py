"""The command `matinee`: everything that is done to a site from a shell."""

import os
from importlib import import_module
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console

from app import create_app, serving
from app.config import Settings
from app.core import migrating, worker
from app.core.console import Commands, open_as_many_as_allowed, writable
from app.core.db import db
from app.critics.commands import grades
from app.demo.commands import demo
from app.generate.commands import generate
from app.imports.site_commands import export_group, import_group
from app.ledger.commands import scores
from app.movies.commands import media_group
from app.search.commands import search_group
from app.upkeep.backup.commands import backup, restore
from app.upkeep.doctor.commands import doctor

console = Console()


def made_app() -> Any:
    """Make the site for a command."""
    return create_app()


@click.group(
    cls=Commands, create_app=made_app, add_default_commands=False, name="matinee"
)
def main() -> None:
    """Run a Matinee site: serve it, keep its database, check its scores."""


@main.command()
def serve() -> None:
    """Serve the site at HOST and PORT with the production server.

    SIGTERM ends it when all is answered; SIGHUP renews it without a lost request.
    """
    settings = Settings()
    writable(settings.instance_path)
    open_as_many_as_allowed()
    click.echo(f"Matinee is at http://{settings.host}:{settings.port}")
    serving.serve(settings)


@main.command("work")
@click.option("--beside", type=int, hidden=True)
@with_appcontext
def do_jobs(beside: int | None) -> None:
    """Do what waits in the queue; for sites whose server has MATINEE_JOB_WORKERS=0."""
    settings: Settings = current_app.config["SETTINGS"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    worker.work(app, settings, beside=beside)


@main.command("metrics", hidden=True)
@click.option("--beside", type=int)
@with_appcontext
def serve_metrics(beside: int | None) -> None:
    """Answer Prometheus on MATINEE_METRICS_PORT; `matinee serve` starts it."""
    settings: Settings = current_app.config["SETTINGS"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    # Only here: what it needs would be loaded by every other command, too.
    import_module("app.upkeep.metrics").serve(app, settings, beside=beside)


@main.group()
def database() -> None:
    """Bring the tables up to date."""


@database.command("upgrade")
@with_appcontext
def upgrade_database() -> None:
    """Run the migrations that are still to be run."""
    migrating.upgrade()


@main.command()
@with_appcontext
def where() -> None:
    """Say which database and which folder this site uses."""
    settings: Settings = current_app.config["SETTINGS"]
    url = db.engine.url.render_as_string(hide_password=True)
    click.echo(f"database {url}\ninstance {os.fspath(settings.instance_path)}")


main.add_command(demo)
main.add_command(generate)
main.add_command(grades)
main.add_command(scores)
main.add_command(import_group)
main.add_command(export_group)
main.add_command(media_group)
main.add_command(search_group)
main.add_command(backup)
main.add_command(restore)
main.add_command(doctor)

if __name__ == "__main__":
    main()
