"""Members who write at the same moment, on a database with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.audience import operations, queries
from app.audience.operations import Opinion
from app.core.clock import utcnow
from app.core.db import db
from app.ledger.queries import differences
from app.scores import queries as score_queries
from tests.factories.accounts import member
from tests.factories.movies import movie

WRITERS = 20


def at_once(app, count, write):
    """Run `write(number)` in as many threads, all let go together."""
    start = Barrier(count)

    def run(number):
        with app.app_context():
            start.wait()
            write(number)
            db.session.commit()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, range(count)))


def rating_count(movie_id):
    return score_queries.audience_tally(score_queries.tally_row(movie_id)).rating_count


def test_twenty_members_at_once_are_twenty_more(live_database):
    app = live_database
    with app.app_context():
        film_id = movie().id
        members = [member(f"Member {number}").id for number in range(WRITERS)]

    def post(number):
        operations.publish(
            Opinion(rating=1 + number % 10),
            movie_id=film_id,
            user_id=members[number],
            at=utcnow(),
        )

    at_once(app, WRITERS, post)

    with app.app_context():
        assert rating_count(film_id) == WRITERS
        assert differences() == []


@pytest.mark.point("S28")
def test_one_member_who_presses_many_times_posts_once(live_database):
    app = live_database
    with app.app_context():
        film_id, ada_id = movie().id, member().id

    def post(number):
        operations.publish(
            Opinion(rating=1 + number % 10),
            movie_id=film_id,
            user_id=ada_id,
            at=utcnow(),
        )

    at_once(app, 8, post)

    with app.app_context():
        assert rating_count(film_id) == 1
        assert len(queries.reviews_of(film_id, after=None, limit=9).items) == 1
        assert differences() == []


def test_voters_at_once_are_all_counted(live_database):
    app = live_database
    with app.app_context():
        film_id, ada_id = movie().id, member().id
        voters = [member(f"Voter {number}").id for number in range(8)]
        review = operations.publish(
            Opinion(rating=5), movie_id=film_id, user_id=ada_id, at=utcnow()
        )
        db.session.commit()
        review_id = review.id

    def vote(number):
        operations.find_helpful(review_id, user_id=voters[number], at=utcnow())

    at_once(app, 8, vote)

    with app.app_context():
        card = queries.card(review_id)
        assert card is not None
        assert card.helpful_count == 8
