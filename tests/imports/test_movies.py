"""Movies from a file, through the command that brings them in."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.movies import queries as movie_queries
from app.movies.models import Movie, Person
from tests.factories import movies
from tests.imports.files import as_csv, as_json

HEADER = (
    "title", "year", "directors", "writers", "cast", "genres", "runtime", "rating",
    "synopsis", "released_on", "wide_release", "distributor", "imdb", "wikipedia",
)  # fmt: skip
LAMP = {
    "title": "The Lamplighter",
    "year": "2012",
    "directors": "Asa Lind; Bo Vik, Jr.",
    "writers": "Asa Lind",
    "cast": "Inga Novak, Tomas Byrne",
    "genres": "Drama|Mystery",
    "runtime": "91 min",
    "rating": "PG-13",
    "synopsis": "Somebody lights lamps.",
    "released_on": "July 27, 2012",
    "wide_release": "yes",
    "distributor": "Small Screen",
    "imdb": "tt0012349",
    "wikipedia": "The_Lamplighter",
}


def lamp(**values: str) -> dict[str, str]:
    return LAMP | values


def as_file(*rows) -> bytes:
    return as_csv(rows, HEADER)


def all_movies() -> list[Movie]:
    db.session.expire_all()
    return list(db.session.scalars(select(Movie).order_by(Movie.id)))


def test_a_movie_comes_in_with_all_it_says(write, bring, scores_are_right):
    result = bring("movies", write(as_file(lamp())), "--yes")

    (movie,) = all_movies()
    assert result.exit_code == 0, result.output
    assert (movie.slug, movie.year, movie.runtime_minutes) == (
        "the-lamplighter",
        2012,
        91,
    )
    assert (movie.released_on, movie.wide_release) == (date(2012, 7, 27), True)
    assert movie.distributor == "Small Screen"
    catalogue = movie_queries.catalogue_of(movie_queries.by_slug(movie.slug))
    credits = catalogue.credits
    assert [line.name for line in credits.directors] == ["Asa Lind", "Bo Vik, Jr."]
    assert [line.name for line in credits.cast] == ["Inga Novak", "Tomas Byrne"]
    assert catalogue.genres == ("Drama", "Mystery")
    assert ("imdb", "tt0012349") in catalogue.identifiers
    assert len(list(db.session.scalars(select(Person)))) == 4
    scores_are_right()


def test_importing_movies_twice_changes_nothing(write, bring):
    path = write(as_file(lamp(), lamp(title="Harbour", imdb="tt2", wikipedia="")))
    bring("movies", path, "--yes")
    versions = [movie.version for movie in all_movies()]

    result = bring("movies", path, "--yes")

    assert "0 new, 0 changed, 2 same" in result.output
    assert [movie.version for movie in all_movies()] == versions


def test_a_changed_row_renews_what_an_import_wrote(write, bring):
    bring("movies", write(as_file(lamp())), "--yes")

    result = bring(
        "movies",
        write(as_file(lamp(distributor="Big Screen", cast="Vera Silva"))),
        "--yes",
    )

    (movie,) = all_movies()
    assert "1 changed" in result.output
    assert movie.distributor == "Big Screen"
    assert [line.name for line in movie_queries.credits_of(movie.id).cast] == [
        "Vera Silva"
    ]


def test_what_an_editor_wrote_stays(write, bring):
    bring("movies", write(as_file(lamp())), "--yes")
    (movie,) = all_movies()
    movie.synopsis = "An editor's own words."
    db.session.commit()

    bring("movies", write(as_file(lamp(synopsis="New.", rating="R"))), "--yes")

    (movie,) = all_movies()
    assert (movie.synopsis, movie.rating) == ("An editor's own words.", "R")


def test_a_movie_that_is_here_gets_only_what_it_lacks(write, bring):
    movies.movie("The Lamplighter", distributor=None)

    result = bring("movies", write(as_file(lamp())), "--yes")

    (movie,) = all_movies()
    assert "0 new, 1 changed" in result.output
    assert (movie.distributor, movie.synopsis) == (
        "Small Screen",
        "Somebody lights lamps.",
    )
    assert movie.runtime_minutes == 91


def test_two_films_of_one_title_are_two_by_year_or_by_number(write, bring):
    bring(
        "movies",
        write(
            as_file(
                lamp(),
                lamp(year="1950", imdb="tt1", wikipedia="other"),
                lamp(imdb="tt3", wikipedia="third"),
            )
        ),
        "--yes",
    )

    assert [movie.slug for movie in all_movies()] == [
        "the-lamplighter",
        "the-lamplighter-1950",
        "the-lamplighter-2012",
    ]


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"title": "Harbour"}, "1 waiting"),
        ({"year": "2013", "imdb": "", "wikipedia": ""}, "1 waiting"),
        ({"synopsis": "Said twice."}, "1 refused"),
        ({"title": "", "year": ""}, "1 refused"),
        (
            {"title": "Harbour", "imdb": "", "wikipedia": "", "runtime": "long"},
            "1 refused",
        ),
    ],
)
def test_what_is_not_certain_waits_and_nonsense_is_refused(
    write, bring, other, outcome
):
    result = bring("movies", write(as_file(lamp(), lamp(**other))), "--yes")

    assert result.exit_code == 1
    assert "1 new" in result.output
    assert outcome in result.output


def test_a_json_list_keeps_names_with_commas_whole(write, bring):
    row = {"title": "Harbour", "year": 2010, "cast": ["Bo Vik, Jr.", ")", "Inga Novak"]}

    bring("movies", write(as_json([row]), "movies.json"), "--yes")

    (movie,) = all_movies()
    assert [line.name for line in movie_queries.credits_of(movie.id).cast] == [
        "Bo Vik, Jr.",
        "Inga Novak",
    ]
