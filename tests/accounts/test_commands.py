"""Commands of accounts, as typed in a shell."""

from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models import User
from app.core.db import db

PASSWORD = "lanterns over Ostrava"


def add(app, *arguments):
    return app.test_cli_runner().invoke(
        args=["members", "add", *arguments], input=f"{PASSWORD}\n{PASSWORD}\n"
    )


def test_s10_a_member_is_added_with_a_role_and_may_sign_in(app, browser):
    result = add(app, "Mo@example.org", "Mo", "--role", "moderator")

    with app.app_context():
        assert queries.role("moderator") is not None
    assert result.exit_code == 0, result.output
    assert browser.sign_in(email="mo@example.org").status_code == 303


def test_a_mistake_is_said_and_nothing_is_added(app):
    for arguments in (("nonsense", "Mo"), ("mo@example.org", "x")):
        result = add(app, *arguments)

        assert result.exit_code == 1
        assert result.output.rpartition("Error: ")[2].strip()


def test_purging_says_how_much_there_was(app, ada):
    result = app.test_cli_runner().invoke(args=["sessions", "purge"])

    assert (result.exit_code, result.output) == (0, "0 rows deleted\n")
    assert ada.is_signed_in


def test_s10_a_new_site_has_no_account(live_database):
    with live_database.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 0
