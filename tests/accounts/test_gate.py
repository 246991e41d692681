"""Who may become a member: everybody, who is invited, who is let in, nobody."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts import operations, queries, rules
from app.accounts.models import Invitation
from app.config import Registration
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import NotFound
from tests.accounts.conftest import token_in
from tests.accounts.letters import letter
from tests.factories import accounts


@pytest.fixture
def mo(app, browse):
    """Return the browser of Mo, a moderator."""
    with app.app_context():
        accounts.mo()
    browser = browse()
    browser.sign_in("mo@example.org")
    return browser


def invited(mo, note="A friend") -> str:
    """Make an invitation, and return the path of its link."""
    page = mo.send("/moderation/invitations", note=note).text
    return re.search(r"(/account/register\?invitation=[\w-]+)", page)[1]


def come_by(browser, link, **fields):
    """Register by the link of an invitation."""
    page = browser.get(link)
    assert page.status_code == 200
    secret = link.partition("=")[2]
    assert f'name="invitation" value="{secret}"' in page.text
    return browser.client.post(
        "/account/register",
        data={
            "csrf_token": token_in(page.text),
            "invitation": secret,
            "name": "Ada",
            "email": "ada@example.org",
            "password": "lanterns over Ostrava",
        }
        | fields,
    )


def press(browser, path):
    """Press a button of a page of moderators."""
    token = token_in(browser.get("/moderation/invitations").text)
    return browser.client.post(path, data={"csrf_token": token})


def test_without_an_invitation_the_door_is_shut(browser, set_up):
    set_up(registration=Registration.INVITATION)

    assert browser.get("/account/register").status_code == 404
    answer = browser.get("/account/register?invitation=guessed")
    assert answer.status_code == 404
    assert "By invitation" in answer.text


def test_an_invitation_lets_one_person_in_once(app, mo, browse, set_up):
    set_up(registration=Registration.INVITATION)
    link = invited(mo)

    ada = browse()
    assert come_by(ada, link).status_code == 303
    assert ada.is_signed_in
    assert browse().get(link).status_code == 404
    assert "Ada came by it" in mo.get("/moderation/invitations").text


def test_of_two_who_come_by_one_invitation_the_second_is_told(
    app, mo, browse, set_up, monkeypatch
):
    set_up(registration=Registration.INVITATION)
    link = invited(mo)
    come_by(browse(), link)
    monkeypatch.setattr(queries, "invitation", lambda secret, at: Invitation(id=1))

    answer = come_by(browse(), link, name="Bo", email="bo@example.org")

    assert answer.status_code == 409
    with app.app_context():
        assert queries.member("Bo") is None


def test_an_invitation_is_kept_hashed_and_ends(app, mo, browse, set_up):
    set_up(registration=Registration.INVITATION)
    link = invited(mo)
    with app.app_context():
        row = db.session.scalar(select(Invitation))
        assert row.token_hash == rules.digest(link.partition("=")[2])
        assert row.expires_at - row.made_at == timedelta(days=14)
        db.session.execute(update(Invitation).values(expires_at=utcnow()))
        db.session.commit()

    assert browse().get(link).status_code == 404
    assert "over since" in mo.get("/moderation/invitations").text


def test_an_invitation_can_be_taken_back_until_somebody_came(app, mo, browse, set_up):
    set_up(registration=Registration.INVITATION)
    link = invited(mo)
    with app.app_context():
        number = db.session.scalar(select(Invitation.id))

    press(mo, f"/moderation/invitations/{number}/revocation")

    assert browse().get(link).status_code == 404
    again = press(mo, f"/moderation/invitations/{number}/revocation")
    assert again.status_code == 404


def test_the_account_of_a_moderator_leads_to_the_gate(mo, ada):
    assert "/moderation/invitations" in mo.get("/account").text
    assert "/moderation/invitations" not in ada.get("/account").text


def test_a_note_has_an_end(mo):
    answer = mo.send("/moderation/invitations", note="a" * 101)

    assert answer.status_code == 422


def test_who_registers_waits_until_they_are_let_in(app, mo, browser, set_up):
    set_up(registration=Registration.APPROVAL)

    answer = browser.register()

    assert answer.location == "/account/registered"
    assert not browser.is_signed_in
    assert "still waits" in browser.sign_in().text
    assert "ada@example.org" in mo.get("/moderation/registrations").text
    with app.app_context():
        number = queries.member("Ada").id

    press(mo, f"/moderation/registrations/{number}/approval")

    assert "Welcome" in letter(app, "ada@example.org")["Subject"]
    assert browser.sign_in().status_code == 303
    assert "Nobody waits" in mo.get("/moderation/registrations").text


def test_who_is_turned_away_is_told_and_forgotten(app, mo, browser, set_up):
    set_up(registration=Registration.APPROVAL)
    browser.register()
    with app.app_context():
        number = queries.member("Ada").id

    press(mo, f"/moderation/registrations/{number}/refusal")

    assert "not let in" in letter(app, "ada@example.org").get_content()
    with app.app_context():
        assert queries.member("Ada") is None
    again = press(mo, f"/moderation/registrations/{number}/refusal")
    assert again.status_code == 404


def test_a_member_can_be_neither_let_in_nor_turned_away(app):
    with app.app_context():
        bo = accounts.bo()
        for decide in (
            lambda: operations.approve(bo.id, at=utcnow()),
            lambda: operations.refuse(bo.id),
        ):
            with pytest.raises(NotFound):
                decide()


def test_who_is_invited_need_not_wait(mo, browse, set_up):
    set_up(registration=Registration.APPROVAL)

    ada = browse()
    come_by(ada, invited(mo))

    assert ada.is_signed_in


def test_confirmed_and_let_in_are_two_things(app, mo, browser, set_up):
    set_up(registration=Registration.APPROVAL, confirm_email=True)

    assert browser.register().location == "/account/registered"

    assert "Confirm" in letter(app, "ada@example.org")["Subject"]
    assert "not confirmed yet" in mo.get("/moderation/registrations").text
    assert not browser.is_signed_in
