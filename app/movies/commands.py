"""Commands for the pictures of movies."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app.config import Settings
from app.core.db import db
from app.core.pictures import PictureRefused
from app.movies import media
from app.movies.models import Movie

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("media")
def media_group() -> None:
    """Bring in posters and photos, and make the sizes that readers get."""


@media_group.command("sizes")
@with_appcontext
def make_sizes() -> None:
    """Make the sizes of every poster and photo that has none yet."""
    count = 0
    for swept in media.missing_sizes(folder()):
        # Each by itself: a sweep that is stopped goes on where it was.
        db.session.commit()
        if swept.problem:
            click.echo(swept.problem, err=True)
        else:
            count += 1
            click.echo(f"{swept.file}: {swept.widths}")
    click.echo(f"{count} picture{'' if count == 1 else 's'} in new sizes")


@media_group.command("poster")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--alt", required=True, help="What is to be seen, in words.")
@with_appcontext
def poster(slug: str, file: Path, alt: str) -> None:
    """Give the movie of an address a poster from FILE."""
    movie = movie_of(slug)
    try:
        media.give_poster(movie, file, alt=alt, folder=folder())
    except PictureRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(f"{movie.title}: {movie.poster_file}")


@media_group.command("photo")
@click.argument("slug")
@click.argument("file", type=FILE)
@click.option("--alt", required=True, help="What is to be seen, in words.")
@click.option("--caption", help="What stands below it.")
@click.option("--credit", help="Who took it.")
@with_appcontext
def photo(
    slug: str, file: Path, alt: str, caption: str | None, credit: str | None
) -> None:
    """Add a photo from FILE behind a movie's others."""
    movie = movie_of(slug)
    try:
        added = media.add_photo(
            movie, file, alt=alt, caption=caption, credit=credit, folder=folder()
        )
    except PictureRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    click.echo(f"{movie.title}, photo {added.position}: {added.large_file}")


def movie_of(slug: str) -> Movie:
    """Return the movie of an address, or end the command."""
    found = db.session.scalar(select(Movie).where(Movie.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no movie at /movies/{slug}.")
    return found


def folder() -> Path:
    """Return where the media are."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.media_path
