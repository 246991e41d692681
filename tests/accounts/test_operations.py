"""Verbs of accounts on the database."""

from datetime import timedelta

import pytest

from app.accounts import operations, queries, rules
from app.accounts.models import Draft, LoginSession, SignInFailure
from app.core.clock import utcnow
from app.core.db import db

NOW = utcnow()
IDLE = timedelta(days=14)


@pytest.fixture
def member(app):
    """Return Ada, inside an open context."""
    with app.app_context():
        yield operations.add_member(
            email="Ada@example.org", name="Ada", password_hash=None, at=NOW
        )


def signed_in(user, *, seen_at=NOW, expires_at=NOW + timedelta(days=90)):
    row = LoginSession(
        token_hash=rules.digest(f"{user.id} {seen_at} {expires_at}"),
        user_id=user.id,
        body="{}",
        created_at=NOW,
        seen_at=seen_at,
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_the_first_holder_of_a_role_brings_it_in(member):
    operations.add_member(
        email="mo@example.org",
        name="Mo",
        password_hash=None,
        roles=["moderator"],
        at=NOW,
    )

    assert queries.role("moderator").description == rules.ROLES["moderator"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "ADA"},
        {"name": "x"},
        {"email": "ADA@example.org"},
        {"roles": ["queen"]},
    ],
)
def test_an_account_that_cannot_be_is_refused(member, wrong):
    right = {"email": "bo@example.org", "name": "Bo", "password_hash": None, "at": NOW}

    with pytest.raises(operations.NotAllowed):
        operations.add_member(**(right | wrong))


def test_a_draft_is_over_after_a_day(member):
    operations.keep_draft("a", {"body": "x"}, key="k", user_id=None, at=NOW)

    later = NOW + rules.DRAFT_LIFE
    assert queries.draft_of_visitor("k", "a", at=NOW) is not None
    assert queries.draft_of_visitor("k", "a", at=later) is None
    assert operations.claim_draft("k", user_id=member.id, at=later) == 0


def test_a_draft_can_be_claimed_once(member):
    operations.keep_draft("a", {"body": "x"}, key="k", user_id=None, at=NOW)

    assert operations.claim_draft("k", user_id=member.id, at=NOW) == 1
    assert operations.claim_draft("k", user_id=member.id, at=NOW) == 0


def test_other_sessions_end_and_this_one_stays(member):
    here = signed_in(member)
    signed_in(member, seen_at=NOW - timedelta(days=1))

    assert operations.end_other_sessions(member.id, but=here.id) == 1
    assert [row.id for row in queries.sessions_of(member.id)] == [here.id]
    assert operations.end_sessions(member.id) == 1


def test_waiting_ends_when_the_oldest_of_the_tries_is_past(member):
    for minutes in (14, 10, 5):
        operations.note_failures([b"k"], at=NOW - timedelta(minutes=minutes))

    assert queries.seconds_to_wait(b"k", allowed=3, at=NOW) == 60
    assert queries.seconds_to_wait(b"k", allowed=4, at=NOW) == 0
    operations.forgive_failures(b"k")
    assert queries.seconds_to_wait(b"k", allowed=1, at=NOW) == 0


def test_what_is_over_is_purged_and_nothing_else(member):
    signed_in(member)
    signed_in(member, seen_at=NOW - IDLE)
    signed_in(member, expires_at=NOW)
    operations.keep_draft("a", {}, key="k", user_id=None, at=NOW)
    operations.keep_draft("b", {}, key="k", user_id=None, at=NOW - rules.DRAFT_LIFE)
    operations.note_failures([b"k"], at=NOW)
    operations.note_failures([b"k"], at=NOW - rules.FAILURE_WINDOW)

    assert operations.purge(at=NOW, idle=IDLE) == 4
    for table in (LoginSession, Draft, SignInFailure):
        assert db.session.query(table).count() == 1
