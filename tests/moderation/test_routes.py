"""Reports of readers, and what moderators do about a review."""

import sys

import pytest

from app.accounts.models import BioStanding, User
from app.audience.hold_models import Burst, Hold, HoldKind
from app.audience.models import Standing
from app.core.clock import utcnow
from app.core.db import db
from app.ledger.queries import differences
from app.moderation import operations, queries
from app.moderation.models import ActionKind, ReportReason
from app.moderation.operations import Decision
from tests.factories import accounts, audience, movies
from tests.support.page import Page
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
    assert [each.count for each in queries.reported_reviews().items] == [1]


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

    found = queries.reported_reviews().items
    assert [(each.review_id, each.count) for each in found] == [(posted, 7), (later, 1)]
    assert len(found[0].reports) == queries.MOST_TOLD
    assert len(page.root.cssselect("main section")) == 2
    assert "7 reports, the first on" in page.text
    assert "and 2 more" in page.text
    assert "Reports (2)" in page.text


@pytest.mark.parametrize(
    ("fill", "path", "links"),
    [
        ("reported", QUEUE, "main .actions a"),
        ("held", f"{QUEUE}/held", "main .actions a"),
        ("appealed", f"{QUEUE}/appeals", "main form"),
        ("waves", f"{QUEUE}/waves", "main form"),
        ("profiles", f"{QUEUE}/profiles", "main .actions a"),
    ],
)
def test_a_long_queue_goes_on_and_shows_each_entry_once(
    mo, fill, path, links, monkeypatch
):
    for module in ("reports", "waiting", "members"):
        # One of them has a function of its own name, which hides it.
        queue = sys.modules[f"app.moderation.queries.{module}"]
        monkeypatch.setattr(queue, "AT_ONCE", 2)
    ada, bo = accounts.ada(), accounts.bo()
    for number in range(5):
        film, author = movies.movie(f"Film {number}"), accounts.member(f"M {number}")
        review = audience.review(film, author, body="Hm.")
        if fill == "reported":
            for member in (ada, bo):
                operations.report(
                    review.id, ReportReason.SPAM, "", user_id=member.id, at=utcnow()
                )
        elif fill == "held":
            review.standing = Standing.HELD
            reasons = [["links", "3 links; 2 pass"]]
            hold = {"kind": HoldKind.RULES, "reasons": reasons, "placed_at": utcnow()}
            db.session.add(Hold(review_id=review.id, **hold))
        elif fill == "waves":
            day = utcnow()
            counts = {"hours": 3, "allowed": 40, "arrived": 90}
            times = {"began_at": day, "noticed_at": day, "held_until": day}
            db.session.add(Burst(movie_id=film.id, **counts, **times))
        elif fill == "profiles":
            author.bio, author.bio_standing = "Pills!", BioStanding.HELD
        else:
            decision = Decision(ActionKind.HIDE, "It insults.")
            action = operations.act(
                review.id, decision, moderator_id=ada.id, at=utcnow()
            )
            operations.appeal(action.id, "No.", user_id=author.id, at=utcnow())
    db.session.commit()

    seen, there = [], path
    while there:
        page = mo.visit(there)
        seen.append(
            [
                each.get("href") or each.get("action")
                for each in page.root.cssselect(links)
            ]
        )
        there = page.links.get("Later ones")

    assert [len(each) for each in seen] == [2, 2, 1]
    assert len({link for each in seen for link in each}) == 5
    assert len(mo.visit(f"{path}?after=nonsense").root.cssselect(links)) == 2
    if "form" in links:
        answer = mo.send(seen[-1][0], {}, page=path)
        forms = Page(answer).root.cssselect(links)
        assert [each.get("action") for each in forms] == seen[-1], "where it failed"


def test_beyond_a_days_reports_the_form_comes_back(posted, client, set_site):
    set_site(daily_reports_newcomer=2)
    ada, bo = accounts.ada(), db.session.scalar(db.select(User).filter_by(name="Bo"))
    bo.bio = "I sell pills."
    others = [
        audience.review(movies.movie(name), bo, body="Hm.").id
        for name in ("Dust", "Oil")
    ]
    client.sign_in(ada)
    assert report(client, posted).status_code == 303
    assert report(client, posted).status_code == 303, "the same again is no second one"
    assert report(client, others[0]).status_code == 303

    answer = report(client, others[1], note="Look at this one.")
    of_words = client.send(
        "/members/Bo/report", {"reason": "spam"}, page="/members/Bo/report"
    )

    for refused in (answer, of_words):
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 86_400
        assert "You have sent 2 reports today" in Page(refused).text
    assert Page(answer).values["note"].strip() == "Look at this one."
    assert len(queries.reported_reviews().items) == 2


def test_a_report_without_a_reason_is_422(posted, client):
    client.sign_in(accounts.ada())

    assert report(client, posted, reason="").status_code == 422
    assert queries.reported_reviews().items == []


def test_nobody_reports_their_own_review(posted, client, app):
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
