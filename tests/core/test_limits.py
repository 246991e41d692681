"""What costs much may be asked so often from one address, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import limits
from app.core.limits import Limit, network_of
from tests.factories import movies

PATHS = {
    "search": ["/search?q=a", "/fragments/search?q=a", "/search/suggestions?q=a"],
    "oembed": ["/oembed?url=http://localhost/movies/asa"],
    "export": ["/movies/asa/score.csv", "/movies/asa/score.json"],
}
EVERY = [(name, path) for name, paths in PATHS.items() for path in paths]


@pytest.fixture(autouse=True)
def one_a_minute(app, monkeypatch):
    """Let each address ask once a minute, on a clock that stands."""
    movies.movie("Asa")
    few = {name: Limit(1, clock=lambda: 1.0) for name in PATHS}
    monkeypatch.setitem(app.extensions, "limits", few)


@pytest.mark.parametrize(("name", "path"), [*EVERY, ("search", "/api/v1/search?q=a")])
def test_s29_what_costs_much_is_limited_by_address(client, name, path):
    first = client.get(path)
    again = client.get(path, headers={"X-Forwarded-For": "192.0.2.99"})

    assert first.status_code == 200
    assert (again.status_code, again.headers["Retry-After"]) == (429, "60")
    assert again.headers["Cache-Control"] == "no-store"
    for answer in (first, again):
        assert "Set-Cookie" not in answer.headers
        assert not [key for key, _ in answer.headers if "ratelimit" in key.lower()]
    other = client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 200


def test_s29_each_reader_is_told_in_their_own_way(client):
    for _ in range(2):
        page = client.get("/search?q=a")
        program = client.get("/api/v1/search?q=a")
        consumer = client.get(PATHS["oembed"][0])

    assert "Please wait a little" in page.text
    assert program.mimetype == "application/problem+json"
    assert (consumer.mimetype, consumer.text) == ("text/plain", f"{limits.WAIT}\n")


def test_s29_search_and_oembed_do_not_eat_each_others_share(client):
    assert client.get("/search?q=a").status_code == 200
    assert client.get(PATHS["oembed"][0]).status_code == 200


def test_a_bucket_fills_again_evenly():
    now = [0.0]
    limit = Limit(2, clock=lambda: now[0])

    assert [limit.wait("a") for _ in range(3)] == [0, 0, 30]
    now[0] = 30.0
    assert [limit.wait("a") for _ in range(2)] == [0, 30]


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 30))
def test_nobody_gets_more_than_a_full_bucket_and_what_flows_in(pauses, most):
    now = [0.0]
    limit = Limit(most, clock=lambda: now[0])
    passed = 0
    for pause in pauses:
        now[0] += pause
        passed += not limit.wait("a")

    assert passed <= most + now[0] * most / 60 + 1e-6


def test_few_addresses_are_remembered(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 2)
    limit = Limit(1, clock=lambda: 0.0)

    for address in ("a", "b", "c"):
        limit.wait(address)

    assert list(limit.buckets) == ["b", "c"]


def test_a_home_is_one_address():
    assert network_of("2001:db8::1") == network_of("2001:db8::2:3")
    assert network_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert network_of("nonsense") == "nonsense"
