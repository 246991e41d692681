"""What moderators do about a review and its author, and what follows from it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.audience import operations as audience_operations
from app.audience.models import AudienceReview, Standing
from app.audience.operations import Opinion
from app.audience.queries import holds as hold_queries
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Forbidden
from app.ledger.queries import differences
from app.moderation import operations, queries
from tests.factories import accounts, audience
from tests.factories.accounts import PASSWORD
from tests.moderation.conftest import member_named

PAGE = "/movies/the-lamplighter"
HIDING = ["hide", "remove", "ask_change"]


def change(film, bo, words="Kinder words."):
    return audience_operations.publish(
        Opinion(rating=8, body=words), movie_id=film.id, user_id=bo.id, at=utcnow()
    )


def places(client):
    """Return every place where a review might stand."""
    return {
        "page": client.visit(PAGE).text,
        "list": client.visit(f"{PAGE}/audience-reviews").text,
        "feed of all": client.get("/feeds/audience-reviews.atom").text,
        "feed": client.get("/feeds/movies/the-lamplighter/audience-reviews.atom").text,
        "widget": client.get("/embed/movies/the-lamplighter/audience-reviews").text,
        "api": client.get("/api/v1/movies/the-lamplighter/audience-reviews").text,
        "member": client.visit("/members/Bo").text,
    }


@pytest.mark.parametrize("kind", HIDING)
def test_a_hidden_review_is_nowhere(posted, decide, client, kind):
    before = places(client)
    assert [name for name, text in before.items() if "You fool." not in text] == []

    assert decide(posted, kind).status_code == 303

    after = places(client)
    assert [name for name, text in after.items() if "You fool." in text] == []
    assert "User Ratings: 0" in after["page"]
    assert differences() == []


@pytest.mark.parametrize("kind", [*HIDING, "warn"])
def test_the_author_is_told_why_and_where_to_appeal(posted, decide, bos_screen, kind):
    decide(posted, kind, "It calls people names.")

    page = bos_screen.visit("/account/notices")
    assert "It calls people names." in page.text
    assert any(url.startswith("/account/appeals/") for url in page.links.values())


def test_to_leave_a_review_is_told_and_there_is_nothing_to_appeal(
    posted, decide, bos_screen
):
    decide(posted, "leave", "It is fair.")

    page = bos_screen.visit("/account/notices")
    assert "and left it" in page.text
    assert "It is fair." in page.text
    assert not any("/account/appeals/" in url for url in page.links.values())
    assert "You fool." in bos_screen.visit(PAGE).text


def test_a_removed_review_cannot_be_changed_nor_come_back(posted, decide, film, bo):
    decide(posted, "remove")

    with pytest.raises(Forbidden):
        change(film, bo)
    db.session.rollback()
    audience_operations.withdraw(movie_id=film.id, user_id=bo.id, at=utcnow())
    audience_operations.restore(movie_id=film.id, user_id=bo.id, at=utcnow())

    assert db.session.get(AudienceReview, posted).standing == Standing.HIDDEN
    assert differences() == []


def test_a_hidden_review_stays_hidden_when_it_is_changed(posted, decide, film, bo):
    decide(posted, "hide")

    assert change(film, bo).standing == Standing.HIDDEN


def test_a_change_that_was_asked_for_waits_in_the_queue(posted, decide, film, bo, mo):
    decide(posted, "ask_change", "Leave the insult out.")

    changed = change(film, bo)
    db.session.commit()

    assert changed.standing == Standing.HELD
    page = mo.visit("/moderation/held").text
    assert "Kinder words." in page
    assert "Changed, as a moderator had asked" in page
    decide(posted, "restore")
    assert "Kinder words." in mo.visit(PAGE).text
    assert differences() == []


def test_the_same_words_again_are_no_change(posted, decide, film, bo):
    decide(posted, "ask_change")

    assert change(film, bo, "You fool.").standing == Standing.HIDDEN


def test_a_withdrawn_review_does_not_escape(posted, decide, film, bo):
    audience_operations.withdraw(movie_id=film.id, user_id=bo.id, at=utcnow())
    db.session.commit()

    decide(posted, "hide")
    audience_operations.restore(movie_id=film.id, user_id=bo.id, at=utcnow())

    assert db.session.get(AudienceReview, posted).standing == Standing.HIDDEN
    assert differences() == []


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("limit", {"days": "3"}, "posts_per_day"),
        ("limit", {"posts_per_day": "3"}, "days"),
        ("suspend", {}, "days"),
        ("suspend", {"days": "0"}, "days"),
        ("suspend", {"days": "many"}, "days"),
        ("suspend", {"days": "999999999999"}, "days"),
    ],
)
def test_terms_that_are_missing_are_said_at_their_field(
    posted, decide, kind, fields, field
):
    answer = decide(posted, kind, **fields)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert queries.actions_on(posted) == []


def test_a_limited_member_posts_so_much_a_day(posted, decide, bo):
    decide(posted, "limit", days="7", posts_per_day="1")

    restriction_id = queries.actions_on(posted)[0].restriction_id
    record = queries.member_record(bo.id)
    assert record.restrictions[0][0] == restriction_id
    assert record.restrictions[0][1].startswith("1 post a day, until")
    assert record.is_active


def sign_in(client, user, password=PASSWORD):
    page = client.visit("/account/login")
    fields = {"email": user.email, "password": password, "csrf_token": page.token}
    return client.post("/account/login", data=fields)


@pytest.mark.parametrize(
    ("kind", "fields", "title"),
    [
        ("suspend", {"days": "7"}, "This account is suspended"),
        ("ban", {}, "This account is banned"),
    ],
)
def test_who_is_shut_out_is_told_so_at_the_door(
    posted, decide, bos_screen, bo, client, kind, fields, title
):
    decide(posted, kind, "Insults, again.", **fields)

    assert bos_screen.get("/account").status_code == 303
    answer = sign_in(client, bo)
    assert answer.status_code == 403
    assert title in answer.text
    assert "Insults, again." in answer.text


def test_with_a_wrong_password_nobody_learns_who_is_shut_out(
    posted, decide, bo, client
):
    decide(posted, "ban", "Insults, again.")

    answer = sign_in(client, bo, "a wrong password")

    assert answer.status_code == 422
    assert "banned" not in answer.text


def test_a_suspension_ends_by_itself(posted, decide, bo, client):
    list_of_reviews = "/movies/the-lamplighter/audience-reviews"
    assert client.visit(list_of_reviews).links["Bo"] == "/members/Bo"
    decide(posted, "suspend", days="7")
    assert "Bo" not in client.visit(list_of_reviews).links, "their page is shut"

    operations.lift_what_is_over(at=utcnow() + timedelta(days=6))
    assert sign_in(client, bo).status_code == 403
    operations.lift_what_is_over(at=utcnow() + timedelta(days=8))

    assert sign_in(client, bo).status_code == 303
    assert "Bo" in client.visit(list_of_reviews).links


def test_one_suspension_that_ends_leaves_the_ban(posted, decide, bo, client):
    decide(posted, "suspend", days="7")
    decide(posted, "ban")

    operations.lift_what_is_over(at=utcnow() + timedelta(days=8))

    assert sign_in(client, bo).status_code == 403


def test_a_restriction_is_lifted_by_hand(posted, decide, mo, bo, client):
    decide(posted, "ban")
    record = f"/moderation/members/{bo.id}"
    ((restriction_id, _),) = queries.member_record(bo.id).restrictions
    path = f"/moderation/restrictions/{restriction_id}/end"
    assert mo.send(path, {"lift-reason": ""}, page=record).status_code == 422

    assert mo.send(path, {"lift-reason": "A mix-up."}, page=record).status_code == 303

    assert sign_in(client, bo).status_code == 303
    again = mo.send(path, {"lift-reason": "Again."}, page=PAGE + "/review")
    assert again.status_code == 409
    assert "A mix-up." in mo.visit(record).text


def test_nobody_restricts_themselves(film, mo, decide):
    own = audience_operations.publish(
        Opinion(rating=8), movie_id=film.id, user_id=member("Mo").id, at=utcnow()
    )
    db.session.commit()

    assert decide(own.id, "ban").status_code == 403


def member(name):
    return db.session.scalar(db.select(accounts.User).filter_by(name=name))


def test_a_review_shows_its_past_and_its_authors_record(posted, decide, film, bo, mo):
    change(film, bo)
    db.session.commit()
    decide(posted, "warn", "Mind the tone.")

    page = mo.visit(f"/moderation/audience-reviews/{posted}")

    assert "Kinder words." in page.text
    assert "You fool." in page.text
    assert "Mind the tone." in page.text
    assert "Shown: 1" in page.text


@pytest.mark.parametrize(
    "path", ["/moderation/audience-reviews/999999", "/moderation/members/999999"]
)
def test_what_is_not_there_is_404(mo, path):
    mo.visit(path, status=404)


def test_decisions_stand_in_the_log_after_the_review_is_gone(
    posted, decide, film, bo, mo
):
    decide(posted, "hide", "It insults.")
    audience_operations.erase(movie_id=film.id, user_id=bo.id)
    db.session.commit()

    page = mo.visit("/moderation/log").text

    assert "It insults." in page
    assert "Hidden" in page


def test_a_site_may_keep_its_log_to_itself(client, app, monkeypatch):
    settings = replace(app.config["SETTINGS"], public_log=False)
    monkeypatch.setitem(app.config, "SETTINGS", settings)

    client.visit("/moderation-log", status=404)


def test_the_public_log_has_no_names_and_no_reasons(posted, decide, client):
    decide(posted, "hide", "Bo insults.")

    page = client.visit("/moderation-log").text

    assert "Hidden, about The Lamplighter" in page
    assert "Bo" not in page.replace("About", "")
    assert "Mo" not in page.replace("Movies", "").replace("What moderators", "")


def test_an_own_limit_is_the_smaller_one(posted, decide, bo):
    decide(posted, "limit", days="7", posts_per_day="4")
    decide(posted, "limit", days="7", posts_per_day="2")

    def limit_of(at):
        return hold_queries.sender_of(0, bo.id, since=at, at=at).own_limit

    limit = limit_of(utcnow())
    later = limit_of(utcnow() + timedelta(days=8))

    assert (limit, later) == (2, None)


def test_another_moderator_decides_about_ones_own_review(film, mo, decide):
    own = audience.review(film, member_named("Mo"), body="You fool.").id
    audience_operations.set_standing(own, Standing.HIDDEN)

    assert decide(own, "restore").status_code == 303
    accounts.member("Max", roles=("moderator",))

    assert decide(own, "hide").status_code == 403
    assert "You fool." in mo.visit(PAGE).text


@pytest.mark.parametrize("kind", ["limit", "suspend", "ban"])
def test_only_an_administrator_restricts_an_administrator(film, app, mo, decide, kind):
    root = accounts.member("Root", roles=("administrator",))
    posted = audience.review(film, root).id
    fields = {"days": 3, "posts_per_day": 1}

    assert decide(posted, kind, **fields).status_code == 403

    other = app.test_client()
    other.sign_in(accounts.member("Max", roles=("administrator",)))
    path = f"/moderation/audience-reviews/{posted}"
    sent = {"kind": kind, "reason": "It insults."} | fields
    assert other.send(path, sent, page=path).status_code == 303
