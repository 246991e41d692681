"""The member of a session: few columns are read, and the rest when asked for."""

import pytest
from sqlalchemy import select

from app.accounts.here import whoever_has
from app.accounts.models import User
from app.core.db import db
from tests.factories import accounts


@pytest.fixture
def key(app):
    """The key of Ada's sessions; nothing of her is left in the session."""
    ada = accounts.member("Ada", roles=("editor", "moderator"), bio="I count.")
    key = ada.fs_uniquifier
    db.session.commit()
    db.session.expunge_all()
    return key


def names(member):
    return sorted(role.name for role in member.roles)


def test_who_is_here_is_read_by_one_statement_with_their_roles(key, count_queries):
    with count_queries() as sent:
        member = whoever_has(key)

        assert (member.name, member.active) == ("Ada", True)
        assert names(member) == ["editor", "moderator"]
        assert all(role.get_permissions() == set() for role in member.roles)
    assert len(sent) == 1
    assert not db.session.dirty
    assert not db.session.new


def test_what_was_not_read_is_read_when_asked_for(key):
    member = whoever_has(key)

    assert member.bio == "I count."
    assert member.password
    assert member.webauthn == []


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_after_a_transaction_they_are_read_anew_with_their_roles(key, end):
    member = whoever_has(key)

    getattr(db.session, end)()

    assert (member.name, names(member)) == ("Ada", ["editor", "moderator"])


def test_what_is_changed_of_them_is_written(key):
    whoever_has(key).bio = "I count anew."
    db.session.commit()
    db.session.expunge_all()

    assert db.session.scalar(select(User.bio)) == "I count anew."


def test_the_member_and_the_roles_of_the_session_are_the_same_ones(key):
    member = whoever_has(key)
    roles = list(member.roles)
    boris = accounts.member("Boris", roles=("editor",)).fs_uniquifier

    assert whoever_has(key) is member
    assert set(whoever_has(boris).roles) <= set(roles)


def test_a_key_that_nobody_has_opens_nothing(key):
    assert whoever_has("nobody's") is None
