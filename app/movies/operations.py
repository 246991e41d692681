"""Verbs that change movies."""

from sqlalchemy import update

from app.core.db import db
from app.movies.models import Movie, SiteVersion


def touch(*movie_ids: int) -> None:
    """Move the version of movies and of the site, always in this order.

    Every write that a movie's page shows calls it in its own transaction; the order
    keeps two writers from waiting for each other. A write to many movies calls it once,
    after all its other writes.
    """
    for movie_id in sorted(movie_ids):
        db.session.execute(
            update(Movie).where(Movie.id == movie_id).values(version=Movie.version + 1)
        )
    db.session.execute(update(SiteVersion).values(number=SiteVersion.number + 1))
