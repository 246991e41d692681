"""Commands for a whole site: `export site`, `import site`, `export public`."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Settings
from app.core.clock import utcnow
from app.imports import public_export, site_export, site_import
from app.imports.commands import export_group, import_group
from app.imports.rules.refusals import FileRefused

__all__ = ["export_group", "import_group"]
FOLDER = click.Path(path_type=Path, file_okay=False)


@export_group.command("site")
@click.argument("folder", type=FOLDER)
@click.option(
    "--with-passwords",
    is_flag=True,
    help="Take the hashes of passwords along. They are of use only with the same "
    "MATINEE_PASSWORD_SALT.",
)
@with_appcontext
def export_site(folder: Path, with_passwords: bool) -> None:
    """Write the whole site into a new FOLDER: every row, media, policy, and sums."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        counts = site_export.write_site(
            folder,
            media=settings.media_path,
            with_passwords=with_passwords,
            at=utcnow(),
            progress=tell,
        )
    except (FileRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(counts.values()):,} rows are in {folder}")
    if not with_passwords:
        click.echo("Passwords stayed here; --with-passwords takes their hashes along.")


@import_group.command("site")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_appcontext
def import_site(folder: Path) -> None:
    """Take a whole site in from FOLDER, into a database that is empty."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        counts = site_import.read_site(folder, media=settings.media_path, progress=tell)
    except (FileRefused, OSError) as error:
        raise click.ClickException(f"{error}\nNothing was imported.") from error
    click.echo(f"{sum(counts.values()):,} rows came in")
    click.echo("Check the scores with: matinee scores verify")


@export_group.command("public")
@click.argument("folder", type=FOLDER)
@with_appcontext
def export_public(folder: Path) -> None:
    """Write what everybody may have into a new FOLDER, as CSV with a README."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        counts = public_export.write_public(
            folder,
            site=settings.site_name,
            address=settings.base_url or "",
            licence=settings.data_licence,
            at=utcnow(),
            progress=tell,
        )
    except (FileRefused, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{sum(counts.values()):,} rows are in {folder}")


def tell(what: str, count: int) -> None:
    """Say how many rows of a table are done."""
    click.echo(f"{count:>10,}  {what}")
