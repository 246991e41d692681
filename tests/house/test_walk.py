"""Walks over every address of the site, so that no new route escapes its duties."""

import re

import pytest
from sqlalchemy import event

from app.config import ROOT
from app.core.db import db
from tests.factories import accounts, audience, critics, movies

VALUES = {
    "slug": "the-lamplighter",
    "number": "1",
    "review_id": "1",
    "quote_id": "1",
    "decision": "approve",
    "name": "none.webp",
    "path": "x",
    "filename": "x",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule):
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: VALUES[m[1]], rule.rule)


def is_public(app, rule):
    return getattr(app.view_functions[rule.endpoint], "is_public", False)


@pytest.fixture
def site(app):
    film = movies.movie("The Lamplighter")
    movies.photo(film)
    critics.reviews(film, 2)
    audience.review(film, accounts.bo())
    return app


def test_every_write_needs_its_token(site, client):
    client.sign_in(accounts.ada())
    for rule in rules(site):
        for method in rule.methods - SAFE:
            answer = client.open(address(rule), method=method)
            assert answer.status_code == 400, f"{method} {rule.rule}"


def test_nothing_but_get_and_post_is_answered(site):
    for rule in rules(site):
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule


def test_every_answer_carries_its_headers(site, client):
    for rule in rules(site):
        if "GET" not in rule.methods:
            continue
        answer = client.get(address(rule))
        headers, path = answer.headers, rule.rule
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin", path
        assert "Cross-Origin-Resource-Policy" in headers, path
        assert "Cross-Origin-Opener-Policy" in headers, path
        framed = path.startswith(("/embed/", "/media/"))
        assert framed or "frame-ancestors 'none'" in policy, path
        assert "charset" in headers["Content-Type"] or answer.status_code in (
            302,
            303,
            404,
        ), path
        answer.close()


def test_a_public_page_never_asks_who_reads_it(site, client):
    client.sign_in(accounts.ada())
    seen = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(db.engines[None], "before_cursor_execute", note)
    try:
        for rule in rules(site):
            if "GET" not in rule.methods or not is_public(site, rule):
                continue
            seen.clear()
            answer = client.get(address(rule))
            assert "Set-Cookie" not in answer.headers, rule.rule
            assert "Cookie" not in answer.headers.get("Vary", ""), rule.rule
            asked = [each for each in seen if "login_session" in each]
            assert asked == [], rule.rule
            answer.close()
    finally:
        event.remove(db.engines[None], "before_cursor_execute", note)


def test_a_private_answer_is_kept_by_nobody(site, client):
    client.sign_in(accounts.mo())
    for rule in rules(site):
        if "GET" not in rule.methods or is_public(site, rule):
            continue
        answer = client.get(address(rule))
        assert "no-store" in answer.headers["Cache-Control"], rule.rule


def test_every_page_has_a_title_a_heading_and_a_language(site, client):
    client.sign_in(accounts.member("Root", roles=("editor", "moderator")))
    for rule in rules(site):
        if "GET" not in rule.methods or rule.rule.startswith("/fragments/"):
            continue
        answer = client.get(address(rule))
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            continue
        page = client.visit(address(rule))
        assert page.title, rule.rule
        assert len(page.root.cssselect("h1")) == 1, rule.rule
        assert page.root.get("lang") == "en", rule.rule


def test_a_moderators_and_an_editors_rooms_are_closed_to_members(site, client):
    client.sign_in(accounts.ada())
    for rule in rules(site):
        if rule.rule.startswith(("/moderation", "/desk")) and "GET" in rule.methods:
            assert client.get(address(rule)).status_code == 403, rule.rule


@pytest.mark.parametrize("code", [404, 405])
def test_an_error_is_a_page_and_to_htmx_a_fragment(site, client, code):
    path = {404: "/nowhere", 405: "/movies"}[code]
    method = {404: "GET", 405: "DELETE"}[code]

    page = client.open(path, method=method)
    fragment = client.open(path, method=method, headers={"HX-Request": "true"})

    assert page.status_code == fragment.status_code == code
    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert "data-notice" in fragment.text


def test_operations_never_commit():
    for path in (ROOT / "app").rglob("operations.py"):
        assert "commit()" not in path.read_text(), path


def test_only_one_file_reads_the_headers_of_htmx():
    for path in (ROOT / "app").rglob("*.py"):
        if '"HX-Request"' in path.read_text():
            assert path.name == "htmx.py", path
