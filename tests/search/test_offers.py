"""Which names are offered while somebody types, and in which order."""

import pytest
from sqlalchemy import delete, insert, select, update

from app import create_app
from app.core.db import db
from app.core.jobs import SWEEPS
from app.critics.models import Critic
from app.movies.models import Movie, Person
from app.scores.models import Tally
from app.search import jobs, operations, queries, rules
from app.search.models import SearchDocument
from app.search.queries import offers
from tests.factories import critics, movies
from tests.support.databases import close, settings_of

CROWD = offers.IN_REACH + 10


def offered(text):
    return [hit.title for hit in queries.suggest(text)]


def crowd(pattern, count=CROWD):
    """Put on many films that are called alike."""
    values = [
        {"slug": f"film-{n}", "title": title, "title_sort": title, "year": 1950}
        for n, title in enumerate(pattern.format(n) for n in range(count))
    ]
    db.session.execute(insert(Movie), values)


def strangers(count):
    """Add people who have no part in any film."""
    people = [{"slug": f"p-{n}", "name": f"Salt {n:02}"} for n in range(count)]
    db.session.execute(insert(Person), people)


def test_of_many_films_the_one_with_most_said_is_offered_first(app):
    crowd("Salt Yard {:03}")
    some, most = movies.movie("Salt Year of Zeal"), movies.movie("The Salt Years")
    critics.reviews(some, 2)
    critics.reviews(most, 3)

    for typed in ("s", "sa", "sal", "salt", "salt y", "the sal"):
        assert offered(typed)[:2] == ["The Salt Years", "Salt Year of Zeal"], typed


def test_of_many_films_the_one_that_is_called_so_is_offered_first(app):
    crowd("Saltern {:03}", offers.MANY + 10)
    critics.reviews(movies.movie("Salt Year"), 3)

    for title in ("S", "Sa", "Sal", "Salt"):
        movies.movie(title, slug=f"called-{title}")
        assert offered(title.lower())[:2] == [title, "Salt Year"]


def test_a_letter_of_a_further_word_brings_no_words_beside_beginnings(app):
    for title in ("Salt Year", "Yard of Salt"):
        movies.movie(title)

    assert offered("salt y") == ["Salt Year"]
    assert offered("salt ya") == ["Yard of Salt"]
    assert offered("of y") == ["Yard of Salt"]


def test_of_films_of_one_name_the_one_with_most_said_comes_first(app):
    films = [movies.movie("Dust", slug=f"dust-{n}", year=1950 + n) for n in range(12)]
    critics.reviews(films[10], 2)

    assert [hit.year for hit in queries.suggest("dust")][:2] == [1960, 1950]


def test_who_may_be_seen_is_found_among_many_who_may_not(app):
    strangers(offers.MANY + 10)
    movies.credit(movies.movie("Bergwerk"), movies.person("Salt the Very Elder"))

    for typed in ("s", "sa", "sal", "salt", "salt t", "elder", "elder salt"):
        assert offered(typed) == ["Salt the Very Elder"], typed


def test_a_critic_is_found_by_a_word_among_many_without_a_review(app):
    silent = [{"slug": f"c-{n}", "name": f"Cy Marsh {n:02}"} for n in range(60)]
    db.session.execute(insert(Critic), silent)
    critic = critics.critic("Cleo Bartholomew Marsh")
    critics.review(movies.movie("Bergwerk"), critic_id=critic.id)

    assert offered("marsh") == ["Cleo Bartholomew Marsh"]


def test_films_leave_two_places_to_others(app):
    crowd("Salt {:03}", 20)
    film = db.session.scalars(select(Movie)).first()
    for name in ("Salty", "Saltman", "Saltzer"):
        movies.credit(film, movies.person(name), position=len(name))

    titles = offered("salt")

    assert len(titles) == 8
    assert titles[6:] == ["Salty", "Saltman"]


def test_words_as_they_stand_come_before_words_apart(app):
    movies.movie("A Salt of a Year")
    movies.movie("Bitter Salt Year")

    assert offered("salt year") == ["Bitter Salt Year", "A Salt of a Year"]


def test_words_fill_the_list_beside_all_that_begin_so(app):
    for number in range(5):
        movies.movie("Salt Year", slug=f"begins-{number}")
    for number in range(9):
        movies.movie(f"Old Salt Year {number}")

    assert offered("salt year")[4:] == [
        "Salt Year",
        *(f"Old Salt Year {number}" for number in range(3)),
    ]


def test_a_year_behind_the_words_does_not_part_them(app):
    movies.movie("A Salt of a Year", year=2012)
    movies.movie("Bitter Salt Year", year=2012)
    movies.movie("Bitter Salt Year", slug="other", year=2013)

    assert offered("salt year 2012") == ["Bitter Salt Year", "A Salt of a Year"]


def test_of_many_films_with_the_words_the_best_are_offered(app):
    crowd("Long Yard of Salt {:03}", offers.IN_REACH - 50)
    critics.reviews(movies.movie("The Last Yard of the Salt"), 2)

    assert offered("yard salt")[0] == "The Last Yard of the Salt"


def test_a_mistyped_year_is_not_taken_for_another(app):
    movies.movie("The Lamplighter", year=2012)

    assert offered("lamplighter 2012") == ["The Lamplighter"]
    assert offered("lamplighter 20122") == []


def test_a_document_follows_what_is_said_of_its_film(app):
    film, other = movies.movie("Salt Year"), movies.movie("Dust")
    critics.reviews(film, 3)
    assert said_of(film) == 3
    assert said_of(other) == 0
    assert queries.differences() == []

    for count, about in ((19, 19), (187, 180), (1999, 1900), (123_456, 120_000)):
        change = update(Tally).where(Tally.movie_id == film.id)
        db.session.execute(change.values(fresh=count, rotten=0))
        assert said_of(film) == about == rules.about(count)
        assert queries.differences() == []

    db.session.execute(delete(Tally).where(Tally.movie_id == film.id))
    assert said_of(film) == 0


def test_a_rebuilt_index_knows_what_was_said(app):
    film = movies.movie("Salt Year")
    critics.reviews(film, 3)
    db.session.execute(update(SearchDocument).values(said=7))

    wrong = {each.row_id for each in queries.differences()}
    operations.rebuild()

    assert film.id in wrong
    assert said_of(film) == 3
    assert queries.differences() == []


def test_the_index_is_put_in_order_at_night(databases, database, tmp_path):
    app = create_app(settings_of(databases.with_tables(database), tmp_path))
    with app.app_context():
        for number in range(20):
            movies.movie(f"Salt Year {number}", slug=f"salt-{number}")
            db.session.commit()

        jobs.merge_segments()

        assert jobs.merge_all() == 0
        assert len(offered("year salt")) == queries.suggesting.SUGGESTIONS
        assert queries.broken_indexes() == []
    assert (jobs.merge_segments, 4) in [(each.job, each.hour) for each in SWEEPS]
    close(app)


@pytest.mark.parametrize("database", ["sqlite"])
def test_segments_are_merged_step_by_step(app, database, monkeypatch):
    crowd("Salt Year {:03}", 300)
    db.session.commit()
    movies.movie("Pepper Year")
    db.session.commit()
    monkeypatch.setattr(jobs, "PAGES", 1)

    assert jobs.merge_all() > 1
    assert jobs.merge_all() == 0
    assert offered("year pepper") == ["Pepper Year"]


def said_of(film):
    """Return what the document of a film knows of it."""
    db.session.flush()
    return db.session.scalar(
        select(SearchDocument.said).where(
            SearchDocument.kind == "movie", SearchDocument.row_id == film.id
        )
    )
