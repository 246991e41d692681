"""The desk's pages of webhooks."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.webhooks import queries
from app.webhooks.models import State, Webhook
from tests.factories import accounts
from tests.factories.webhooks import delivery, webhook
from tests.support.page import Page
from tests.webhooks.conftest import switched_on

HOOK = "https://receiver.example/hook"
FORM = {"url": HOOK, "score_changed": "y", "review_published": "y"}


@pytest.fixture
def edda(client, sign_in):
    sign_in(client, accounts.edda())
    return client


def send(client, path, fields=None):
    return client.send(path, fields, page="/desk/webhooks")


@pytest.mark.parametrize("who", [accounts.ada, accounts.cleo, accounts.mo])
def test_only_editors_come_in(app, hooked, client, sign_in, who):
    hook = webhook()
    sign_in(client, who())

    for path in ("", f"/{hook.id}", f"/{hook.id}/delete"):
        assert client.get(f"/desk/webhooks{path}").status_code == 403
    answer = client.send(f"/desk/webhooks/{hook.id}/delete", page="/account")
    assert answer.status_code == 403
    assert len(queries.webhooks()) == 1


def test_an_editor_adds_a_webhook(app, hooked, edda):
    answer = send(edda, "/desk/webhooks", FORM)

    hook = db.session.scalars(select(Webhook)).one()
    assert answer.status_code == 303
    assert answer.location == f"/desk/webhooks/{hook.id}"
    page = edda.visit(answer.location)
    assert hook.secret in page.text
    assert HOOK in page.text
    assert edda.visit("/desk/webhooks").links[HOOK] == f"/desk/webhooks/{hook.id}"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"url": ""}, "url", "Write the address that is to be told."),
        (
            {"url": "http://x.example/"},
            "url",
            "A webhook's address begins with https://",
        ),
        ({"url": "https://10.0.0.1/"}, "url", "It leads to an address"),
        ({"url": "https://a:b@x.example/"}, "url", "no name and no password"),
    ],
)
def test_a_mistake_is_said_at_its_field(app, monkeypatch, edda, fields, field, words):
    switched_on(app, monkeypatch, webhook_plain_http=False)

    answer = send(edda, "/desk/webhooks", FORM | fields)

    assert answer.status_code == 422
    assert words in Page(answer).field_errors[field]
    assert queries.webhooks() == []


def test_one_kind_at_least_is_wanted(app, hooked, edda):
    answer = send(edda, "/desk/webhooks", {"url": HOOK})

    assert answer.status_code == 422
    assert "Choose at least one thing to be told of." in Page(answer).text


def test_a_test_message_is_sent_at_once_and_logged(app, hooked, edda, receiver):
    server = receiver(200)
    hook = webhook(server.url)

    answer = send(edda, f"/desk/webhooks/{hook.id}/ping")

    assert answer.location == f"/desk/webhooks/{hook.id}#deliveries"
    assert len(server.requests) == 1
    page = edda.visit(f"/desk/webhooks/{hook.id}")
    assert "Delivered · 200" in page.text
    assert '{"type":"ping"' in page.text


def test_the_secret_is_changed(app, hooked, edda):
    hook = webhook()
    former = hook.secret

    send(edda, f"/desk/webhooks/{hook.id}/secret")

    page = edda.visit(f"/desk/webhooks/{hook.id}")
    assert former not in page.text
    assert "The former secret signs as well until" in page.text


def test_a_webhook_is_switched_off_and_on(app, hooked, edda):
    hook = webhook()

    send(edda, f"/desk/webhooks/{hook.id}/off")
    assert "Switched off by Edda." in edda.visit(f"/desk/webhooks/{hook.id}").text
    assert send(edda, f"/desk/webhooks/{hook.id}/ping").status_code == 403

    send(edda, f"/desk/webhooks/{hook.id}/on")
    assert "Switched off" not in edda.visit("/desk/webhooks").text


def test_a_webhook_is_removed_after_a_question(app, hooked, edda):
    hook = webhook()
    delivery(hook)
    here = f"/desk/webhooks/{hook.id}"

    assert "Remove this webhook?" in edda.visit(f"{here}/delete").headings
    answer = send(edda, f"{here}/delete")

    assert answer.location == "/desk/webhooks"
    assert "Nobody yet." in edda.visit("/desk/webhooks").text
    edda.visit(here, status=404)


def test_a_message_is_sent_again(app, hooked, edda, receiver):
    server = receiver(200)
    hook = webhook(server.url)
    row = delivery(hook, state=State.GIVEN_UP, attempts=10, error="Given up.")

    send(edda, f"/desk/webhooks/{hook.id}/deliveries/{row.id}/again")

    assert len(server.requests) == 1
    assert queries.delivery(row.id).state == State.DELIVERED


def test_a_message_of_another_webhook_is_not_found(app, hooked, edda):
    one, other = webhook(), webhook("https://other.example/")
    row = delivery(other, state=State.DELIVERED)

    answer = send(edda, f"/desk/webhooks/{one.id}/deliveries/{row.id}/again")

    assert answer.status_code == 404


def test_a_message_on_its_way_is_not_sent_twice(app, hooked, edda):
    hook = webhook()
    row = delivery(hook)

    answer = send(edda, f"/desk/webhooks/{hook.id}/deliveries/{row.id}/again")

    assert answer.status_code == 409


def test_what_failed_is_told_at_the_desk(app, hooked, edda):
    hook = webhook()
    delivery(hook, state=State.GIVEN_UP, error="The receiver answered 500.", status=500)
    hook.failing_since = hook.made_at
    db.session.commit()

    assert "Failing since" in edda.visit("/desk/webhooks").text
    assert "1 given up this week." in edda.visit("/desk/webhooks").text
    page = edda.visit(f"/desk/webhooks/{hook.id}")
    assert "Given up · 500" in page.text
    assert "The receiver answered 500." in page.text


def test_a_long_log_goes_on(app, hooked, edda):
    hook = webhook()
    for _ in range(queries.STEP + 1):
        delivery(hook, state=State.DELIVERED)

    page = edda.visit(f"/desk/webhooks/{hook.id}")
    rest = edda.visit(page.links["Older deliveries"].partition("#")[0])

    assert len(page.all("article")) == queries.STEP
    assert len(rest.all("article")) == 1
    for after in ("nonsense", "9" * 30, "²", "-1"):
        again = edda.visit(f"/desk/webhooks/{hook.id}?after={after}")
        assert len(again.all("article")) == queries.STEP


def test_while_webhooks_are_off_the_desk_says_so_and_nothing_is_added(app, edda):
    hook = webhook()
    page = edda.visit("/desk/webhooks")

    assert "Webhooks are switched off" in page.text
    assert not page.root.cssselect("#webhook-form")
    token = edda.visit(f"/desk/webhooks/{hook.id}").token
    for path in ("", f"/{hook.id}/ping", f"/{hook.id}/on"):
        answer = edda.post(f"/desk/webhooks{path}", data=FORM | {"csrf_token": token})
        assert answer.status_code == 403, path
    assert len(queries.webhooks()) == 1
