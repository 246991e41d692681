"""Commands for files in and out: `matinee import …` and `matinee export …`."""

import click


@click.group("import")
def import_group() -> None:
    """Bring in movies, critic reviews, ratings, or a whole site."""


@click.group("export")
def export_group() -> None:
    """Write out a whole site, or its public files."""
