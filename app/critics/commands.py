"""Commands for the grades of critics: `matinee grades …`."""

import click


@click.group()
def grades() -> None:
    """Read grades, and learn how outlets use them."""
