"""What the desk shows of the pictures of a film."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.movies import queries as movie_queries
from app.movies.models import Movie, Photo
from app.movies.queries import MovieSheet


@dataclass(frozen=True, slots=True)
class DeskPhoto:
    """A photo in a list of the desk; `small` is the file that the list shows."""

    id: int
    position: int
    small_file: str
    small_width: int
    small_height: int
    alt: str
    caption: str | None
    credit: str | None
    count: int

    @property
    def url(self) -> str:
        """Where the small picture lies."""
        return f"/media/{self.small_file}"


def photos_to_check(movie_id: int) -> Sequence[DeskPhoto]:
    """Return the photos of a film in their order."""
    return photos_where(Photo.movie_id == movie_id)


def photo(photo_id: int) -> DeskPhoto | None:
    """Return a photo, with how many its film has."""
    of_film = select(Photo.movie_id).where(Photo.id == photo_id).scalar_subquery()
    beside = photos_where(Photo.movie_id == of_film)
    return next((each for each in beside if each.id == photo_id), None)


def photos_where(condition: object) -> Sequence[DeskPhoto]:
    """Return the photos of one film in their order."""
    listing = (
        select(
            Photo.id,
            Photo.position,
            Photo.small_file,
            Photo.small_width,
            Photo.small_height,
            Photo.alt,
            Photo.caption,
            Photo.credit,
            func.count().over().label("count"),
        )
        .where(condition)  # type: ignore[arg-type]
        .order_by(Photo.position)
    )
    return [DeskPhoto(*row) for row in db.session.execute(listing)]


def movie_of_photo(photo_id: int) -> MovieSheet | None:
    """Return the film of a photo."""
    slug = db.session.scalar(
        select(Movie.slug)
        .join(Photo, Photo.movie_id == Movie.id)
        .where(Photo.id == photo_id)
    )
    return None if slug is None else movie_queries.by_slug(slug)


def poster_words(movie_id: int) -> str:
    """Return what a film's poster shows, in words."""
    alt = select(Movie.poster_alt).where(Movie.id == movie_id)
    return db.session.scalar(alt) or ""
