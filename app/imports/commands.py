"""Commands for files in and out: `matinee import …` and `matinee export …`."""

import click

from app.imports import file_commands


@click.group("import")
def import_group() -> None:
    """Bring in movies, critic reviews, ratings, or a whole site."""


@click.group("export")
def export_group() -> None:
    """Write out a whole site, or its public files."""


for command in (
    file_commands.import_movies,
    file_commands.import_critic_reviews,
    file_commands.import_ratings,
    file_commands.rematch,
):
    import_group.add_command(command)
