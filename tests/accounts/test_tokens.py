"""Personal tokens: made, shown once, used, limited, revoked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts import operations, queries, rules
from app.accounts.models import AccessToken, UserRole
from app.accounts.rules import Scope
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import TooMany
from tests.factories import accounts, tokens
from tests.support.page import Page

PAGE = "/account/tokens"
FIELDS = {"name": "Backup script", "ratings_read": "y", "life": "90"}
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada(client, app):
    """Return Ada, who is signed in."""
    member = accounts.ada()
    client.sign_in(member)
    return member


def only_token() -> AccessToken:
    db.session.expire_all()
    return db.session.scalars(select(AccessToken)).one()


def test_a_secret_is_shown_once_and_kept_only_as_its_hash(client, ada):
    page = Page(client.send(PAGE, FIELDS, page=PAGE))

    secret = page.values.get("secret") or page.find("#secret").text_content()
    row = only_token()
    assert rules.TOKEN_FORM.fullmatch(secret)
    assert row.token_hash == rules.digest(secret)
    assert row.ending == secret[-4:]
    again = client.visit(PAGE)
    assert secret not in again.response.text
    assert "Backup script" in again.headings


def test_the_answer_with_a_secret_is_kept_by_nobody(client, ada):
    answer = client.send(PAGE, FIELDS, page=PAGE)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("life", "days"), [("30", 30), ("90", 90), ("365", 365), ("never", None)]
)
def test_a_token_lives_as_long_as_its_member_said(client, ada, life, days):
    client.send(PAGE, FIELDS | {"life": life}, page=PAGE)

    row = only_token()
    expected = None if days is None else row.created_at + timedelta(days=days)
    assert row.expires_at == expected


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "\x00"}, "name"),
        ({"life": "1000"}, "life"),
        ({"life": ""}, "life"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, ada, fields, field):
    answer = client.send(PAGE, FIELDS | fields, page=PAGE)

    assert answer.status_code == 422
    assert field in Page(answer).field_errors
    assert db.session.scalar(select(AccessToken)) is None


def test_a_token_that_may_do_nothing_is_not_made(client, ada):
    answer = client.send(PAGE, {"name": "Idle", "life": "30"}, page=PAGE)

    assert answer.status_code == 422
    assert "Choose at least one thing" in Page(answer).text


def test_a_member_cannot_give_what_only_editors_may(client, ada):
    assert "imports_write" not in client.visit(PAGE).response.text

    answer = client.send(PAGE, FIELDS | {"imports_write": "y"}, page=PAGE)

    assert answer.status_code == 200
    assert only_token().scopes == "ratings:read"


def test_an_editor_may_let_a_token_import(client, app):
    client.sign_in(accounts.edda())

    client.send(PAGE, FIELDS | {"imports_write": "y"}, page=PAGE)

    assert only_token().scopes == "ratings:read imports:write"


def test_a_revoked_token_opens_nothing(client, ada):
    header = tokens.holder(ada)
    assert client.get("/api/v1/me/ratings", headers=header).status_code == 200

    answer = client.send(f"{PAGE}/{only_token().id}/revocation", page=PAGE)

    assert answer.status_code == 303
    assert client.get("/api/v1/me/ratings", headers=header).status_code == 401
    assert "You have no tokens." in client.visit(PAGE).text


def test_nobody_revokes_the_token_of_another(client, ada):
    header = tokens.holder(accounts.bo())

    answer = client.send(f"{PAGE}/{only_token().id}/revocation", page=PAGE)

    assert answer.status_code == 404
    assert client.get("/api/v1/me/ratings", headers=header).status_code == 200


def test_a_stranger_is_led_to_the_door(client, app):
    assert client.get(PAGE).status_code == 303


def test_an_expired_token_opens_nothing_and_is_named_so(client, ada):
    old = utcnow() - timedelta(days=31)
    header = tokens.bearing(tokens.token(ada, at=old))

    assert client.get("/api/v1/me/ratings", headers=header).status_code == 401
    assert "expired" in client.visit(PAGE).text


def test_who_is_no_editor_any_more_imports_no_more(app):
    edda = accounts.edda()
    secret = tokens.token(edda, [Scope.RATINGS_READ, Scope.IMPORTS_WRITE])
    assert Scope.IMPORTS_WRITE in queries.bearer(secret, at=utcnow()).scopes

    db.session.execute(delete(UserRole))
    db.session.commit()

    assert queries.bearer(secret, at=utcnow()).scopes == {Scope.RATINGS_READ}


def test_the_time_of_use_moves_once_an_hour(app):
    secret = tokens.token(accounts.ada(), life="never", at=NOW)
    number = queries.bearer(secret, at=NOW).token_id

    moved = [
        operations.note_token_use(number, at=NOW + timedelta(minutes=minutes))
        for minutes in (0, 59, 60, 61)
    ]

    assert moved == [True, False, True, False]


def test_writes_are_counted_by_the_minute(app):
    secret = tokens.token(accounts.ada(), life="never", at=NOW)
    number = queries.bearer(secret, at=NOW).token_id

    def write(seconds):
        operations.count_token_write(
            number, limit=2, at=NOW + timedelta(seconds=seconds)
        )

    write(0)
    write(20)
    with pytest.raises(TooMany) as refused:
        write(45)
    write(60)

    assert refused.value.seconds == 15


def test_there_is_an_end_to_the_number_of_tokens(client, ada, monkeypatch):
    monkeypatch.setattr(rules, "MOST_TOKENS", 1)
    client.send(PAGE, FIELDS, page=PAGE)

    answer = client.send(PAGE, FIELDS, page=PAGE)

    assert answer.status_code == 422
    assert "Revoke one" in Page(answer).text


def test_long_expired_tokens_are_cleared_away(app):
    ada = accounts.ada()
    tokens.token(ada, at=NOW)
    tokens.token(ada, life="never", at=NOW)

    operations.purge(at=NOW + timedelta(days=61), idle=timedelta(days=14))

    assert only_token().expires_at is None


def test_the_command_prints_a_secret_that_works(app, client):
    accounts.ada()
    runner = app.test_cli_runner()

    made = runner.invoke(
        args=["tokens", "add", "ada@example.org", "--scope", "ratings:read"]
    )
    refused = runner.invoke(
        args=["tokens", "add", "ada@example.org", "--scope", "imports:write"]
    )
    unknown = runner.invoke(
        args=["tokens", "add", "who@example.org", "--scope", "ratings:read"]
    )

    header = tokens.bearing(made.output.strip())
    assert client.get("/api/v1/me/ratings", headers=header).status_code == 200
    assert "may not" in refused.output
    assert "no member" in unknown.output
    assert (refused.exit_code, unknown.exit_code) == (1, 1)
