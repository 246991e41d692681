"""Addresses with which nobody registers, and registrations that nobody confirms."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.accounts.forms import ADDRESS_REFUSED, CHANGE_REFUSED
from app.accounts.jobs import clear_away
from app.accounts.models import User
from app.config import Registration
from app.core.clock import utcnow
from app.core.db import db
from app.trust import domain_among
from tests.accounts.letters import letters
from tests.factories import accounts

BLOCKED = {"blocked_email_domains": ("spam.example", "example.net")}


def members(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(User.id)))


def grow_older(app, days: int) -> None:
    """Let every account be that old."""
    with app.app_context():
        db.session.execute(
            update(User).values(created_at=utcnow() - timedelta(days=days))
        )
        db.session.commit()


@pytest.mark.parametrize(
    ("email", "among"),
    [
        ("ada@spam.example", "spam.example"),
        ("ada@mail.SPAM.example", "spam.example"),
        ("ada@notspam.example", None),
        ("ada@spam.example.org", None),
        ("", None),
    ],
)
def test_a_domain_and_its_subdomains_are_meant(email, among):
    assert domain_among(email, ["spam.example"]) == among


@pytest.mark.parametrize("email", ["ada@spam.example", "Ada@Mail.Example.NET"])
def test_a_blocked_domain_registers_nobody_and_names_no_list(
    app, browser, set_up, email
):
    set_up(**BLOCKED)

    answer = browser.register(email=email)

    assert answer.status_code == 422
    assert ADDRESS_REFUSED in answer.text
    assert "block" not in answer.text
    assert members(app) == 0


def test_it_is_refused_alike_where_addresses_are_confirmed(app, browser, set_up):
    set_up(**BLOCKED, confirm_email=True, mail_server="smtp://127.0.0.1:1")

    answer = browser.register(email="ada@spam.example")

    assert (answer.status_code, members(app)) == (422, 0)
    assert letters(app) == []


@pytest.mark.parametrize("registration", [Registration.APPROVAL, Registration.OPEN])
def test_another_domain_registers(app, browser, set_up, registration):
    set_up(**BLOCKED, registration=registration)

    assert browser.register().status_code == 303
    assert members(app) == 1


def test_a_site_may_only_hold_their_posts(app, browser, set_up):
    set_up(**BLOCKED, refuse_blocked_email=False)

    assert browser.register(email="ada@spam.example").status_code == 303


def test_nobody_changes_to_a_blocked_domain(app, ada, set_up):
    set_up(**BLOCKED, mail_server="smtp://127.0.0.1:1")

    answer = ada.send("/account/email", email="ada@spam.example")

    assert answer.status_code == 422
    assert CHANGE_REFUSED in answer.text
    assert letters(app) == []


@pytest.fixture
def confirming(set_up):
    set_up(confirm_email=True, mail_server="smtp://127.0.0.1:1", unconfirmed_days=7)


def test_a_registration_that_nobody_confirms_is_deleted(app, browser, confirming):
    browser.register()
    grow_older(app, 8)

    with app.app_context():
        clear_away()

    assert members(app) == 0
    assert browser.register().status_code == 303


def test_it_is_given_its_days(app, browser, confirming):
    browser.register()
    grow_older(app, 6)

    with app.app_context():
        clear_away()

    assert members(app) == 1


def test_zero_days_keep_everybody(app, browser, confirming, set_up):
    set_up(confirm_email=True, mail_server="smtp://127.0.0.1:1", unconfirmed_days=0)
    browser.register()
    grow_older(app, 400)

    with app.app_context():
        clear_away()

    assert members(app) == 1


def test_members_from_before_the_setting_stay(app, ada, set_up):
    set_up(confirm_email=True, mail_server="smtp://127.0.0.1:1")
    grow_older(app, 400)

    with app.app_context():
        clear_away()

    assert members(app) == 1


def test_where_nobody_confirms_who_waits_for_approval_waits_on(app, browser, set_up):
    set_up(registration=Registration.APPROVAL)
    browser.register()
    grow_older(app, 400)

    with app.app_context():
        clear_away()

    assert members(app) == 1


def test_who_was_let_in_or_speaks_for_nobody_stays(app, browser, confirming):
    with app.app_context():
        accounts.member("Bo", admitted_at=utcnow())
        accounts.member("Demo", demo=True)
        accounts.member("Viewer 1", password=None, active=False)
    grow_older(app, 400)

    with app.app_context():
        clear_away()

    assert members(app) == 3
