"""The whole way: a review, a minute, a message at a receiver; and workers at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from app.config import Environment
from app.core.clock import utcnow
from app.core.db import db
from app.core.events import EventKind
from app.core.jobs import run_waiting
from app.webhooks import jobs, operations, queries, rules
from app.webhooks.models import State
from tests.factories import critics, movies
from tests.factories.webhooks import delivery, webhook
from tests.webhooks.conftest import switched_on

WORKERS = 4


def test_a_review_is_told_signed_and_once(app, hooked, receiver):
    server = receiver(200)
    hook = webhook(server.url)
    critics.review(movies.movie("Dust"))

    jobs.gather()
    run_waiting(app)
    jobs.gather()
    jobs.try_again()
    run_waiting(app)

    ((_, headers, body),) = server.requests
    moment = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == rules.signature(
        hook.secret, headers["webhook-id"], moment, body
    )
    told = json.loads(body)
    assert told["type"] == EventKind.SCORE_CHANGED
    assert told["data"]["movie"]["title"] == "Dust"
    (row,) = queries.deliveries_of(hook.id, after=None).items
    assert (row.state, row.status, row.attempts) == (State.DELIVERED, 200, 1)


def test_a_message_that_fails_comes_again_under_its_id(app, hooked, receiver):
    server = receiver(500, 200)
    hook = webhook(server.url)
    row = delivery(hook)

    jobs.deliver(row.id)
    jobs.deliver(row.id)
    first = queries.delivery(row.id)
    assert (first.state, first.status, len(server.requests)) == ("waiting", 500, 1)
    first.next_at = utcnow() - timedelta(minutes=2)
    db.session.commit()
    jobs.try_again()
    run_waiting(app)

    ids = {headers["webhook-id"] for _, headers, _ in server.requests}
    bodies = {body for _, _, body in server.requests}
    assert (len(server.requests), len(ids), len(bodies)) == (2, 1, 1)
    assert queries.delivery(row.id).state == State.DELIVERED


@pytest.mark.parametrize("answer", ["redirect", "closed", 404])
def test_what_is_no_yes_is_a_failure_and_waits(app, hooked, receiver, answer):
    row = delivery(webhook(receiver(answer).url))

    jobs.deliver(row.id)

    found = queries.delivery(row.id)
    assert found.state == State.WAITING
    assert found.error
    assert found.next_at > utcnow()


def test_what_a_lost_worker_had_claimed_is_sent_by_another(app, hooked, receiver):
    server = receiver(200)
    long_ago = utcnow() - timedelta(hours=1)
    row = delivery(webhook(server.url), at=long_ago)
    assert operations.claim(row.id, at=long_ago) == 1
    db.session.commit()

    jobs.try_again()
    run_waiting(app)

    assert len(server.requests) == 1
    found = queries.delivery(row.id)
    assert (found.state, found.attempts) == (State.DELIVERED, 2)


def test_while_webhooks_are_off_nothing_is_sent(app, monkeypatch, receiver):
    switched_on(app, monkeypatch, webhooks=False)
    server = receiver(200)
    row = delivery(webhook(server.url))

    jobs.deliver(row.id)

    assert server.requests == []
    assert queries.delivery(row.id).state == State.GIVEN_UP


def test_a_private_address_is_refused_when_it_is_sent_to(app, monkeypatch):
    switched_on(app, monkeypatch, webhook_plain_http=False)
    row = delivery(webhook("https://127.0.0.1/"))

    jobs.deliver(row.id)

    found = queries.delivery(row.id)
    assert found.error == "It leads to an address that is not public."


def test_in_production_plain_http_is_refused_whatever_is_set(app, monkeypatch):
    switched_on(app, monkeypatch, environment=Environment.PRODUCTION)
    row = delivery(webhook("http://127.0.0.1:9/"))

    jobs.deliver(row.id)

    assert queries.delivery(row.id).error == "A webhook's address begins with https://."


def test_what_is_old_is_forgotten_by_day(app, hooked):
    hook = webhook()
    delivery(hook, at=utcnow() - timedelta(days=31), state=State.DELIVERED)
    kept = delivery(hook, at=utcnow() - timedelta(days=29), state=State.DELIVERED)

    jobs.forget()

    (row,) = queries.deliveries_of(hook.id, after=None).items
    assert row.id == kept.id


def at_once(app, work) -> None:
    """Let several workers do the same at the same moment."""
    start = Barrier(WORKERS)

    def run(_):
        with app.app_context():
            start.wait()
            work()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(WORKERS)))


def test_of_many_workers_one_sends(live_database, monkeypatch, receiver):
    app = live_database
    switched_on(app, monkeypatch)
    server = receiver(200)
    with app.app_context():
        delivery_id = delivery(webhook(server.url)).id

    at_once(app, lambda: jobs.deliver(delivery_id))

    assert len(server.requests) == 1
    with app.app_context():
        found = queries.delivery(delivery_id)
        assert (found.state, found.attempts) == (State.DELIVERED, 1)


def test_of_many_workers_one_gathers(live_database, monkeypatch, receiver):
    app = live_database
    switched_on(app, monkeypatch)
    server = receiver(200)
    with app.app_context():
        hook_id = webhook(server.url).id
        for title in ("Dust", "Salt Year"):
            critics.review(movies.movie(title))

    at_once(app, jobs.gather)

    with app.app_context():
        made = queries.deliveries_of(hook_id, after=None).items
        titles = [json.loads(each.body)["data"]["movie"]["title"] for each in made]
    assert sorted(titles) == ["Dust", "Salt Year"]
