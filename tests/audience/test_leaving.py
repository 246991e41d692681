"""A member leaves: with their reviews, or without."""

import pytest
from sqlalchemy import func, select

from app.accounts import notices, rules
from app.accounts import operations as account_operations
from app.accounts.models import AccessToken, LoginSession, User
from app.audience import operations, queries
from app.audience.models import AudienceReview, HelpfulVote
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.jobs import run_waiting
from app.core.postman import Pigeonhole
from app.ledger.queries.differences import differences
from app.movies.models import Movie
from tests.factories import accounts, audience, movies


def leave(user, *, stay):
    operations.leave(user.id, reviews_stay=stay, at=utcnow())
    db.session.commit()


@pytest.fixture
def cast(app):
    """Return Ada with two reviews, one withdrawn, and Bo whose review she liked."""
    ada, bo = accounts.ada(), accounts.bo()
    film, other = movies.movie("Asa"), movies.movie("Berit")
    audience.review(film, ada, body="First words")
    audience.review(film, ada, body="Other words")
    audience.review(other, ada)
    operations.withdraw(movie_id=other.id, user_id=ada.id, at=utcnow())
    liked = audience.review(film, bo)
    operations.find_helpful(liked.id, user_id=ada.id, at=utcnow())
    notices.notify(ada.id, "A word", at=utcnow())
    db.session.commit()
    return ada, bo, film, liked


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_s34_reviews_leave_with_their_member(cast):
    ada, bo, film, liked = cast
    version = film.version
    ada_id, bo_id = ada.id, bo.id

    leave(ada, stay=False)

    assert db.session.get(User, ada_id) is None
    assert db.session.scalars(select(AudienceReview.user_id)).all() == [bo_id]
    db.session.refresh(liked)
    assert (liked.helpful_count, count(HelpfulVote)) == (0, 0)
    assert db.session.get(Movie, film.id).version > version
    assert not differences()


def test_s34_reviews_stay_under_former_member(cast):
    ada, bo, film, _ = cast
    ada_id = ada.id
    before = queries.recounted(film.id)

    leave(ada, stay=True)

    assert db.session.get(User, ada_id) is None
    [review] = db.session.scalars(
        select(AudienceReview).where(AudienceReview.user_id != bo.id)
    )
    former = db.session.get(User, review.user_id)
    assert (former.name, review.body) == (rules.FORMER_NAME, "Other words")
    assert not former.active
    assert former.left_at is not None
    assert former.password is None
    assert "example.org" not in former.email
    assert queries.profile(former.name) is None
    assert queries.revisions_of(review.id) == []
    assert queries.recounted(film.id) == before
    assert not differences()


def test_who_wrote_nothing_leaves_nothing(app):
    leave(accounts.ada(), stay=True)

    assert count(User) == 0


def test_two_former_members_do_not_meet(app):
    film = movies.movie("Asa")
    for member in (accounts.ada(), accounts.bo()):
        audience.review(film, member)
        leave(member, stay=True)

    names = db.session.scalars(select(User.name)).all()
    assert names == [rules.FORMER_NAME] * 2


def test_nobody_registers_as_a_former_member():
    assert rules.name_problem("Former Member") == rules.NAME_RESERVED
    assert rules.name_problem("former member 7") == rules.NAME_RESERVED


def test_the_last_administrator_stays(app):
    ada = accounts.member("Ada", roles=("administrator",))
    with pytest.raises(Forbidden):
        leave(ada, stay=False)

    accounts.member("Bo", roles=("administrator",))
    leave(ada, stay=False)
    assert db.session.scalars(select(User.name)).all() == ["Bo"]


def test_nobody_leaves_twice(app):
    ada = accounts.ada()
    ada_id = ada.id
    leave(ada, stay=False)

    with pytest.raises(NotFound):
        operations.leave(ada_id, reviews_stay=False, at=utcnow())


def test_s2_every_sign_in_and_token_ends_with_the_account(app, client):
    ada = accounts.ada()
    client.sign_in(ada)
    elsewhere = app.test_client()
    elsewhere.sign_in(ada)
    account_operations.make_token(
        ada.id,
        name="Backup",
        scopes=[rules.Scope.RATINGS_READ],
        life="30",
        roles=[],
        at=utcnow(),
    )
    db.session.commit()
    app.extensions["postman"] = Pigeonhole()

    answer = client.send(
        "/account/deletion", {"reviews": "leave"}, page="/account/deletion"
    )

    assert (answer.status_code, answer.location) == (303, "/account/deletion/done")
    assert "Goodbye" in client.visit("/account/deletion/done").text
    assert client.get("/account").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert (count(LoginSession), count(AccessToken), count(User)) == (0, 0, 0)
    run_waiting(app)
    [farewell] = app.extensions["postman"].letters
    assert farewell["To"] == "ada@example.org"


def test_without_a_choice_nothing_is_deleted(app, client):
    client.sign_in(accounts.ada())

    answer = client.send("/account/deletion", page="/account/deletion")

    assert answer.status_code == 422
    assert "Choose what becomes of your reviews." in answer.text
    assert count(User) == 1


def test_the_page_of_a_movie_shows_a_former_member_without_a_link(app, client):
    ada, film = accounts.ada(), movies.movie("Asa")
    audience.review(film, ada, body="Still true.")
    leave(ada, stay=True)

    page = client.visit(f"/movies/{film.slug}")

    assert "Still true." in page.text
    assert rules.FORMER_NAME in page.text
    assert "/members/former" not in page.response.text
