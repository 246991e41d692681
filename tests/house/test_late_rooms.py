"""Rooms that come late are as the site says of them, and come when they are asked."""

import threading

import pytest

from app import LATE_ROOMS, create_app
from app.core import rooms
from app.core.rooms import StandIn
from tests.support import late_addresses
from tests.support.databases import close, settings_of
from tests.support.own_process import printed_by

OPENED = """
import sys
from app.wsgi import app
asked = app.test_client()
assert asked.get("/healthz").status_code == 200
before = "app.api.blueprint" in sys.modules, "app.webhooks.routes" in sys.modules
answer = asked.get("/api/v1/openapi.json")
assert answer.status_code == 200, answer.data
assert asked.post("/api/v1/imports").status_code == 401
after = "app.api.blueprint" in sys.modules, "app.webhooks.routes" in sys.modules
print(before, after, "yaml" in sys.modules)
"""


@pytest.fixture
def new_app(databases, tmp_path):
    """Return a site of which no room was asked for."""
    made = create_app(settings_of(databases.with_tables("sqlite"), tmp_path))
    yield made
    close(made)


def test_the_addresses_of_late_rooms_are_those_that_they_have():
    """`make addresses` writes them anew."""
    assert rooms.ADDRESSES.read_text(encoding="utf-8") == late_addresses.text()


def test_every_late_room_has_addresses_and_no_other_room():
    assert {each.module for each in rooms.written()} == set(LATE_ROOMS)


def test_the_site_answers_them_by_the_methods_of_the_rooms(app):
    there = {
        (rule.endpoint, rule.rule, frozenset(rule.methods - rooms.ADDED))
        for rule in app.url_map.iter_rules()
    }

    for each in rooms.written():
        assert (each.endpoint, each.rule, frozenset(each.methods)) in there


def test_a_room_comes_with_the_first_request_and_brings_no_other(tmp_path):
    assert printed_by(OPENED, tmp_path) == "(False, False) (True, False) False"


def test_requests_that_come_together_open_a_room_once(new_app):
    endpoint = "webhooks.index"
    stand_in = new_app.view_functions[endpoint]
    assert isinstance(stand_in, StandIn)
    opened = []
    threads = [
        threading.Thread(target=lambda: opened.append(stand_in.room.opened()))
        for _ in range(4)
    ]

    for each in threads:
        each.start()
    for each in threads:
        each.join(60)

    assert len(opened) == 4
    assert all(views is opened[0] for views in opened)
    assert new_app.view_functions[endpoint] is opened[0][endpoint]


def test_a_view_that_took_the_place_of_a_stand_in_stays(new_app):
    endpoint = "webhooks.index"
    room = new_app.view_functions[endpoint].room
    new_app.view_functions[endpoint] = another = object()

    room.opened()

    assert new_app.view_functions[endpoint] is another
