"""What a write needs, at every address: its own token, said once, from this site."""

import pytest

from tests.factories import accounts
from tests.house.addresses import filled, furnish, rules_of
from tests.support.page import Page
from tests.support.rows import all_rows, changed

METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
EVERY_ROLE = ("editor", "moderator", "administrator", "critic")


@pytest.fixture
def values(app):
    """Give every kind of address something to show."""
    return furnish()


@pytest.fixture
def ada(client):
    """Return a reader who may do everything."""
    client.sign_in(accounts.member("Ada", roles=EVERY_ROLE))
    return client


def writing(app):
    """Return each rule that takes a form."""
    return [rule for rule in rules_of(app, "POST") if not rule.rule.startswith("/api/")]


def test_s14_the_token_of_another_opens_nothing(app, ada, values):
    stranger = app.test_client()
    stranger.sign_in(accounts.member("Cid"))
    visitor = app.test_client()
    foreign = [
        reader.visit("/fragments/token")
        .find("[data-csrf-token]")
        .get("data-csrf-token")
        for reader in (stranger, visitor)
    ]
    before = all_rows()

    for rule in writing(app):
        path = filled(app, rule, values)
        for token in (*foreign, "x"):
            answer = ada.post(path, data={"csrf_token": token, "body": "x"})
            assert answer.status_code == 400, path
        by_header = ada.post(path, headers={"X-CSRFToken": foreign[0]})
        assert by_header.status_code == 400, path

    assert changed(before, all_rows()) == []


def test_s14_a_token_in_the_address_is_none(app, ada, values):
    token = ada.visit("/account").token

    for rule in writing(app):
        path = f"{filled(app, rule, values)}?csrf_token={token}"

        assert ada.post(path, data={"body": "x"}).status_code == 400, path


def test_s14_reading_changes_nothing_whatever_it_pretends_to_be(app, ada, values):
    token = ada.visit("/account").token
    pretended = {**dict.fromkeys(OVERRIDES, "POST"), "X-CSRFToken": token}
    before = all_rows()

    for rule in rules_of(app, "GET"):
        path = filled(app, rule, values)
        answer = ada.get(
            f"{path}?_method=POST&csrf_token={token}&body=x", headers=pretended
        )
        assert answer.status_code < 500, path
        assert ada.head(path).status_code < 500, path
        assert ada.options(path).status_code in {200, 303}, path

    assert changed(before, all_rows()) == []


def test_s14_other_methods_change_nothing_anywhere(app, ada, values):
    token = ada.visit("/account").token
    before = all_rows()

    for rule in app.url_map.iter_rules():
        path = filled(app, rule, values)
        for method in METHODS:
            if rule.rule.startswith("/api/") and method in {"PUT", "DELETE"}:
                continue
            answer = ada.open(path, method=method, headers={"X-CSRFToken": token})
            assert answer.status_code == 405, f"{method} {path}"

    assert changed(before, all_rows()) == []


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_s14_a_body_that_is_no_form_is_no_write(app, ada, values, kind):
    token = ada.visit("/account").token
    before = all_rows()

    for rule in writing(app):
        path = filled(app, rule, values)
        body = f"csrf_token={token}&body=x"
        answer = ada.post(path, data=body, content_type=kind)
        assert answer.status_code in {400, 415}, path

    assert changed(before, all_rows()) == []


def test_s15_a_field_that_is_sent_twice_is_refused(app, ada, values):
    token = ada.visit("/account").token
    before = all_rows()

    for rule in writing(app):
        path = filled(app, rule, values)
        for name in ("csrf_token", "body"):
            body = {"csrf_token": token, name: [token, token]}
            answer = ada.post(path, data=body)
            assert answer.status_code == 400, path
            assert "more than once" in answer.text, path

    assert changed(before, all_rows()) == []


def test_s14_who_hides_where_a_form_comes_from_is_told_so(client):
    https = {"base_url": "https://localhost"}
    page = client.get("/account/login", **https)
    fields = {"csrf_token": Page(page).token, "email": "x@example.org", "password": "x"}

    hidden = client.post("/account/login", data=fields, **https)
    https["headers"] = {"Referer": "https://localhost/"}
    said = client.post("/account/login", data=fields, **https)

    assert hidden.status_code == 400
    assert "the header Referer" in hidden.text
    assert said.status_code != 400
