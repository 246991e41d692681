"""Rules that hold at every address: methods, staff rooms, one reader of htmx."""

import re

from app.config import ROOT
from tests.factories import accounts
from tests.house.addresses import SAFE, filled, furnish, rules_of


def test_pages_know_get_and_post_and_only_the_api_more(app):
    for rule in app.url_map.iter_rules():
        in_api = rule.rule.startswith("/api/")
        more = {"PUT", "DELETE"} if in_api else set()
        assert rule.methods <= SAFE | {"POST"} | more, rule.rule


def test_a_moderators_and_an_editors_rooms_are_closed_to_members(app, client):
    values = furnish()
    client.sign_in(accounts.ada())

    staff = [
        rule
        for rule in rules_of(app, "GET")
        if re.match(r"/(moderation|desk)(/|$)", rule.rule)
    ]

    assert staff
    for rule in staff:
        assert client.get(filled(app, rule, values)).status_code == 403, rule.rule


def test_only_one_file_reads_the_headers_of_htmx():
    for path in (ROOT / "app").rglob("*.py"):
        if '"HX-Request"' in path.read_text():
            assert path.name == "htmx.py", path
