"""Verbs for pictures of movies: a poster, a photo, the sizes of what is there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, func, or_, select, update

from app.core import pictures
from app.core.db import db
from app.core.pictures import PictureRefused
from app.movies import operations
from app.movies.models import Movie, Photo


@dataclass(frozen=True)
class Swept:
    """A picture that a sweep came to; `problem` says why it has no sizes."""

    file: str
    widths: str
    problem: str = ""


def give_poster(movie: Movie, source: Path, *, alt: str, folder: Path) -> None:
    """Give a movie its poster, in all sizes."""
    kept = pictures.keep(source, folder, name=f"{movie.slug}-poster")
    movie.poster_file, movie.poster_widths = kept.file, kept.widths
    movie.poster_width, movie.poster_height = kept.width, kept.height
    movie.poster_alt = alt
    db.session.flush()
    operations.touch(movie.id)


def add_photo(
    movie: Movie,
    source: Path,
    *,
    alt: str,
    caption: str | None = None,
    credit: str | None = None,
    folder: Path,
) -> Photo:
    """Add a photo behind a movie's others, in all sizes."""
    kept = pictures.keep(source, folder, name=f"{movie.slug}-photo")
    small = min(kept.width, 400)
    last = db.session.scalar(
        select(func.max(Photo.position)).where(Photo.movie_id == movie.id)
    )
    photo = Photo(
        movie_id=movie.id,
        position=(last or 0) + 1,
        small_file=pictures.sized(kept.file, small, "webp"),
        small_width=small,
        small_height=max(1, round(kept.height * small / kept.width)),
        large_file=kept.file,
        large_width=kept.width,
        large_height=kept.height,
        large_widths=kept.widths,
        alt=alt,
        caption=caption,
        credit=credit,
    )
    db.session.add(photo)
    db.session.flush()
    operations.touch(movie.id)
    return photo


def unneeded(file: str | None, widths: str | None) -> Sequence[str]:
    """Return the files of a picture that was taken away, unless another shows it.

    The same picture brought in twice lies among the media once.
    """
    if file is None:
        return ()
    shown = select(
        or_(
            exists().where(Movie.poster_file == file),
            exists().where(Photo.large_file == file),
            exists().where(Photo.small_file == file),
        )
    )
    if db.session.scalar(shown):
        return ()
    return pictures.files_of(file, widths or "")


def missing_sizes(folder: Path) -> Iterator[Swept]:
    """Make the sizes of every poster and photo that has none, one after the other.

    What a row names and is not there, or is no picture, is told of and passed by.
    """
    posters = select(Movie.id, Movie.poster_file).where(
        Movie.poster_file.is_not(None), Movie.poster_widths.is_(None)
    )
    photos = select(Photo.id, Photo.movie_id, Photo.large_file).where(
        Photo.large_widths.is_(None)
    )
    for movie_id, file in db.session.execute(posters).all():
        swept = sizes_of(str(file), folder)
        if not swept.problem:
            db.session.execute(
                update(Movie)
                .where(Movie.id == movie_id)
                .values(poster_widths=swept.widths)
            )
            operations.touch(movie_id)
        yield swept
    for photo_id, movie_id, file in db.session.execute(photos).all():
        swept = sizes_of(str(file), folder)
        if not swept.problem:
            db.session.execute(
                update(Photo)
                .where(Photo.id == photo_id)
                .values(large_widths=swept.widths)
            )
            operations.touch(movie_id)
        yield swept


def sizes_of(file: str, folder: Path) -> Swept:
    """Make the sizes of one picture, or say why there are none."""
    try:
        return Swept(file, pictures.sizes(file, folder))
    except PictureRefused as refusal:
        return Swept(file, "", str(refusal))
    except FileNotFoundError:
        return Swept(file, "", f"{file}: not among the media.")
