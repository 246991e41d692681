"""Reports of readers, and what moderators do about a review."""

import pytest

from app.core.clock import utcnow
from app.core.db import db
from app.ledger.queries import differences
from app.moderation import operations, queries
from app.moderation.models import ReportReason
from tests.factories import accounts, audience, movies
from tests.support.reader import Reader

QUEUE = "/moderation"
RATE = "/movies/the-lamplighter/review"


@pytest.fixture
def posted(app):
    film = movies.movie("The Lamplighter")
    return audience.review(film, accounts.bo(), body="You fool.").id


@pytest.fixture
def mo(app):
    reader = app.test_client()
    reader.sign_in(accounts.mo())
    return reader


def report(reader: Reader, review_id: int, **fields: str):
    path = f"/audience-reviews/{review_id}/report"
    return reader.send(path, {"reason": "abuse"} | fields, page=path)


def test_a_report_waits_for_a_moderator(posted, client, mo):
    client.sign_in(accounts.ada())

    answer = report(client, posted, note="Look.")

    assert answer.status_code == 303
    page = mo.visit(QUEUE)
    assert "You fool." in page.text
    assert "It insults or threatens" in page.text


def test_a_second_report_changes_nothing(posted, client):
    client.sign_in(accounts.ada())
    report(client, posted)

    assert report(client, posted, reason="spam").status_code == 303
    assert [each.count for each in queries.reported_reviews()] == [1]


def test_a_review_that_many_report_stands_once_in_the_queue(posted, mo):
    later = audience.review(movies.movie("Dust"), accounts.ada(), body="Dry.").id
    crowd = [accounts.member(f"Member {number}") for number in range(7)]
    for review_id, members in ((posted, crowd), (later, crowd[:1])):
        for member in members:
            operations.report(
                review_id, ReportReason.SPAM, "Look.", user_id=member.id, at=utcnow()
            )
    db.session.commit()

    page = mo.visit(QUEUE)

    found = queries.reported_reviews()
    assert [(each.review_id, each.count) for each in found] == [(posted, 7), (later, 1)]
    assert len(found[0].reports) == queries.MOST_TOLD
    assert len(page.root.cssselect("main section")) == 2
    assert "7 reports, the first on" in page.text
    assert "and 2 more" in page.text
    assert "Reports (2)" in page.text


def test_a_report_without_a_reason_is_422(posted, client):
    client.sign_in(accounts.ada())

    assert report(client, posted, reason="").status_code == 422
    assert queries.reported_reviews() == []


def test_nobody_reports_their_own_review(posted, client, app):
    from app.accounts.models import User
    from app.core.db import db

    client.sign_in(db.session.scalar(db.select(User).filter_by(name="Bo")))

    assert report(client, posted).status_code == 403


def test_hiding_takes_a_review_off_the_page_and_out_of_the_count(posted, mo, client):
    fields = {"kind": "hide", "reason": "It insults."}

    answer = mo.send(f"{QUEUE}/audience-reviews/{posted}", fields, page=RATE)

    assert answer.status_code == 303
    page = client.visit("/movies/the-lamplighter")
    assert "User Ratings: 0" in page.text
    assert "You fool." not in page.text
    assert differences() == []
    (action,) = queries.actions_on(posted)
    assert (action.kind, action.reason) == ("hide", "It insults.")


def test_restoring_counts_again_and_settles_reports(posted, mo, client):
    client.sign_in(accounts.ada())
    report(client, posted)
    path = f"{QUEUE}/audience-reviews/{posted}"
    mo.send(path, {"kind": "hide", "reason": "Rude."}, page=RATE)

    mo.send(path, {"kind": "restore", "reason": "On reflection."}, page=RATE)

    assert "User Ratings: 1" in client.visit("/movies/the-lamplighter").text
    assert "Nothing waits for you." in mo.visit(QUEUE).text


@pytest.mark.parametrize(
    "fields", [{"kind": "hide", "reason": ""}, {"kind": "burn", "reason": "x"}, {}]
)
def test_a_decision_needs_a_kind_and_a_reason(posted, mo, fields):
    answer = mo.send(f"{QUEUE}/audience-reviews/{posted}", fields, page=RATE)

    assert answer.status_code == 422
    assert queries.actions_on(posted) == []


@pytest.mark.parametrize("cast", [accounts.ada, accounts.cleo, accounts.edda])
def test_only_moderators_see_the_queue(posted, client, cast):
    client.sign_in(cast())

    client.visit(QUEUE, status=403)
    answer = client.send(
        f"{QUEUE}/audience-reviews/{posted}",
        {"kind": "hide", "reason": "Mine."},
        page="/movies/the-lamplighter/review",
    )
    assert answer.status_code == 403
