"""Commands for the grades of critics: `matinee grades …`."""

import click

from app.critics import jobs  # noqa: F401  its sweep is known by being imported


@click.group()
def grades() -> None:
    """Read grades, and learn how outlets use them."""
