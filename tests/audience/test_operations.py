"""Rating, editing, withdrawing: one row a member, and a tally that follows."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from app.accounts.models import User
from app.audience import operations, queries
from app.audience.models import AudienceReview, InterestKind, Standing
from app.audience.operations import Opinion
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.pagination import moment_cursor
from app.ledger.queries import differences
from app.movies import queries as movie_queries
from app.movies.models import Movie
from app.scores import queries as score_queries
from tests.factories.accounts import member
from tests.factories.audience import review as posted
from tests.factories.movies import movie

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def audience_review(
    film: Movie, author: User, rating: int = 8, body: str = "", at: datetime = NOON
) -> AudienceReview:
    return posted(film, author, rating=rating, body=body, at=at)


def buckets(movie_id: int) -> tuple[int, ...]:
    return score_queries.audience_tally(score_queries.tally_row(movie_id)).buckets


def test_a_rating_is_counted_in_its_bucket(app: Flask) -> None:
    film, ada = movie(), member()

    audience_review(film, ada, rating=7)

    assert buckets(film.id) == (0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
    assert differences() == []


def test_rating_twice_replaces_the_first(app: Flask) -> None:
    film, ada = movie(), member()
    first = audience_review(film, ada, rating=2, body="No.")

    second = audience_review(film, ada, rating=9, body="Yes!", at=LATER)

    assert second.id == first.id
    assert (second.rating, second.body) == (9, "Yes!")
    assert second.posted_at == NOON
    assert second.edited_at == LATER
    assert buckets(film.id) == (0, 0, 0, 0, 0, 0, 0, 0, 1, 0)


def test_posting_the_same_again_is_no_edit(app: Flask) -> None:
    film, ada = movie(), member()
    audience_review(film, ada, rating=4, body="As it is.")

    again = audience_review(film, ada, rating=4, body="As it is.", at=LATER)

    assert again.edited_at is None


def test_withdrawing_counts_back_down(app: Flask) -> None:
    film, ada = movie(), member()
    audience_review(film, ada, rating=10)

    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())

    assert sum(buckets(film.id)) == 0
    assert queries.of_member(film.id, ada.id) is None
    assert queries.reviews_of(film.id, after=None, limit=5).items == ()
    assert differences() == []


def test_withdrawing_nothing_is_refused(app: Flask) -> None:
    film, ada = movie(), member()

    with pytest.raises(NotFound):
        operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())


def test_withdrawing_twice_counts_down_once(app: Flask) -> None:
    film, ada = movie(), member()
    audience_review(film, ada)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())

    with pytest.raises(NotFound):
        operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())

    assert sum(buckets(film.id)) == 0


def test_a_withdrawn_review_is_posted_anew(app: Flask) -> None:
    film, ada = movie(), member()
    audience_review(film, ada, rating=1)
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())

    again = audience_review(film, ada, rating=6, at=LATER)

    assert again.standing == Standing.PUBLISHED
    assert again.posted_at == LATER
    assert buckets(film.id) == (0, 0, 0, 0, 0, 1, 0, 0, 0, 0)


def test_a_hidden_review_stays_hidden_and_uncounted_when_edited(app: Flask) -> None:
    film, ada = movie(), member()
    review = audience_review(film, ada, rating=1, body="Rude.")
    operations.set_standing(review.id, Standing.HIDDEN)

    audience_review(film, ada, rating=5, body="Polite.")

    assert sum(buckets(film.id)) == 0
    assert queries.card(review.id) is None
    assert differences() == []


def test_a_restored_review_counts_again(app: Flask) -> None:
    film, ada = movie(), member()
    review = audience_review(film, ada, rating=3)
    operations.set_standing(review.id, Standing.HIDDEN)

    operations.set_standing(review.id, Standing.PUBLISHED)

    assert buckets(film.id)[2] == 1


def test_the_text_is_cleaned_before_it_is_kept(app: Flask) -> None:
    film, ada = movie(), member()

    review = audience_review(film, ada, body="  a\x00b\r\nc\u202e  ")

    assert review.body == "ab\nc"


def test_every_write_moves_the_version_of_the_page(app: Flask) -> None:
    film, ada, bo = movie(), member(), member("Bo")
    slug, seen = film.slug, set()

    def note() -> None:
        db.session.flush()
        sheet = movie_queries.by_slug(slug)
        assert sheet is not None
        assert (sheet.version, movie_queries.site_version()) not in seen
        seen.add((sheet.version, movie_queries.site_version()))

    note()
    review = audience_review(film, ada)
    note()
    audience_review(film, ada, rating=2)
    note()
    operations.find_helpful(review.id, user_id=bo.id, at=NOON)
    note()
    operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    note()


def test_the_list_is_newest_first_and_goes_on_by_cursor(app: Flask) -> None:
    film = movie()
    for number in range(7):
        audience_review(
            film,
            member(f"Member {number}"),
            at=datetime(2026, 1, 1 + number // 2, tzinfo=UTC),
        )

    first = queries.reviews_of(film.id, after=None, limit=4)
    rest = queries.reviews_of(film.id, after=moment_cursor(first.after), limit=4)

    names = [card.name for card in [*first.items, *rest.items]]
    assert names == [f"Member {number}" for number in range(6, -1, -1)]
    assert rest.after is None


def test_a_vote_counts_once(app: Flask) -> None:
    film, ada, bo = movie(), member(), member("Bo")
    review = audience_review(film, ada)

    operations.find_helpful(review.id, user_id=bo.id, at=NOON)
    operations.find_helpful(review.id, user_id=bo.id, at=NOON)
    db.session.commit()

    card = queries.card(review.id)
    assert card is not None
    assert card.helpful_count == 1


def test_a_vote_can_be_taken_back_once(app: Flask) -> None:
    film, ada, bo = movie(), member(), member("Bo")
    review = audience_review(film, ada)
    operations.find_helpful(review.id, user_id=bo.id, at=NOON)

    operations.withdraw_helpful(review.id, user_id=bo.id, at=NOON)
    operations.withdraw_helpful(review.id, user_id=bo.id, at=NOON)
    db.session.commit()

    card = queries.card(review.id)
    assert card is not None
    assert card.helpful_count == 0


def test_nobody_votes_for_their_own_review(app: Flask) -> None:
    film, ada = movie(), member()
    review = audience_review(film, ada)

    with pytest.raises(Forbidden):
        operations.find_helpful(review.id, user_id=ada.id, at=NOON)


def test_an_interest_is_decided_changed_and_forgotten(app: Flask) -> None:
    film, ada = movie(), member()
    mine = {"movie_id": film.id, "user_id": ada.id, "at": NOON}

    operations.decide_interest(InterestKind.WANT_TO_SEE, **mine)
    assert queries.interest_of(film.id, ada.id) == "want_to_see"

    operations.decide_interest(InterestKind.NOT_INTERESTED, **mine)
    db.session.expire_all()
    assert queries.interest_of(film.id, ada.id) == "not_interested"

    operations.decide_interest(None, **mine)
    db.session.expire_all()
    assert queries.interest_of(film.id, ada.id) is None


def test_a_rating_that_no_star_has_is_refused_by_the_database(app: Flask) -> None:
    film, ada = movie(), member()

    with pytest.raises(Exception, match="rating"):
        operations.publish(
            Opinion(rating=11), movie_id=film.id, user_id=ada.id, at=NOON
        )


def test_a_review_may_get_the_number_of_one_that_is_gone(app: Flask) -> None:
    """SQLite gives a number anew, and somebody may still hold on to the old review."""
    film, ada = movie(), member()
    old = audience_review(film, ada, rating=9, body="Once.")
    assert old.rating == 9
    db.session.execute(delete(AudienceReview.__table__))

    new = operations.publish(
        Opinion(3, "Again."), movie_id=film.id, user_id=ada.id, at=LATER
    )

    assert (new.rating, new.body, new.posted_at) == (3, "Again.", LATER)


def test_what_a_new_review_is_said_to_hold_is_what_its_row_holds(app: Flask) -> None:
    new = operations.publish(
        Opinion(3, "Lit.", True), movie_id=movie().id, user_id=member().id, at=NOON
    )
    columns = AudienceReview.__table__.columns
    said = {column.name: getattr(new, column.name) for column in columns}

    db.session.expire(new)

    assert {column.name: getattr(new, column.name) for column in columns} == said
