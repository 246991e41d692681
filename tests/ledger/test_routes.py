"""How a score is made, in words and figures, and the recount behind it."""

import pytest
from sqlalchemy import update

from app.cli import main
from app.core.clock import utcnow
from app.core.db import db
from app.ledger import operations, queries
from app.scores.models import SealEvent, Tally
from app.scores.rules import Verdict
from tests.factories import accounts, audience, critics, movies


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


def test_the_sum_is_shown_with_every_review_that_counts(film, client):
    critics.reviews(film, 6)
    critics.reviews(film, 2, verdict=Verdict.ROTTEN)
    critics.review(film, verdict=None)
    audience.review(film, accounts.ada(), rating=9)

    page = client.visit("/movies/the-lamplighter/score")

    assert "6 Fresh of 8 = 75%" in page.text
    assert "1 review waits for an editor" in page.text
    assert len(page.root.cssselect("#counted-table")) == 1
    assert len(page.root.cssselect("[aria-labelledby=counted-table] tbody tr")) == 8


def test_an_honest_site_has_no_differences(film):
    critics.reviews(film, 3)
    audience.review(film, accounts.ada())

    assert queries.differences() == []


def test_a_tally_that_was_tampered_with_is_named_and_rebuilt(film):
    critics.reviews(film, 3)
    db.session.execute(update(Tally).values(fresh=99, bucket_4=1))

    named = {difference.what for difference in queries.differences()}
    assert named == {"critic reviews", "ratings"}

    operations.rebuild_all(at=utcnow())
    assert queries.differences() == []


def test_a_seal_is_won_and_lost_and_logged(film, client):
    critics.reviews(film, 12, top_critic=True)
    critics.reviews(film, 8, verdict=Verdict.ROTTEN)

    events = db.session.scalars(db.select(SealEvent).order_by(SealEvent.id)).all()

    assert [str(event.change) for event in events] == ["gained", "lost"]
    page = client.visit("/movies/the-lamplighter/score")
    assert "the seal was lost, with 12 Fresh of 20" in page.text


def test_verify_says_none_differs_and_exits_well(app, film):
    result = app.test_cli_runner().invoke(main.commands["scores"], ["verify"])

    assert result.exit_code == 0
    assert "none differs" in result.output


def test_verify_names_a_difference_and_exits_with_one(app, film):
    db.session.execute(update(Tally).values(rotten=1))

    result = app.test_cli_runner().invoke(main.commands["scores"], ["verify"])

    assert result.exit_code == 1
    assert "the-lamplighter: critic reviews" in result.output


def test_an_unknown_movie_has_no_score_page(app, client):
    client.visit("/movies/nope/score", status=404)
