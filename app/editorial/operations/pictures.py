"""Give a film its poster and its photos, and take them away.

What is taken away returns the names of files that nobody shows any more: they go once
the transaction is committed (`core.pictures.discard`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import NotFound
from app.movies import media
from app.movies import operations as movie_operations
from app.movies.models import Movie, Photo


@dataclass(frozen=True, slots=True)
class Words:
    """What stands with a photo; `place` is its number among the film's, from one."""

    alt: str
    caption: str | None = None
    credit: str | None = None
    place: int | None = None


def give_poster(
    movie_id: int, source: Path | None, *, alt: str, folder: Path
) -> Sequence[str]:
    """Give a film another poster, or the one it has other words. Raises NotFound."""
    movie = film_of(movie_id)
    if source is None:
        movie.poster_alt = alt
        db.session.flush()
        movie_operations.touch(movie_id)
        return ()
    former, widths = movie.poster_file, movie.poster_widths
    media.give_poster(movie, source, alt=alt, folder=folder)
    return media.unneeded(former, widths)


def remove_poster(movie_id: int) -> Sequence[str]:
    """Take the poster of a film away. Raises NotFound."""
    movie = film_of(movie_id)
    former, widths = movie.poster_file, movie.poster_widths
    movie.poster_file = movie.poster_widths = movie.poster_alt = None
    movie.poster_width = movie.poster_height = None
    db.session.flush()
    movie_operations.touch(movie_id)
    return media.unneeded(former, widths)


def add_photo(movie_id: int, source: Path, words: Words, *, folder: Path) -> Photo:
    """Add a photo behind a film's others. Raises NotFound."""
    return media.add_photo(
        film_of(movie_id),
        source,
        alt=words.alt,
        caption=words.caption,
        credit=words.credit,
        folder=folder,
    )


def correct_photo(photo_id: int, words: Words) -> None:
    """Change the words of a photo and its place. Raises NotFound."""
    photo = photo_of(photo_id)
    photo.alt, photo.caption, photo.credit = words.alt, words.caption, words.credit
    db.session.flush()
    if words.place is not None:
        others = [each for each in in_order(photo.movie_id) if each != photo_id]
        others.insert(words.place - 1, photo_id)
        put_in_order(others)
    movie_operations.touch(photo.movie_id)


def remove_photo(photo_id: int) -> Sequence[str]:
    """Take a photo away; those behind it move up. Raises NotFound."""
    photo = photo_of(photo_id)
    movie_id = photo.movie_id
    former, widths, small = photo.large_file, photo.large_widths, photo.small_file
    db.session.delete(photo)
    db.session.flush()
    put_in_order(in_order(movie_id))
    movie_operations.touch(movie_id)
    return (*media.unneeded(former, widths), *media.unneeded(small, None))


def in_order(movie_id: int) -> list[int]:
    """Return the numbers of a film's photos as they stand."""
    listing = select(Photo.id).where(Photo.movie_id == movie_id)
    return list(db.session.scalars(listing.order_by(Photo.position)))


def put_in_order(photo_ids: Sequence[int]) -> None:
    """Number all photos of a film from one."""
    # Out of the way first: no two of a film may ever have one place.
    for place, photo_id in enumerate(photo_ids, 1):
        move(photo_id, -place)
    for place, photo_id in enumerate(photo_ids, 1):
        move(photo_id, place)


def move(photo_id: int, position: int) -> None:
    """Write the place of a photo."""
    db.session.execute(
        update(Photo).where(Photo.id == photo_id).values(position=position)
    )


def film_of(movie_id: int) -> Movie:
    """Return the row of a film, locked. Raises NotFound."""
    found = db.session.scalar(
        select(Movie).where(Movie.id == movie_id).with_for_update()
    )
    if found is None:
        raise NotFound("This film is no longer here.")
    return found


def photo_of(photo_id: int) -> Photo:
    """Return the row of a photo; its film is locked. Raises NotFound."""
    movie_id = db.session.scalar(select(Photo.movie_id).where(Photo.id == photo_id))
    if movie_id is not None:
        film_of(movie_id)
    found = db.session.get(Photo, photo_id, populate_existing=True)
    if found is None:
        raise NotFound("This photo is no longer here.")
    return found
