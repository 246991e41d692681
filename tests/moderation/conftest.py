"""A review by Bo, a moderator at work, and what both see."""

from dataclasses import replace

import pytest

from app.accounts.models import User
from app.core.db import db
from app.trust import Switch
from tests.factories import accounts, audience, movies


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def bo(app):
    return accounts.bo()


@pytest.fixture
def posted(film, bo):
    return audience.review(film, bo, body="You fool.").id


@pytest.fixture
def mo(app):
    reader = app.test_client()
    reader.sign_in(accounts.mo())
    return reader


@pytest.fixture
def bos_screen(app, bo):
    reader = app.test_client()
    reader.sign_in(bo)
    return reader


@pytest.fixture
def decide(mo):
    """Let Mo decide: `decide(review_id, "hide", days=3)`."""

    def send(review_id, kind, reason="It insults.", **fields):
        path = f"/moderation/audience-reviews/{review_id}"
        return mo.send(path, {"kind": kind, "reason": reason} | fields, page=path)

    return send


@pytest.fixture
def set_site(app, monkeypatch):
    """Change the site's settings: `set_site(blocked_words=("casino",))`."""

    def change(**values):
        settings = replace(app.config["SETTINGS"], **{"holds": Switch.ON} | values)
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return change


def member_named(name):
    return db.session.scalar(db.select(User).filter_by(name=name))
