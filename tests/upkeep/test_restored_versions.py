"""Versions after a restore: none comes again that pages had since the backup."""

from sqlalchemy import select

from app.core.clock import utcnow
from app.core.db import db
from app.movies import operations as movie_operations
from app.movies import queries as movie_queries
from app.movies.models import Movie
from tests.upkeep.conftest import AT, back_up, put_back


def versions(site) -> list[int]:
    with site.rows():
        found = select(Movie.version).order_by(Movie.id)
        return [*db.session.scalars(found), movie_queries.site_version().number]


def test_no_version_of_after_the_backup_comes_again(
    database, made_site, filled, databases, tmp_path
):
    site, file = made_site(database), tmp_path / "site.backup"
    filled(site, movies=2, members=1)
    back_up(site, file)
    restored = made_site(database)
    restored.url = databases.empty(database)
    with site.rows():
        for _ in range(40):
            movie_operations.touch(*db.session.scalars(select(Movie.id)))
        db.session.commit()

    seconds = (utcnow() - AT).total_seconds()
    put_back(restored, file)

    for there, here in zip(versions(restored), versions(site), strict=True):
        assert there - here > seconds
