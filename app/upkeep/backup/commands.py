"""The commands `matinee backup FILE` and `matinee restore FILE`."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from psycopg import Error as PostgreSQLError
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.core.clock import utcnow
from app.upkeep.backup import restoring, taking
from app.upkeep.backup.archive import Refused

MEDIA = "media/"
FAILURES = (Refused, OSError, SQLAlchemyError, PostgreSQLError)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--with-keys",
    is_flag=True,
    help="Take along the keys that the site made by itself in the instance folder. "
    "Keys from the environment or matinee.env never go along.",
)
@with_appcontext
def backup(file: Path, with_keys: bool) -> None:
    """Write the database and all media into a new FILE, while the site runs.

    It holds e-mail addresses and hashes of passwords: only its owner may read it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    try:
        taking.take(
            settings, file, with_keys=with_keys, at=utcnow(), progress=Progress()
        )
    except FAILURES as error:
        raise click.ClickException(f"{error}\nNo backup was written.") from error
    click.echo(f"{file} is whole: {file.stat().st_size:,} bytes")
    if not with_keys:
        click.echo(
            "Keep MATINEE_PASSWORD_SALT and MATINEE_SECRET_KEY elsewhere: without the "
            "first no password in it works."
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def restore(file: Path) -> None:
    """Put a backup FILE back, where the database and the folder of media are empty.

    Every sum is checked before anything is written.
    """
    settings: Settings = current_app.config["SETTINGS"]
    try:
        words = restoring.restore(settings, file, progress=Progress())
    except FAILURES as error:
        raise click.ClickException(f"{error}\nNothing was restored.") from error
    for line in words:
        click.echo(line)
    click.echo("Everything is back. Check it with: matinee doctor")


class Progress:
    """Says what is done, pictures by the hundred."""

    def __init__(self) -> None:
        self.pictures = 0

    def __call__(self, name: str, size: int) -> None:
        """Say that a member is done."""
        if not name.startswith(MEDIA):
            click.echo(f"{size:>16,}  {name}")
            return
        self.pictures += 1
        if self.pictures % 100 == 0:
            click.echo(f"{self.pictures:>16,}  pictures")
