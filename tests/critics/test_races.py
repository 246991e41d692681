"""Editors who act at the same moment, on a database with real commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from app.core.db import db
from app.critics import operations
from app.critics.models import CriticReview, Publication
from app.ledger.queries import differences
from app.scores import queries as score_queries
from tests.factories import critics, movies

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def at_once(app, *acts):
    """Do several things in as many threads, all let go together."""
    start = Barrier(len(acts))

    def run(act):
        with app.app_context():
            start.wait()
            act()
            db.session.commit()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def total(movie_id):
    return score_queries.critic_tally(score_queries.tally_row(movie_id)).total


def test_an_outlet_is_taken_out_while_its_reviews_come_in(live_database):
    app = live_database
    with app.app_context():
        film_ids = [movies.movie(f"Film {number}").id for number in range(3)]
        outlet_id = critics.publication("The Gazette").id

    def publish(number):
        review = CriticReview(
            movie_id=film_ids[number % 3],
            publication_id=outlet_id,
            original_grade="A",
        )
        operations.publish(review, at=NOW)

    at_once(
        app,
        *(lambda number=number: publish(number) for number in range(4)),
        lambda: operations.disapprove(outlet_id, at=NOW),
        *(lambda number=number: publish(number) for number in range(4, 8)),
    )

    with app.app_context():
        assert db.session.get(Publication, outlet_id).approved is False
        assert [total(film_id) for film_id in film_ids] == [0, 0, 0]
        assert differences(at=NOW) == []


def test_two_outlets_with_the_same_films_change_at_once(live_database):
    app = live_database
    with app.app_context():
        films = [movies.movie(f"Film {number}") for number in range(4)]
        outlets = [critics.publication(f"Outlet {number}") for number in range(2)]
        for film in films:
            for outlet in outlets:
                critics.reviews(film, 3, publication_id=outlet.id)
        film_ids = [film.id for film in films]
        outlet_ids = [outlet.id for outlet in outlets]

    at_once(
        app,
        *(
            lambda outlet_id=outlet_id: operations.disapprove(outlet_id, at=NOW)
            for outlet_id in outlet_ids
        ),
    )

    with app.app_context():
        assert [total(film_id) for film_id in film_ids] == [0] * 4
        assert differences(at=NOW) == []


def test_one_review_in_many_hands_is_counted_once(live_database):
    app = live_database
    with app.app_context():
        film_id = movies.movie().id
        review = operations.publish(
            CriticReview(movie_id=film_id, original_grade="A"), at=NOW
        )
        db.session.commit()
        review_id = review.id

    def change(words):
        row = db.session.get(CriticReview, review_id)
        operations.disclose_interest(row, words, at=NOW)

    at_once(
        app,
        *(
            lambda number=number: change("A friend." if number % 2 else None)
            for number in range(8)
        ),
    )

    with app.app_context():
        assert total(film_id) in (0, 1)
        assert differences(at=NOW) == []
