"""Several unlike lists come back from one statement as each alone would."""

from datetime import date

from sqlalchemy import bindparam, select

from app.core.db import db
from app.core.reading import first_row, gathering, rows
from app.movies.models import Movie, Offer, Photo
from tests.factories import movies

FILM = bindparam("film")
TITLES = select(Movie.id, Movie.title, Movie.released_on, Movie.wide_release).where(
    Movie.id == FILM
)
PHOTOS = select(Photo.alt, Photo.position, Photo.caption).where(Photo.movie_id == FILM)
OFFERS = select(Offer.checked_on, Offer.sample).where(Offer.movie_id == FILM)
ALL = gathering(TITLES, PHOTOS, OFFERS)


def test_each_list_gets_its_own_rows_and_kinds(app, count_queries):
    film = movies.movie(released_on=date(2012, 7, 27))
    movies.photo(film)
    movies.offer(film)
    movies.photo(movies.movie("Another"))

    number = film.id
    with count_queries() as sent:
        titles, photos, offers = ALL.read(film=number)

    assert len(sent) == 1
    assert titles == [(film.id, film.title, date(2012, 7, 27), 0)]
    assert photos == [tuple(row) for row in rows(PHOTOS, film=film.id)]
    assert [day for day, _ in offers] == [row[0] for row in rows(OFFERS, film=film.id)]


def test_a_list_without_rows_is_empty(app):
    film = movies.movie(released_on=None)

    titles, photos, offers = ALL.read(film=film.id)

    assert titles == [(film.id, film.title, None, 0)]
    assert (photos, offers) == ([], [])


def test_what_the_session_has_changed_is_seen(app):
    film = movies.movie()
    film.title = "Another Title"

    row = first_row(TITLES, film=film.id)

    assert row is not None
    assert row.title == "Another Title"
    db.session.rollback()
