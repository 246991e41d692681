"""Twenty posts at the same moment, through the whole site, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app import create_app
from app.audience.models import AudienceReview
from app.core.db import db
from app.ledger.queries import differences
from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support.databases import close, settings_of
from tests.support.reader import Reader

PRESSES = 20


@pytest.fixture
def patient_app(database, databases, tmp_path):
    """Return a site that waits for a turn as long as a busy machine may need."""
    url = databases.with_tables(database)
    app = create_app(settings_of(url, tmp_path / "instance", database_wait=60))
    app.test_client_class = Reader
    yield app
    close(app)


def test_s28_twenty_posts_at_once_are_one_rating(patient_app):
    app = patient_app
    with app.app_context():
        movie("Asa")
        ada = member("Ada")
        first = app.test_client()
        first.sign_in(ada)
    token = first.visit("/account").token
    cookie = first.get_cookie("matinee").value
    start = Barrier(PRESSES)

    def press(number):
        screen = app.test_client()
        screen.set_cookie("matinee", cookie)
        fields = {"rating": str(1 + number % 10), "csrf_token": token}
        start.wait()
        return screen.post("/movies/asa/audience-reviews", data=fields).status_code

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, range(PRESSES)))

    assert set(answers) == {303}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AudienceReview)) == 1
        assert differences() == []
