"""Critic reviews move the tally in the transaction that writes them."""

from datetime import UTC, date, datetime

from app.core.db import db
from app.critics import operations
from app.critics.models import CriticReview
from app.ledger.queries import differences
from app.scores import queries as score_queries
from app.scores.rules import Verdict
from tests.factories import movies

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def tally(movie_id):
    return score_queries.critic_tally(score_queries.tally_row(movie_id))


def published(film, **values):
    review = CriticReview(movie_id=film.id, **values)
    return operations.publish(review, at=NOW)


def test_a_supplied_verdict_wins_over_the_grade(app):
    film = movies.movie()

    published(film, original_grade="F", verdict=Verdict.FRESH)

    assert (tally(film.id).fresh, tally(film.id).graded) == (1, 1)


def test_a_grade_suggests_a_verdict_where_none_was_supplied(app):
    film = movies.movie()

    published(film, original_grade="1/5")
    published(film, original_grade="A")

    assert (tally(film.id).fresh, tally(film.id).rotten) == (1, 1)


def test_an_unsure_grade_waits_and_counts_nowhere(app):
    film = movies.movie()

    review = published(film, original_grade="2.5/4")

    assert review.verdict is None
    assert tally(film.id).total == 0
    assert differences() == []


def test_a_decision_counts_the_review(app):
    film = movies.movie()
    review = published(film, original_grade="2.5/4", top_critic=True)

    operations.decide(review, Verdict.ROTTEN, at=NOW)

    counted = tally(film.id)
    assert (counted.rotten, counted.top_rotten, counted.grade_sum) == (1, 1, 6250)
    assert differences() == []


def test_a_removed_review_is_counted_out(app):
    film = movies.movie()
    review = published(film, original_grade="4/4", reviewed_on=date(2024, 1, 1))

    operations.remove(review, at=NOW)
    db.session.commit()

    assert tally(film.id).total == 0
    assert differences() == []
