"""A code counts once, whoever is first; a sealed count stays sealed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audience import operations as audience_operations
from app.audience.hold_models import HoldKind
from app.audience.models import AudienceReview
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.jobs import run_waiting
from app.ledger.queries import differences
from app.scores import queries as score_queries
from app.screenings import jobs, operations, queries
from app.screenings.models import Ballot
from app.screenings.operations import CodeClosed, CodeUsed
from app.trust import Switch
from tests.factories import accounts, audience, movies, screenings
from tests.factories.screenings import code


@pytest.fixture
def film(app):
    return movies.movie("Asa")


def cast(screening, number=1, rating=8, user_id=None, body=""):
    ballot = operations.cast(
        code(screening, number), rating, body, user_id=user_id, at=utcnow()
    )
    db.session.commit()
    return ballot


def tally(film):
    return score_queries.audience_tally(score_queries.tally_row(film.id))


def test_a_ballot_counts_as_verified(film):
    cast(screenings.screening(film), rating=9, body="From the front row.")

    assert tally(film).verified_count == tally(film).rating_count == 1
    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.verified, review.body) == (True, "From the front row.")
    assert differences() == []


def test_a_guest_cannot_sign_in(film, client):
    cast(screenings.screening(film))

    name = db.session.scalars(select(AudienceReview)).one().user_id
    guest = db.session.get(accounts.User, name)
    assert (guest.active, guest.password, guest.shows_profile) == (False, None, False)


def test_a_members_own_review_becomes_verified_and_stays_one(film):
    ada = accounts.ada()
    audience.review(film, ada, rating=2)

    cast(screenings.screening(film), rating=9, user_id=ada.id)

    assert (tally(film).rating_count, tally(film).verified_count) == (1, 1)
    assert differences() == []


def test_a_code_counts_once(film):
    screening = screenings.screening(film)
    cast(screening)

    with pytest.raises(CodeUsed):
        cast(screening)
    db.session.rollback()

    assert tally(film).rating_count == 1


def test_an_unknown_code_is_not_found(film):
    with pytest.raises(NotFound):
        operations.cast("0" * 28, 8, "", user_id=None, at=utcnow())


def test_a_late_code_is_refused_and_not_used_up(film):
    screening = screenings.screening(film, closes_at=utcnow() - timedelta(hours=1))

    with pytest.raises(CodeClosed):
        cast(screening)
    db.session.rollback()

    held = queries.code(code(screening))
    assert held is not None
    assert held.used_at is None


def test_a_sealed_count_is_counted_when_it_is_opened(film, app):
    screening = screenings.screening(film, sealed=True)
    for number in (1, 2, 3):
        cast(screening, number)
    assert tally(film).rating_count == 0

    operations.open_count(screening.id, at=utcnow())
    jobs.count_ballots.later(screening.id)
    db.session.commit()
    run_waiting(app)

    assert tally(film).verified_count == 3
    assert differences() == []


def test_a_count_that_was_cut_short_goes_on_and_counts_nobody_twice(film):
    screening = screenings.screening(film, sealed=True)
    for number in (1, 2, 3):
        cast(screening, number)
    operations.open_count(screening.id, at=utcnow())
    assert operations.count_waiting(screening.id, limit=2) == 2
    db.session.commit()

    jobs.count_what_was_left()
    jobs.count_what_was_left()

    assert tally(film).rating_count == 3
    assert differences() == []


def test_stars_without_words_leave_a_members_words(film):
    ada = accounts.ada()
    audience.review(film, ada, rating=2, body="Saw it twice.", spoiler=True)

    cast(screenings.screening(film), rating=9, user_id=ada.id)

    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.rating, review.verified) == (9, True)
    assert (review.body, review.spoiler) == ("Saw it twice.", True)


def test_a_sealed_ballot_leaves_what_its_member_said_since(film):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    cast(screening, rating=2, user_id=ada.id, body="At the door.")
    audience.review(film, ada, rating=9, body="A week later.")

    operations.open_count(screening.id, at=utcnow())
    jobs.count_ballots(screening.id)

    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.rating, review.body) == (9, "A week later.")
    assert review.verified
    assert differences() == []


def test_a_review_that_was_removed_stops_no_count(film):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    for number, user_id in ((1, ada.id), (2, None), (3, None)):
        cast(screening, number, user_id=user_id)
    removed = audience.review(film, ada)
    audience_operations.hide(
        removed.id, HoldKind.REMOVED, "It insults.", by_id=ada.id, at=utcnow()
    )
    operations.open_count(screening.id, at=utcnow())

    jobs.count_ballots(screening.id)

    assert tally(film).rating_count == 2
    assert queries.uncounted() == []
    assert differences() == []


def test_a_count_is_opened_once(film):
    screening = screenings.screening(film, sealed=True)
    operations.open_count(screening.id, at=utcnow())

    with pytest.raises(Conflict):
        operations.open_count(screening.id, at=utcnow())


def test_of_many_phones_with_one_code_one_wins(live_database):
    app = live_database
    with app.app_context():
        film = movies.movie("Asa")
        screening = screenings.screening(film)
        text, movie_id = code(screening), film.id

    def phone(rating):
        with app.app_context():
            try:
                operations.cast(text, rating, "", user_id=None, at=utcnow())
                db.session.commit()
            except CodeUsed:
                db.session.rollback()
                return "told kindly"
            return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(phone, range(1, 9)))

    assert sorted(outcomes) == ["told kindly"] * 7 + ["won"]
    with app.app_context():
        row = score_queries.audience_tally(score_queries.tally_row(movie_id))
        assert row.verified_count == 1
        assert len(db.session.scalars(select(Ballot)).all()) == 1
        assert differences() == []


def opened(screening, app):
    """Open a sealed count and let it be counted."""
    operations.open_count(screening.id, at=utcnow())
    jobs.count_ballots.later(screening.id)
    db.session.commit()
    run_waiting(app)


def test_who_leaves_with_their_reviews_says_nothing_when_the_count_is_opened(film, app):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    cast(screening, rating=9, user_id=ada.id, body="From the front row.")
    cast(screening, 2, rating=3)
    audience_operations.leave(ada.id, reviews_stay=False, at=utcnow())
    db.session.commit()

    opened(screening, app)

    assert db.session.scalars(select(AudienceReview.body)).all() == [""]
    assert db.session.scalars(select(Ballot.body)).all() == ["", ""]
    assert tally(film).rating_count == 1
    # The result of the evening stays as it was cast, under no name.
    assert len(queries.audit(screening.id)) == 2
    assert differences() == []


def test_who_leaves_their_reviews_here_counts_once_when_the_count_is_opened(film, app):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    audience.review(film, ada, rating=2, body="Before the evening.")
    cast(screening, rating=9, user_id=ada.id, body="From the front row.")
    audience_operations.leave(ada.id, reviews_stay=True, at=utcnow())
    db.session.commit()

    opened(screening, app)

    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.rating, review.body) == (9, "From the front row.")
    assert (tally(film).rating_count, tally(film).verified_count) == (1, 1)
    assert differences() == []


def test_what_was_withdrawn_after_the_ballot_stays_withdrawn(film, app):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    audience.review(film, ada, body="Before the evening.")
    cast(screening, user_id=ada.id, body="From the front row.")
    audience_operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    db.session.commit()

    opened(screening, app)

    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.standing, review.body) == ("withdrawn", "Before the evening.")
    assert tally(film).rating_count == 0
    assert operations.count_waiting(screening.id, limit=9) == 0
    assert differences() == []


def test_a_ballot_cast_after_a_withdrawal_counts(film, app):
    ada = accounts.ada()
    screening = screenings.screening(film, sealed=True)
    audience.review(film, ada, body="Before the evening.")
    audience_operations.withdraw(
        movie_id=film.id, user_id=ada.id, at=utcnow() - timedelta(hours=1)
    )
    cast(screening, user_id=ada.id, body="From the front row.")

    opened(screening, app)

    review = db.session.scalars(select(AudienceReview)).one()
    assert (review.standing, review.body) == ("published", "From the front row.")


@pytest.fixture
def strict(app, monkeypatch):
    """Hold posts, with a word that is blocked."""
    values = {"holds": Switch.ON, "blocked_words": ("casino",)}
    settings = replace(app.config["SETTINGS"], **values)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def test_a_guests_blocked_words_are_held(film, strict, client):
    screening = screenings.screening(film)
    path = f"/s/{code(screening)}"

    answer = client.send(path, {"rating": "9", "body": "Best casino."}, page=path)

    review = db.session.scalars(select(AudienceReview)).one()
    assert review.standing == "held"
    assert tally(film).rating_count == 0
    assert "A moderator looks at the words first" in client.visit(answer.location).text
    assert "casino" not in client.visit("/movies/asa").text
    assert differences() == []


def test_a_guest_is_no_newcomer(film, strict, client):
    path = f"/s/{code(screenings.screening(film))}"

    client.send(path, {"rating": "9", "body": "Fine lamps."}, page=path)

    assert db.session.scalars(select(AudienceReview)).one().standing == "published"
    assert tally(film).verified_count == 1


def test_blocked_words_of_a_sealed_count_are_held_when_it_is_opened(film, strict, app):
    screening = screenings.screening(film, sealed=True)
    cast(screening, body="Best casino.")
    cast(screening, 2, body="Fine lamps.")

    opened(screening, app)

    standings = select(AudienceReview.standing).order_by(AudienceReview.id)
    assert db.session.scalars(standings).all() == ["held", "published"]
    assert differences() == []
