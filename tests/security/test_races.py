"""Twenty posts at the same moment, through the whole site, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from app.audience.models import AudienceReview
from app.core.db import db
from app.ledger.queries import differences
from tests.factories.accounts import member
from tests.factories.movies import movie

PRESSES = 20


def test_s28_twenty_posts_at_once_are_one_rating(live_database):
    app = live_database
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
