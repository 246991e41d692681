"""Withdrawn, restored, hidden, waiting for the release: where a review stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.audience import operations, queries
from app.audience.jobs import open_ratings
from app.audience.models import AudienceReview, Standing
from app.audience.operations import Opinion
from app.core import events
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.errors import NotFound
from app.core.events import Event, EventKind
from app.ledger.queries import differences
from app.scores import queries as score_queries
from tests.factories import accounts, audience, movies
from tests.support.page import Page

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SOON = timedelta(days=10)


@pytest.fixture
def film(app):
    return movies.movie("Asa")


@pytest.fixture
def ada(app):
    return accounts.ada()


def total(film) -> int:
    return score_queries.audience_tally(score_queries.tally_row(film.id)).rating_count


def test_a_change_keeps_what_was_said_before(film, ada):
    review = audience.review(film, ada, rating=8, body="First.", at=NOON)
    audience.review(film, ada, rating=2, body="Second.", at=NOON + SOON)
    audience.review(film, ada, rating=2, body="Second.", at=NOON + 2 * SOON)

    kept = queries.revisions_of(review.id)
    assert [(each.rating, each.body) for each in kept] == [(8, "First.")]
    assert kept[0].replaced_at == NOON + SOON


def test_a_withdrawn_review_is_restored_as_it_was(film, ada):
    audience.review(film, ada, rating=8, body="First.", at=NOON)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    assert total(film) == 0

    review = operations.restore(movie_id=film.id, user_id=ada.id, at=NOON + SOON)
    db.session.commit()

    assert (review.standing, review.body, review.posted_at) == (
        Standing.PUBLISHED,
        "First.",
        NOON,
    )
    assert total(film) == 1
    assert differences() == []


def test_nothing_is_restored_that_was_not_withdrawn(film, ada):
    audience.review(film, ada)

    with pytest.raises(NotFound):
        operations.restore(movie_id=film.id, user_id=ada.id, at=NOON)


@pytest.mark.parametrize("again", ["restore", "post"])
def test_what_a_moderator_hid_does_not_come_back_by_a_detour(film, ada, again):
    review = audience.review(film, ada)
    operations.set_standing(review.id, Standing.HIDDEN)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())

    if again == "restore":
        operations.restore(movie_id=film.id, user_id=ada.id, at=NOON)
    else:
        operations.publish(
            Opinion(9, "Again."), movie_id=film.id, user_id=ada.id, at=NOON
        )
    db.session.commit()

    assert db.session.get(AudienceReview, review.id).standing == Standing.HIDDEN
    assert total(film) == 0


def test_before_the_release_a_rating_waits_and_then_counts(film, ada):
    operations.set_first_screening(film.id, today() + SOON, today=today())
    review = audience.review(film, ada, rating=8)
    assert review.standing == Standing.WAITING
    assert total(film) == 0
    assert differences() == []

    assert operations.settle_releases(today=today() + SOON) == 1
    db.session.commit()

    db.session.refresh(review)
    assert review.standing == Standing.PUBLISHED
    assert total(film) == 1
    assert differences() == []


def test_others_are_told_of_what_the_opening_shows(film, ada):
    events.want([EventKind.REVIEW_PUBLISHED])
    operations.set_first_screening(film.id, today() + SOON, today=today())
    review = audience.review(film, ada)
    audience.review(film, accounts.bo(), body="")
    told = db.select(Event.payload)
    assert db.session.scalars(told).all() == []

    operations.settle_releases(today=today() + SOON)

    assert [each["review_id"] for each in db.session.scalars(told)] == [review.id]


def test_a_day_set_late_lets_what_was_counted_wait(film, ada):
    audience.review(film, ada)

    operations.set_first_screening(film.id, today() + SOON, today=today())
    assert total(film) == 0
    operations.set_first_screening(film.id, None, today=today())

    assert total(film) == 1
    assert differences() == []


def test_others_are_told_once_though_a_day_is_set_late_and_cleared(film, ada):
    events.want([EventKind.REVIEW_PUBLISHED])
    told = db.select(Event.payload).order_by(Event.id)
    shown, withdrawn = audience.review(film, ada), audience.review(film, accounts.bo())

    operations.set_first_screening(film.id, today() + SOON, today=today())
    operations.withdraw(movie_id=film.id, user_id=withdrawn.user_id, at=utcnow())
    operations.restore(movie_id=film.id, user_id=withdrawn.user_id, at=utcnow())
    waits = audience.review(film, accounts.member("Eve"))
    operations.set_first_screening(film.id, today() + 2 * SOON, today=today())
    operations.set_first_screening(film.id, None, today=today())

    assert [each["review_id"] for each in db.session.scalars(told)] == [
        each.id for each in (shown, withdrawn, waits)
    ]
    assert total(film) == 3
    assert differences() == []


def test_others_are_told_of_what_waited_and_is_restored_after_the_opening(film, ada):
    events.want([EventKind.REVIEW_PUBLISHED])
    operations.set_first_screening(film.id, today() + SOON, today=today())
    review = audience.review(film, ada)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    operations.settle_releases(today=today() + SOON)

    operations.restore(movie_id=film.id, user_id=ada.id, at=utcnow())

    told = db.session.scalars(db.select(Event.payload)).all()
    assert [each["review_id"] for each in told] == [review.id]


def test_withdrawn_before_the_release_and_restored_after_it_counts(film, ada):
    operations.set_first_screening(film.id, today() + SOON, today=today())
    audience.review(film, ada)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    operations.settle_releases(today=today() + SOON)

    review = operations.restore(movie_id=film.id, user_id=ada.id, at=NOON)

    assert review.standing == Standing.PUBLISHED
    assert total(film) == 1


def test_a_rating_that_slipped_past_the_opening_is_found(film, ada):
    review = audience.review(film, ada)
    operations.set_standing(review.id, Standing.HIDDEN)
    review.standing = Standing.WAITING
    db.session.commit()

    open_ratings()

    db.session.refresh(review)
    assert review.standing == Standing.PUBLISHED
    assert differences() == []


def test_the_page_says_when_ratings_open(film, ada, client):
    operations.set_first_screening(film.id, date(2199, 3, 4), today=today())
    audience.review(film, ada)

    page = client.visit("/movies/asa")

    assert "counted from the first public screening on Mar 4, 2199" in page.text
    assert not page.root.cssselect(".histogram")
    assert "User Ratings: 0" in page.text


def test_a_post_before_the_release_is_told_that_it_waits(film, ada, client):
    operations.set_first_screening(film.id, date(2199, 3, 4), today=today())
    client.sign_in(ada)

    client.send(
        "/movies/asa/audience-reviews", {"rating": "8"}, page="/movies/asa/review"
    )

    assert "Your rating is kept" in client.visit("/movies/asa/review").text
    for path in ("/movies/asa", "/movies/asa/audience-reviews"):
        page = client.visit(path).text
        assert "Reviews are kept, and shown from the first public screening." in page
        assert "Be the first" not in page


def test_an_editor_sets_the_day_and_a_bad_day_is_422(film, client):
    client.sign_in(accounts.edda())
    path = "/desk/movies/asa/first-screening"

    assert client.send(path, {"day": "2199-03-04"}, page=path).status_code == 303
    assert "The ratings of this movie wait." in client.visit(path).text
    for bad in ("soon", "2199-13-01", "0001-01-01"):
        answer = client.send(path, {"day": bad}, page=path)
        assert answer.status_code == 422
        assert "Give the day as in" in Page(answer).field_errors["day"]
    assert client.send(path, {"day": ""}, page=path).status_code == 303
    assert "wait." not in client.visit(path).text


def test_a_member_restores_on_the_page(film, ada, client):
    audience.review(film, ada, rating=7)
    client.sign_in(ada)
    client.send("/movies/asa/review/withdrawal", page="/movies/asa/review/withdrawal")
    assert "You have withdrawn your review" in client.visit("/movies/asa/review").text

    answer = client.send("/movies/asa/review/restoration", page="/movies/asa/review")

    assert answer.status_code == 303
    assert total(film) == 1
    again = client.send("/movies/asa/review/restoration", page="/movies/asa/review")
    assert again.status_code == 303
    assert total(film) == 1


def test_restoring_what_is_not_there_is_404(film, ada, client):
    client.sign_in(ada)

    answer = client.send("/movies/asa/review/restoration", page="/movies/asa/review")

    assert answer.status_code == 404
