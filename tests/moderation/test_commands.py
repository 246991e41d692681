"""Commands about members, as typed in a shell."""

import pytest

from app.accounts import notices
from app.accounts import queries as account_queries
from app.accounts.models import User
from app.core.db import db
from tests.factories import accounts


@pytest.fixture
def matinee(app):
    """Type a command: `matinee("list")`."""

    def typed(*arguments):
        return app.test_cli_runner().invoke(args=["members", *arguments])

    return typed


@pytest.fixture
def bo(app):
    return accounts.bo()


def test_a_role_is_given_and_taken_with_lines_in_the_log(matinee, bo):
    given = matinee("role", "give", bo.email, "editor", "--reason", "Joins us.")
    assert given.exit_code == 0, given.output
    assert list(account_queries.roles_of(bo.id)) == ["editor"]

    taken = matinee("role", "take", bo.email, "editor", "--reason", "Left us.")
    assert taken.exit_code == 0, taken.output
    assert list(account_queries.roles_of(bo.id)) == []

    shown = matinee("show", bo.email).output
    assert "Role given (Role: editor): Joins us." in shown
    assert "Role taken (Role: editor): Left us." in shown
    told = [each.title for each in notices.latest_of(bo.id, limit=9)]
    assert told == ["A role was taken from you", "You were given a role"]


def test_the_log_says_that_it_was_a_command(app, matinee, bo):
    matinee("role", "give", bo.email, "editor", "--reason", "Joins us.")
    mo = app.test_client()
    mo.sign_in(accounts.mo())

    page = mo.visit("/moderation/log").text

    assert "by a command on the site's machine" in page.replace("&#39;", "'")


def test_the_last_administrator_stays_one(matinee, app):
    boss = accounts.member("Boss", roles=("administrator",))

    result = matinee("role", "take", boss.email, "administrator", "--reason", "Eh.")

    assert result.exit_code == 1
    assert "only administrator" in result.output


def test_members_are_listed_by_name_and_by_role(matinee, bo):
    accounts.mo()

    assert [line.split()[0] for line in matinee("list").output.splitlines()] == [
        "bo@example.org",
        "mo@example.org",
    ]
    listed = matinee("list", "--role", "moderator").output
    assert listed.split() == ["mo@example.org", "Mo", "moderator"]


def test_a_second_factor_is_reset(matinee, bo):
    bo.tf_primary_method = "authenticator"
    bo.tf_totp_secret = "secret"
    db.session.commit()
    assert "second factor  on" in matinee("show", bo.email).output

    result = matinee("reset-second-factor", bo.email, "--reason", "At the desk.")

    assert result.exit_code == 0, result.output
    db.session.expire_all()
    assert db.session.get(User, bo.id).tf_totp_secret is None
    again = matinee("reset-second-factor", bo.email, "--reason", "Again.")
    assert again.exit_code == 1
    assert "nothing to reset" in again.output


def test_sign_ins_are_ended(app, matinee, bo):
    reader = app.test_client()
    reader.sign_in(bo)

    assert matinee("end-sessions", bo.email, "--reason", "Lost.").exit_code == 0

    assert reader.get("/account").status_code == 303


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "nobody@example.org"),
        ("end-sessions", "nobody@example.org", "--reason", "x"),
        ("role", "give", "nobody@example.org", "editor", "--reason", "x"),
    ],
)
def test_an_unknown_address_is_said(app, matinee, arguments):
    result = matinee(*arguments)

    assert result.exit_code == 1
    assert "no member with this e-mail address" in result.output


def test_a_reason_is_needed(app, matinee, bo):
    assert matinee("role", "give", bo.email, "editor").exit_code == 2
