"""A write that finds the database locked waits, then answers 503; nothing half done."""

import sqlite3
from dataclasses import replace

import pytest

from app import create_app
from app.core.db import db
from app.scores import queries as score_queries
from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support.databases import close, settings_of
from tests.support.reader import Reader


@pytest.fixture
def impatient(databases, tmp_path):
    """A site on SQLite whose writes wait a tenth of a second."""
    url = databases.with_tables("sqlite")
    settings = replace(settings_of(url, tmp_path / "instance"), database_wait=0.1)
    app = create_app(settings)
    app.test_client_class = Reader
    yield app
    close(app)


def test_a_post_to_a_locked_database_is_503_with_retry_after(impatient):
    with impatient.app_context():
        film_id, ada = movie("Salt Year").id, member()
        client = impatient.test_client()
        client.sign_in(ada)
        token = client.visit("/movies/salt-year/review").token
        path = db.engine.url.database
    rival = sqlite3.connect(path, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")

    fields = {"csrf_token": token, "rating": "7"}
    answer = client.post("/movies/salt-year/audience-reviews", data=fields)

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/movies/salt-year").status_code == 200
    rival.execute("ROLLBACK")
    rival.close()
    with impatient.app_context():
        tally = score_queries.audience_tally(score_queries.tally_row(film_id))
        assert tally.rating_count == 0
    again = client.post("/movies/salt-year/audience-reviews", data=fields)
    assert again.status_code == 303
