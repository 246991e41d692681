"""Sessions: where they live, when they end, and what public pages know of them."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.engine import Engine

from app.accounts.models import LoginSession
from app.accounts.sessions import DbSessionInterface
from app.core.clock import utcnow
from app.core.db import db
from tests.accounts.conftest import token_in


@pytest.fixture
def rows(app):
    """Return what counts the sessions in the database."""

    def count():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(LoginSession))

    return count


@pytest.fixture
def change_rows(app):
    """Return what changes every session in the database."""

    def change(**values):
        with app.app_context():
            db.session.execute(update(LoginSession).values(**values))
            db.session.commit()

    return change


@pytest.fixture
def statements():
    """Collect the statements that reach a database."""
    heard = []

    def listen(connection, cursor, statement, *rest):
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    yield heard
    event.remove(Engine, "before_cursor_execute", listen)


def test_a_visitor_has_no_row(browser, rows):
    browser.get("/account/login")

    assert browser.cookie.startswith("v.")
    assert rows() == 0


def test_looking_who_is_there_sets_no_cookie(browser):
    answer = browser.get("/fragments/me")

    assert browser.cookie is None
    assert "no-store" in answer.headers["Cache-Control"]


def test_s5_the_secret_of_a_session_is_long_and_stored_hashed(app, ada):
    with app.app_context():
        stored = db.session.scalars(select(LoginSession.token_hash)).all()

    assert stored == [sha256(ada.cookie.encode()).digest()]
    assert len(urlsafe_b64decode(ada.cookie + "=")) * 8 >= 128


def test_s1_signing_in_changes_the_cookie_and_the_token(browser, browse):
    token = token_in(browser.get("/account/login").text)
    before = browser.cookie

    browser.register()

    stranger = browse()
    stranger.cookie = before
    assert browser.cookie != before
    assert browser.is_signed_in
    assert not stranger.is_signed_in
    # Nor does the form of before work any more.
    answer = browser.client.post("/account/logout", data={"csrf_token": token})
    assert answer.status_code == 400
    assert browser.is_signed_in


def test_s2_signing_out_ends_the_session_at_the_server(ada, browse, rows):
    before = ada.cookie
    # Whatever else it holds goes with it, and so does the row.
    with ada.client.session_transaction("/account") as session:
        session["draft"] = "k"

    answer = ada.sign_out()

    thief = browse()
    thief.cookie = before
    refused = thief.get("/account")
    assert answer.status_code == 303
    assert (rows(), ada.cookie) == (0, None)
    assert refused.status_code == 303
    assert refused.location == "/account/login?next=/account"
    assert thief.cookie is None


def test_s2_a_session_that_was_ended_is_not_brought_back(app, ada, rows):
    interface = app.session_interface
    with app.test_request_context("/account") as context:
        _, record = interface.load(ada.cookie)
        db.session.query(LoginSession).delete()
        db.session.commit()
        answer = app.response_class()

        interface.update(record, {"_user_id": "x"}, answer)

        assert context.session is not None
    assert rows() == 0
    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_two_browsers_have_two_sessions(ada, browse, rows):
    other = browse()
    other.sign_in()

    assert rows() == 2
    ada.sign_out()
    assert other.is_signed_in


@pytest.mark.parametrize(
    "over",
    [
        {"seen_at": utcnow() - timedelta(days=15)},
        {"expires_at": utcnow() - timedelta(seconds=1)},
    ],
)
def test_s3_a_session_ends_after_its_time(ada, change_rows, over):
    change_rows(**over)

    assert not ada.is_signed_in
    assert ada.cookie is None


def test_a_visit_is_noted_every_five_minutes_and_not_more(ada, change_rows, statements):
    change_rows(seen_at=utcnow() - timedelta(minutes=6))
    statements.clear()

    for _ in range(3):
        ada.get("/fragments/me")

    written = [line for line in statements if line.startswith("UPDATE login_session")]
    assert len(written) == 1


@pytest.mark.parametrize("path", ["/", "/movies", "/no-such-page"])
def test_a_public_page_does_not_know_who_reads_it(ada, statements, path):
    statements.clear()

    answer = ada.get(path)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not [line for line in statements if "login_session" in line]
    assert not [line for line in statements if "FROM account" in line]


def test_a_public_view_cannot_write_into_the_session(app):
    with app.test_request_context("/movies") as context:
        assert dict(context.session) == {}
        with pytest.raises(RuntimeError, match="csrf_token"):
            context.session["csrf_token"] = "x"


def test_s2_a_member_who_is_shut_out_is_signed_out(app, ada):
    with app.app_context():
        db.session.execute(update(db.metadata.tables["account"]).values(active=False))
        db.session.commit()

    assert not ada.is_signed_in


def test_s6_over_https_the_cookie_is_bound_to_the_host(app):
    settings = replace(app.config["SETTINGS"], base_url="https://films.example.org")

    interface = DbSessionInterface(app, settings)

    answer = app.response_class()
    interface.set_cookie(answer, "x")
    assert interface.cookie_name == "__Host-matinee"
    assert answer.headers["Set-Cookie"] == (
        "__Host-matinee=x; Secure; HttpOnly; Path=/; SameSite=Lax"
    )


def test_nothing_but_a_session_signs_in(app, ada, browse):
    stranger = browse()
    with app.app_context():
        user = db.session.execute(select(db.metadata.tables["account"])).one()
    token = app.extensions["security"].remember_token_serializer.dumps(
        [user.fs_uniquifier]
    )
    stranger.client.set_cookie("remember_token", token)

    answer = stranger.get("/account", headers={"Authentication-Token": token})

    assert answer.status_code == 303
