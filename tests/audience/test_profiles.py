"""What members show of themselves, their lists, notices, and Super Reviewers."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import notices
from app.audience import operations, queries
from app.audience.operations import Showing
from app.audience.rules import Merit, SuperReviewerRule
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.moderation import operations as moderation_operations
from app.moderation.jobs import settle_super_reviewers
from app.moderation.models import ActionKind, ReportReason
from app.moderation.operations import Decision
from app.moderation.queries import upheld_reports
from tests.factories import accounts, audience, critics, movies

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
ALL = Showing(bio="I like *trains*.", profile=True, ratings=True, favourites=True)
RULE = SuperReviewerRule(reviews=1, helpful=1, days=1)


@pytest.fixture
def film(app):
    return movies.movie("Asa", year=2012)


@pytest.fixture
def ada(app):
    return accounts.member("Ada Lind", created_at=NOON)


def show(ada, **choices):
    operations.show_oneself(ada.id, Showing(**(vars(ALL) | choices)), at=utcnow())
    db.session.commit()


def test_a_member_has_a_page_with_ratings_and_favourites(film, ada, visit):
    audience.review(film, ada, rating=7, body="Fine.")
    operations.choose_favourite(film.id, user_id=ada.id, at=NOON)
    show(ada)

    page = visit("/members/Ada Lind")

    assert "1 rating, 3.5 of 5 stars on average." in page.text
    assert {"Favourites", "Reviews", "Asa (2012)"} <= set(page.headings)
    assert "Fine." in page.text


def test_a_name_leads_to_the_page_only_if_there_is_one(film, ada, visit):
    audience.review(film, ada)
    assert "/members/Ada%20Lind" in visit("/movies/asa").links.values()

    show(ada, profile=False)

    assert "/members/Ada%20Lind" not in visit("/movies/asa").links.values()
    visit("/members/Ada Lind", status=404)


def test_what_is_not_shown_is_not_there(film, ada, visit):
    audience.review(film, ada, body="Secret taste.")
    operations.choose_favourite(film.id, user_id=ada.id, at=NOON)
    show(ada, ratings=False, favourites=False)

    page = visit("/members/Ada Lind")

    assert "Secret taste." not in page.text
    assert "Favourites" not in page.headings
    assert "keeps their ratings to themselves" in page.text


@pytest.mark.parametrize("name", ["Nobody", "x" * 500, "..%2f", "🎬"])
def test_nobody_of_that_name_is_404(app, client, name):
    assert client.get(f"/members/{name}").status_code == 404


def test_a_hidden_review_is_not_on_the_page_either(film, ada, visit):
    review = audience.review(film, ada, body="Rude words.")
    moderation_operations.act(
        review.id, Decision(ActionKind.HIDE, "rude"), moderator_id=ada.id, at=NOON
    )
    db.session.commit()

    page = visit("/members/Ada Lind")

    assert "Rude words." not in page.text


def test_a_critics_account_carries_a_badge_and_its_critic_page(film, visit):
    cleo = accounts.cleo()
    critics.critic("Cleo Marsh", user_id=cleo.id)
    audience.review(film, cleo, body="As a viewer.")

    assert visit("/members/Cleo").links["Critic: Cleo Marsh"] == "/critics/cleo-marsh"
    assert "Critic" in visit("/movies/asa").all(".badge")


def test_a_member_chooses_what_to_show(film, ada, client):
    client.sign_in(ada)
    path = "/account/profile"

    answer = client.send(path, {"bio": "Trains.", "profile": "y"}, page=path)

    assert answer.status_code == 303
    assert client.visit(path).values["bio"].strip() == "Trains."
    assert "keeps their ratings" in client.visit("/members/Ada Lind").text


def test_too_many_words_about_oneself_are_422_and_kept(ada, client):
    client.sign_in(ada)
    path = "/account/profile"

    answer = client.send(path, {"bio": "x" * 501}, page=path)

    assert answer.status_code == 422
    assert "x" * 501 in answer.text


def test_a_favourite_is_chosen_and_dropped(film, ada, client):
    client.sign_in(ada)
    page = "/movies/asa/review"

    client.send("/movies/asa/favourite", page=page)
    client.send("/movies/asa/favourite", page=page)
    assert queries.favourite_count(ada.id) == 1
    pressed = client.visit(page).find("#interest-favourite").get("aria-pressed")
    client.send("/movies/asa/favourite/delete", page=page)

    assert pressed == "true"
    assert queries.favourite_count(ada.id) == 0


def test_there_is_room_for_so_many_favourites_only(ada):
    for number in range(queries.MOST_FAVOURITES):
        film = movies.movie(f"Film {number}")
        operations.choose_favourite(film.id, user_id=ada.id, at=NOON)

    with pytest.raises(Conflict):
        operations.choose_favourite(
            movies.movie("One more").id, user_id=ada.id, at=NOON
        )


def test_the_watchlist_holds_what_the_member_wants_to_see(film, ada, client):
    client.sign_in(ada)
    client.send(
        "/movies/asa/interest", {"kind": "want_to_see"}, page="/movies/asa/review"
    )
    path = "/account/watchlist"
    assert "Asa 2012" in client.visit(path).headings

    client.send("/movies/asa/interest", {"kind": ""}, page=path)

    assert "Nothing on it yet." in client.visit(path).text


def test_a_notice_stays_new_until_it_is_read(ada, client):
    notices.notify(ada.id, "Hello", words="There.", at=NOON)
    client.sign_in(ada)
    assert "1 new" in client.visit("/fragments/me").text
    path = "/account/notices"
    assert "Hello new" in client.visit(path).headings

    client.send("/account/notices/read", page=path)

    assert "new" not in client.visit("/fragments/me").text
    assert "Hello" in client.visit(path).headings


@pytest.mark.parametrize(
    "lacking", [{"reviews": 0}, {"helpful": 0}, {"days": 0}, {"upheld_reports": 1}]
)
def test_one_lack_is_enough_to_be_no_super_reviewer(lacking):
    merit = {"reviews": 1, "helpful": 1, "days": 1, "upheld_reports": 0}

    assert RULE.deserves(Merit(**merit))
    assert not RULE.deserves(Merit(**(merit | lacking)))


def test_a_super_reviewer_comes_and_goes_with_a_word_and_a_log(film, ada, visit):
    review = audience.review(film, ada, body="Good.")
    bo = accounts.bo()
    operations.find_helpful(review.id, user_id=bo.id, at=NOON)
    assert operations.settle_super_reviewers(RULE, {}, at=NOON + YEAR) == 1
    assert operations.settle_super_reviewers(RULE, {}, at=NOON + YEAR) == 0
    db.session.commit()
    assert "Super Reviewer" in visit("/movies/asa").all(".badge")
    assert "Ada Lind" in visit("/super-reviewers").text

    operations.settle_super_reviewers(RULE, {ada.id: 1}, at=NOON + 2 * YEAR)
    db.session.commit()

    assert [each.change for each in queries.super_reviewer_events(ada.id)] == [
        "lost",
        "gained",
    ]
    assert notices.unread_count(ada.id) == 2
    assert "Super Reviewer" not in visit("/movies/asa").all(".badge")


def test_the_made_up_members_of_the_demo_keep_their_badge(film, ada):
    made_up = accounts.member("Demo member", demo=True, super_reviewer_since=NOON)
    made_up.password = None
    ada.demo, ada.super_reviewer_since = True, NOON
    db.session.flush()

    assert operations.settle_super_reviewers(RULE, {}, at=NOON + YEAR) == 1

    assert [user.name for user in queries.super_reviewers()] == ["Demo member"]


def test_a_withdrawn_body_of_work_loses_the_badge(film, ada):
    ada.super_reviewer_since = NOON
    db.session.commit()

    settle_super_reviewers()

    db.session.refresh(ada)
    assert ada.super_reviewer_since is None


def test_a_report_is_upheld_while_its_review_stays_hidden(film, ada):
    review = audience.review(film, ada)
    bo, mo = accounts.bo(), accounts.mo()
    moderation_operations.report(
        review.id, ReportReason.SPAM, "", user_id=bo.id, at=NOON
    )
    moderation_operations.act(
        review.id, Decision(ActionKind.HIDE, "spam"), moderator_id=mo.id, at=NOON
    )
    assert upheld_reports(since=NOON - YEAR) == {ada.id: 1}
    assert upheld_reports(since=NOON) == {}

    moderation_operations.act(
        review.id,
        Decision(ActionKind.RESTORE, "a mistake"),
        moderator_id=mo.id,
        at=NOON,
    )

    assert upheld_reports(since=NOON - YEAR) == {}
