"""The command `matinee`: everything that is done to a site from a shell."""

import os
from importlib import import_module
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app import apart, create_app, memory
from app.config import Settings
from app.core import revisions, worker
from app.core.console import Commands, open_as_many_as_allowed, writable
from app.core.db import db


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
    settings = apart.read_settings()
    writable(settings.instance_path)
    open_as_many_as_allowed()
    # Before granian is loaded.
    memory.tell_server()
    serving = import_module("app.serving")
    listener = serving.listening(settings.host, settings.port)
    click.echo(f"Matinee is at http://{settings.host}:{settings.port}")
    serving.serve(settings, listener)


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
    if revisions.is_ahead():
        raise click.ClickException(
            f"The tables are of revision {revisions.of_database()}, and this version "
            f"of Matinee knows them up to {revisions.ours().newest}. Install the newer "
            "version, or restore a backup from before into an empty place."
        )
    import_module("app.core.migrating").upgrade()


@main.command()
@with_appcontext
def where() -> None:
    """Say which database and which folder this site uses."""
    settings: Settings = current_app.config["SETTINGS"]
    url = db.engine.url.render_as_string(hide_password=True)
    click.echo(f"database {url}\ninstance {os.fspath(settings.instance_path)}")


main.late = {
    "demo": "app.demo.commands:demo",
    "generate": "app.generate.commands:generate",
    "grades": "app.critics.commands:grades",
    "scores": "app.ledger.commands:scores",
    "import": "app.imports.site_commands:import_group",
    "export": "app.imports.site_commands:export_group",
    "media": "app.movies.commands:media_group",
    "search": "app.search.commands:search_group",
    "backup": "app.upkeep.backup.commands:backup",
    "restore": "app.upkeep.backup.commands:restore",
    "doctor": "app.upkeep.doctor.commands:doctor",
}

if __name__ == "__main__":
    main()
