"""What costs much may be asked so often from one address, and no more."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from app.core import limits
from app.core.limits import Limit, SharedLimit, network_of
from app.core.store import Store
from tests.factories import movies
from tests.support.databases import close, settings_of

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


@pytest.fixture
def two_processes(databases, tmp_path, valkey):
    """Two applications of one site that share a store."""
    url = databases.with_tables("sqlite")
    three = settings_of(url, tmp_path, cache_url=valkey.url, search_limit=3)
    made = [create_app(three) for _ in range(2)]
    yield [app.test_client() for app in made]
    for app in made:
        close(app)


def test_with_a_store_all_processes_count_together(two_processes, valkey):
    one, other = two_processes
    path = "/search/suggestions?q=a"

    began = time.monotonic()
    statuses = [each.get(path).status_code for each in (one, other, one)]
    late = other.get(path)
    passed = time.monotonic() - began

    assert statuses == [200, 200, 200]
    assert late.status_code == 429
    # One of three a minute flows in each twenty seconds.
    assert 19 - passed <= int(late.headers["Retry-After"]) <= 20
    elsewhere = other.get(path, environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert elsewhere.status_code == 200
    with valkey.client() as client:
        keys = client.keys("matinee:limit:*")
        assert len(keys) == 2
        assert all(0 < client.ttl(key) <= 61 for key in keys)


def test_without_its_store_each_process_counts_by_itself(two_processes, valkey):
    valkey.stop()
    path = "/search/suggestions?q=a"

    for client in two_processes:
        statuses = [client.get(path).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]


@given(st.integers(1, 40))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_shared_bucket_holds_as_much_as_one_in_memory(valkey, most):
    valkey.empty()
    store = Store(valkey.url)
    shared = SharedLimit("test", Limit(most, clock=lambda: 0.0), store)

    began = time.monotonic()

    passed = sum(not shared.wait("a") for _ in range(most + 5))

    flows_in = (time.monotonic() - began) * most / 60
    assert most <= passed <= most + flows_in + 1
    store.close()


def test_a_clock_set_back_makes_nobody_wait_longer_than_a_minute(valkey):
    with valkey.client() as client:
        client.set("matinee:limit:test:a", f"{time.time() + 86_400:.6f}")
    store = Store(valkey.url)
    shared = SharedLimit("test", Limit(2, clock=lambda: 0.0), store)

    assert 0 < shared.wait("a") <= 30
    store.close()
