"""Several unlike lists come back from one statement as each alone would."""

import sqlite3
from datetime import date

import pytest
from sqlalchemy import Integer, String, bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from app.core.db import as_read, db
from app.core.gathering import gathering
from app.core.parts import kept
from app.core.reading import Lean, adding, first_row, rows
from app.core.telling import told
from app.movies.models import Genre, Movie, Offer, Photo
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


def test_a_statement_may_be_made_when_it_is_sent(app):
    film, made = movies.movie(), []

    def titles():
        made.append(TITLES)
        return TITLES

    late = Lean(titles)
    assert not made
    first, second = late.all(film=film.id), late.all(film=film.id)

    assert first == second
    assert [row.title for row in first] == [film.title]
    assert len(made) == 1


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


def test_a_lean_statement_answers_as_any_other_and_is_heard_of(app, count_queries):
    film = movies.movie(released_on=date(2012, 7, 27), wide_release=True)
    number, lean = film.id, Lean(TITLES)
    db.session.flush()

    with count_queries() as sent:
        plain = lean.read(film=number)

    assert len(sent) == 1
    (row,) = lean.typed(plain)
    assert row == tuple(first_row(TITLES, film=number))
    assert (row.title, row.wide_release) == (film.title, True)


def test_a_lean_statement_sees_what_the_session_changed_in_any_of_its_transactions(app):
    film, lean = movies.movie(), Lean(TITLES)
    number = film.id
    lean.read(film=number)
    db.session.commit()
    db.session.get(Movie, number).title = "Another Title"

    assert lean.typed(lean.read(film=number))[0].title == "Another Title"
    db.session.rollback()
    assert lean.typed(lean.read(film=number))[0].title != "Another Title"


def test_a_lean_statement_takes_days_and_its_own_limits(app):
    older = movies.movie("Old", released_on=date(2001, 1, 1))
    movies.movie("New", released_on=date(2012, 7, 27))
    before = bindparam("before", type_=Movie.released_on.type)
    lean = Lean(select(Movie.id).where(Movie.released_on < before).limit(3))

    assert lean.read(before=date(2010, 1, 1)) == ((older.id,),)


def test_what_goes_wrong_with_a_lean_statement_is_raised_as_from_any_other(app):
    broken = Lean(select(func.no_such_function(1, type_=Integer)))

    with pytest.raises(DBAPIError, match="no_such_function"):
        broken.read()
    db.session.rollback()


def test_a_lean_statement_changes_rows_and_says_how_many(app, count_queries):
    film = movies.movie()
    number, named = film.id, update(Movie.__table__).where(Movie.id == FILM)
    lean = Lean(named.values(title=bindparam("words")))
    db.session.flush()

    with count_queries() as sent:
        assert lean.change(film=number, words="Another Title") == 1
        assert lean.change(film=-1, words="No Title") == 0

    assert len(sent) == 2
    assert Lean(TITLES).first(film=number).title == "Another Title"
    assert Lean(TITLES).first(film=-1) is None


def adding_genre():
    name = bindparam("said", type_=String)
    return adding(Genre.__table__, db.engine.dialect.name, name=name)


def test_a_row_that_is_added_says_its_number_and_one_that_is_there_none(app):
    statement = adding_genre()

    number = statement.add(said="Drama")
    again = statement.add(said="Drama")
    other = statement.add(said="Comedy")

    names = {row.id: row.name for row in rows(select(Genre.id, Genre.name))}
    assert names == {number: "Drama", other: "Comedy"}
    assert again is None


def test_sqlite_is_not_asked_to_return_the_row_it_adds(app, count_queries):
    with count_queries() as sent:
        adding_genre().add(said="Drama")

    returns = "RETURNING" in sent[-1]
    assert returns == (db.engine.dialect.name != "sqlite")


def test_a_row_as_read_is_one_that_the_session_has_read(app, count_queries):
    film = movies.movie("Salt Year", year=2003)
    number = film.id
    db.session.expunge(film)

    with count_queries() as sent:
        found = as_read(Movie, {"id": number, "title": "Salt Year"})
        assert (found.title, db.session.get(Movie, number)) == ("Salt Year", found)
        assert not sent
    assert found.year == 2003
    found.title = "Salt Years"
    db.session.flush()

    assert first_row(TITLES, film=number).title == "Salt Years"


def test_a_lean_statement_lacks_no_value(app):
    with pytest.raises((KeyError, DBAPIError), match="film"):
        Lean(TITLES).read(movie=1)
    db.session.rollback()


def test_a_lean_statement_that_locks_keeps_other_writers_out(live_database):
    lean = Lean(select(Movie.id).where(Movie.id == FILM).with_for_update())
    with live_database.app_context():
        number = movies.movie().id
        db.session.commit()

        assert lean.read(film=number) == ((number,),)
        if db.engine.dialect.name == "sqlite":
            rival = sqlite3.connect(db.engine.url.database, timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                rival.execute("BEGIN IMMEDIATE")
            rival.close()
        else:
            again = select(Movie.id).where(Movie.id == number)
            with db.engine.connect() as rival, pytest.raises(DBAPIError, match="lock"):
                rival.execute(again.with_for_update(nowait=True))
        db.session.rollback()


def test_a_statement_whose_text_depends_on_its_values_is_refused(app):
    several = select(Movie.id).where(Movie.id.in_(bindparam("ids", expanding=True)))

    with pytest.raises(ValueError, match="depends on its values"):
        Lean(several).read(ids=[1, 2])


def test_the_same_rows_are_the_same_thing_and_drawn_once(app):
    made = []

    def numbers_of(plain):
        made.append(plain)
        return [number for (number,) in plain]

    def draw(numbers):
        return f"{numbers} after {len(made)}"

    first, again = told(numbers_of, ((1,), (2,))), told(numbers_of, ((1,), (2,)))

    assert first is again
    assert made == []
    assert kept(draw, first) == kept(draw, again) == "[1, 2] after 1"
    assert kept(draw, told(numbers_of, ((1,), (3,)))) == "[1, 3] after 2"
    assert first.of("count") is again.of("count")
    assert first.of("count").value(2) == 1


def test_packed_rows_are_the_rows_in_their_order(app, count_queries):
    for number in range(3):
        movies.movie(f'Film "{number}" \\ é', released_on=date(2012, 7, 27 - number))
    titles = select(
        Movie.title, Movie.released_on, Movie.wide_release, Movie.year, Movie.version
    ).order_by(Movie.released_on, Movie.id)
    lean = Lean(titles.limit(bindparam("limit", type_=Integer)), packed=True)

    with count_queries() as sent:
        found = lean.typed(lean.read(limit=2))

    assert len(sent) == 1
    assert found == [tuple(row) for row in rows(titles)[:2]]
    assert found[0].released_on == date(2012, 7, 25)
    assert lean.typed(lean.read(limit=0)) == []
