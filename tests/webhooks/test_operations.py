"""Events become messages, messages are delivered: once, again, or given up."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.audience import operations as audience_operations
from app.core import events
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.core.events import Event, EventKind
from app.critics import operations as critic_operations
from app.critics.models import CriticReview
from app.ledger import operations as ledger_operations
from app.scores import bulk
from app.scores.rules import Verdict
from app.webhooks import operations, queries, rules
from app.webhooks.models import Delivery, State
from app.webhooks.outgoing import Answer
from tests.factories import accounts, audience, critics, movies
from tests.factories.webhooks import delivery, webhook

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
SITE = "https://films.example"
TAKEN = Answer(200, 12, None, "thanks")
FAILED = Answer(500, 12, "The receiver answered 500.", "oh")


def count(table) -> int:
    return db.session.scalar(select(func.count(table.id)))


def publish(film, verdict=Verdict.FRESH, **values) -> CriticReview:
    review = CriticReview(movie_id=film.id, verdict=verdict, quote="Lit.", **values)
    critic_operations.publish(review, at=AT)
    db.session.commit()
    return review


def gathered() -> list[dict]:
    """Gather what happened, and return the messages in order."""
    made = operations.gather(at=AT, site=SITE)
    db.session.commit()
    rows = db.session.scalars(
        select(Delivery).where(Delivery.id.in_(made)).order_by(Delivery.id)
    )
    return [json.loads(row.body) for row in rows]


def test_where_nobody_wants_to_know_nothing_is_written(app, count_queries):
    film = movies.movie()

    with count_queries() as statements:
        publish(film)
    audience.review(film, accounts.ada())

    assert count(Event) == 0
    asked = [line for line in statements if "event" in line]
    assert all("wanted_event" in line for line in asked)
    assert len(asked) <= 2


def test_a_kind_that_nobody_wants_is_not_written(app):
    webhook(kinds=[EventKind.REVIEW_PUBLISHED])
    publish(movies.movie())

    kinds = db.session.scalars(select(Event.kind)).all()

    assert kinds == [EventKind.REVIEW_PUBLISHED]


def test_a_review_by_a_critic_is_told_with_the_score_it_changed(app):
    webhook()
    film, critic = movies.movie("The Lamplighter"), critics.critic("Cleo Marsh")
    publish(film, critic_id=critic.id, original_grade="B", top_critic=True)

    review, score = sorted(gathered(), key=lambda each: each["type"])

    assert score["data"]["movie"] == {
        "slug": "the-lamplighter",
        "title": "The Lamplighter",
        "year": 2012,
        "url": f"{SITE}/movies/the-lamplighter",
    }
    assert score["data"]["previous"]["critic_score"]["total"] == 0
    assert score["data"]["current"]["critic_score"]["total"] == 1
    assert score["timestamp"] == "2026-03-04T12:00:00+00:00"
    assert review["type"] == "review.published"
    told = review["data"]["review"]
    assert told["writer"] == "critic"
    assert told["verdict"] == "fresh"
    assert told["grade"] == "B"
    assert told["critic"] == {
        "name": "Cleo Marsh",
        "url": f"{SITE}/critics/cleo-marsh",
    }


def test_a_members_review_is_told_if_it_has_words(app):
    webhook(kinds=[EventKind.REVIEW_PUBLISHED])
    film = movies.movie()
    audience.review(film, accounts.ada(), rating=9, body="Saw it twice.")
    audience.review(film, accounts.bo(), body="")

    (message,) = gathered()

    assert message["data"]["review"]["stars"] == 4.5
    assert message["data"]["review"]["text"] == "Saw it twice."
    assert message["data"]["review"]["name"] == "Ada"


def test_an_edit_is_no_new_review(app):
    film, ada = movies.movie(), accounts.ada()
    audience.review(film, ada)
    webhook(kinds=[EventKind.REVIEW_PUBLISHED])

    audience.review(film, ada, body="On second thought.")

    assert gathered() == []


def test_a_review_that_is_gone_before_it_is_told_is_not_told(app):
    webhook(kinds=[EventKind.REVIEW_PUBLISHED])
    critic_operations.remove(publish(movies.movie()), at=AT)
    db.session.commit()

    assert gathered() == []


def test_a_review_is_told_when_it_begins_to_count(app):
    webhook(kinds=[EventKind.REVIEW_PUBLISHED])
    review = publish(movies.movie(), embargoed_until=AT + timedelta(days=1))
    assert gathered() == []

    critic_operations.lift_embargoes(at=AT + timedelta(days=2))
    db.session.commit()

    assert len(gathered()) == 1
    assert review.standing == "counted"


def test_several_changes_of_a_movie_become_one_message(app):
    webhook(kinds=[EventKind.SCORE_CHANGED])
    film, other = movies.movie("Dust"), movies.movie("Salt Year")
    for verdict in (Verdict.FRESH, Verdict.FRESH, Verdict.ROTTEN):
        publish(film, verdict)
    audience.review(film, accounts.ada())
    publish(other)

    told = {each["data"]["movie"]["slug"]: each["data"] for each in gathered()}

    assert set(told) == {"dust", "salt-year"}
    dust = told["dust"]
    assert dust["previous"]["critic_score"]["total"] == 0
    assert dust["current"]["critic_score"] | {"average_grade": None} == {
        "approval": dust["current"]["critic_score"]["approval"],
        "verdict": dust["current"]["critic_score"]["verdict"],
        "positive": 2,
        "total": 3,
        "average_grade": None,
        "sealed": False,
    }
    assert dust["current"]["audience_score"]["total"] == 1


def test_the_next_message_goes_on_where_the_last_one_ended(app):
    webhook(kinds=[EventKind.SCORE_CHANGED])
    film = movies.movie()
    publish(film)
    (first,) = gathered()
    publish(film, Verdict.ROTTEN)
    (second,) = gathered()

    assert second["data"]["previous"] == first["data"]["current"]
    assert second["data"]["current"]["critic_score"]["total"] == 2


def test_a_score_that_is_as_before_is_not_told(app):
    webhook(kinds=[EventKind.SCORE_CHANGED])
    film, ada = movies.movie(), accounts.ada()
    audience.review(film, ada)
    audience_operations.withdraw(movie_id=film.id, user_id=ada.id, at=utcnow())
    db.session.commit()

    assert count(Event) == 2
    assert gathered() == []


def test_words_alone_change_no_score(app):
    film, ada = movies.movie(), accounts.ada()
    audience.review(film, ada, rating=8)
    webhook(kinds=[EventKind.SCORE_CHANGED])

    audience.review(film, ada, rating=8, body="On second thought.")

    assert count(Event) == 0


def test_a_recount_that_finds_a_difference_is_told(app):
    film = movies.movie()
    db.session.add(
        CriticReview(
            movie_id=film.id,
            verdict=Verdict.FRESH,
            standing="counted",
            listed_on=AT.date(),
        )
    )
    webhook(kinds=[EventKind.SCORE_CHANGED])
    ledger_operations.rebuild_all(at=AT)
    db.session.commit()

    assert len(gathered()) == 1


def test_an_import_gives_one_message_for_each_movie(app):
    webhook()
    films = [movies.movie(f"Reel {n}", slug=f"reel-{n}") for n in range(3)]
    bulk.count_critics({film.id: (2, 1, 0, 0, 0, 0) for film in films}, at=AT)
    db.session.commit()

    told = gathered()

    assert [each["data"]["movie"]["slug"] for each in told] == [
        "reel-0",
        "reel-1",
        "reel-2",
    ]
    assert {each["data"]["current"]["critic_score"]["total"] for each in told} == {3}


def test_only_those_who_want_a_kind_are_told_and_only_while_they_are_on(app):
    both, scores = webhook(), webhook(kinds=[EventKind.SCORE_CHANGED])
    off = webhook()
    operations.switch_off(off, "Enough.", at=AT)
    publish(movies.movie())
    gathered()

    told = dict(
        db.session.execute(
            select(Delivery.webhook_id, func.count()).group_by(Delivery.webhook_id)
        ).all()
    )

    assert told == {both.id: 2, scores.id: 1}


def test_what_is_wanted_follows_the_webhooks(app):
    first = webhook(kinds=[EventKind.SCORE_CHANGED])
    second = webhook(kinds=[EventKind.SCORE_CHANGED, EventKind.REVIEW_PUBLISHED])
    assert all(map(events.is_wanted, EventKind))

    operations.switch_off(second, "Enough.", at=AT)
    assert [kind for kind in EventKind if events.is_wanted(kind)] == [
        EventKind.SCORE_CHANGED
    ]
    operations.remove(first)
    assert not any(map(events.is_wanted, EventKind))
    operations.switch_on(second)
    assert all(map(events.is_wanted, EventKind))


def test_a_message_is_claimed_once_and_a_lost_claim_ends(app):
    row = delivery(webhook(), at=AT)

    assert operations.claim(row.id, at=AT - timedelta(seconds=1)) is None
    assert operations.claim(row.id, at=AT) == 1
    assert operations.claim(row.id, at=AT + timedelta(seconds=1)) is None
    later = AT + rules.CLAIM
    assert queries.due(later) == [row.id]
    assert operations.claim(row.id, at=later) == 2

    operations.record(row.id, 1, TAKEN, at=later)
    assert queries.delivery(row.id).state == State.SENDING
    operations.record(row.id, 2, TAKEN, at=later)
    assert queries.delivery(row.id).state == State.DELIVERED


def test_a_failed_message_waits_longer_each_time_and_is_given_up_with_a_word(app):
    row = delivery(webhook(), at=AT)
    at, pauses = AT, []
    for attempt in range(1, rules.MOST_ATTEMPTS + 1):
        assert operations.claim(row.id, at=at) == attempt
        operations.record(row.id, attempt, FAILED, at=at)
        found = queries.delivery(row.id)
        if found.state == State.WAITING:
            pauses.append(found.next_at - at)
            at = found.next_at

    assert len(pauses) == rules.MOST_ATTEMPTS - 1
    assert pauses[:6] == sorted(pauses[:6])
    assert found.state == State.GIVEN_UP
    assert found.error == "The receiver answered 500. Given up after 10 attempts."
    assert (found.status, found.excerpt, found.milliseconds) == (500, "oh", 12)
    assert queries.due(at + timedelta(days=9)) == []


def test_a_webhook_that_fails_for_days_is_switched_off_with_a_word(app):
    hook = webhook()
    first, later = delivery(hook, at=AT), delivery(hook, at=AT + timedelta(days=4))
    waiting = delivery(hook, at=AT + timedelta(days=5))
    for row, at in ((first, AT), (later, AT + timedelta(days=4))):
        operations.record(row.id, operations.claim(row.id, at=at), FAILED, at=at)
    db.session.commit()

    assert not hook.active
    assert hook.switched_off_why == "Nothing has arrived since 04 March 2026."
    assert queries.delivery(waiting.id).state == State.GIVEN_UP
    assert queries.failures_since(AT) == {hook.id: 3}


def test_one_message_that_arrives_ends_the_failing(app):
    hook = webhook()
    for answer in (FAILED, TAKEN):
        row = delivery(hook, at=AT)
        operations.record(row.id, operations.claim(row.id, at=AT), answer, at=AT)
        db.session.commit()
        assert (hook.failing_since is None) == answer.is_delivered


def test_a_receiver_that_is_gone_is_told_nothing_more(app):
    hook = webhook()
    row = delivery(hook, at=AT)
    gone = Answer(410, 3, "The receiver answered 410.")
    operations.record(row.id, operations.claim(row.id, at=AT), gone, at=AT)
    db.session.commit()

    assert not hook.active
    assert "410" in hook.switched_off_why


def test_a_message_may_be_sent_again_under_its_old_id(app):
    row = delivery(webhook(), at=AT)
    with pytest.raises(Conflict):
        operations.send_again(row, at=AT)
    operations.record(row.id, operations.claim(row.id, at=AT), TAKEN, at=AT)
    before = (row.message_id, row.body)

    operations.send_again(row, at=AT)
    db.session.expire_all()

    assert row.state == State.WAITING
    assert (row.message_id, row.body) == before


def test_after_a_change_both_secrets_sign_for_a_day(app):
    hook = webhook()
    former = hook.secret
    operations.rotate(hook, at=AT)

    assert hook.secret != former
    assert hook.secrets_at(AT) == [hook.secret, former]
    assert hook.secrets_at(AT + timedelta(days=1)) == [hook.secret]


def test_what_is_old_is_forgotten_but_not_what_waits(app):
    hook = webhook()
    publish(movies.movie())
    db.session.execute(
        Event.__table__.update().values(happened_at=datetime(2026, 1, 1, tzinfo=UTC))
    )
    done = delivery(hook, at=AT - timedelta(days=40), state=State.DELIVERED)
    waiting = delivery(hook, at=AT - timedelta(days=40))
    new = delivery(hook, at=AT, state=State.DELIVERED)
    ids = (done.id, waiting.id, new.id)

    operations.forget(before=AT - timedelta(days=30))
    db.session.expire_all()

    assert count(Event) == 0
    assert [queries.delivery(each) is not None for each in ids] == [False, True, True]


def test_what_is_wanted_is_asked_once_in_a_transaction(app, count_queries):
    db.session.commit()
    with count_queries() as statements:
        assert not events.is_wanted(EventKind.SCORE_CHANGED)
        assert not events.is_wanted(EventKind.REVIEW_PUBLISHED)
    assert len(statements) == 1

    with db.session.begin_nested() as savepoint:
        events.want({EventKind.SCORE_CHANGED})
        assert events.is_wanted(EventKind.SCORE_CHANGED)
        savepoint.rollback()
    assert not events.is_wanted(EventKind.SCORE_CHANGED)

    db.session.commit()
    with count_queries() as statements:
        events.is_wanted(EventKind.SCORE_CHANGED)
    assert len(statements) == 1
