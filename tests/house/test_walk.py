"""Rules that hold at every address: methods, staff rooms, errors in both forms."""

import re

import pytest

from app.config import ROOT
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


@pytest.fixture
def site(app):
    film = movies.movie("The Lamplighter")
    movies.photo(film)
    critics.reviews(film, 2)
    audience.review(film, accounts.bo())
    return app


def test_nothing_but_get_and_post_is_answered(site):
    for rule in rules(site):
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule


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


def test_only_one_file_reads_the_headers_of_htmx():
    for path in (ROOT / "app").rglob("*.py"):
        if '"HX-Request"' in path.read_text():
            assert path.name == "htmx.py", path
