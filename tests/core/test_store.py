"""The store that processes share: asked when it is there, never waited for when not."""

import socket
import threading

import pytest

from app import create_app
from app.core import store as stores
from app.core.store import PAUSE, Store, store_of
from app.setting import SettingsRefused
from tests.support.databases import close, settings_of


@pytest.fixture
def now():
    """A clock that stands until the test moves it."""
    return [0.0]


@pytest.fixture
def store(valkey, now):
    made = Store(valkey.url, clock=lambda: now[0])
    yield made
    made.close()


def test_what_one_process_keeps_another_finds(store, valkey):
    assert store.ask(lambda client: client.set("matinee:a", b"1"), None)

    with valkey.client() as other:
        assert other.get("matinee:a") == b"1"


def test_away_is_answered_at_once_and_found_back_after_the_pause(store, valkey, now):
    valkey.stop()
    asked = []

    def question(client):
        asked.append(now[0])
        return client.ping()

    assert [store.ask(question, "away") for _ in range(3)] == ["away"] * 3
    assert asked == [0.0]

    valkey.start()
    now[0] += PAUSE + 0.1
    assert PAUSE < 5
    assert store.ask(question, "away") is True
    assert store.is_there()


def test_a_connection_that_a_restart_cut_costs_no_answer(store, valkey):
    assert store.is_there()

    valkey.stop()
    valkey.start()

    assert store.is_there()


def test_while_it_is_away_one_caller_of_many_tries(store, valkey, now):
    valkey.stop()
    store.is_there()
    now[0] += PAUSE + 0.1
    turns = []
    threads = [
        threading.Thread(target=lambda: turns.append(store.is_my_turn()))
        for _ in range(20)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(turns) == [False] * 19 + [True]


def test_a_server_that_never_answers_is_given_up(monkeypatch, now):
    monkeypatch.setattr(stores, "PATIENCE", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        store = Store(f"redis://127.0.0.1:{port}", clock=lambda: now[0])

        assert not store.is_there()
        assert not store.is_my_turn()
        store.close()


def test_a_site_has_one_only_where_it_is_set(databases, tmp_path, valkey):
    url = databases.with_tables("sqlite")
    alone = create_app(settings_of(url, tmp_path))
    shared = create_app(settings_of(url, tmp_path, cache_url=valkey.url))

    assert store_of(alone) is None
    assert store_of(shared).is_there()
    close(alone)
    close(shared)


@pytest.mark.parametrize("address", ["http://127.0.0.1", "localhost:6379", "redis://"])
def test_what_is_no_address_of_a_store_is_refused(address, tmp_path):
    with pytest.raises(SettingsRefused, match="CACHE_URL"):
        settings_of("sqlite://", tmp_path, cache_url=address)


def test_valkey_goes_by_its_own_name_too(tmp_path):
    settings = settings_of("sqlite://", tmp_path, cache_url="valkeys://host:6379/1")

    assert settings.cache_url == "rediss://host:6379/1"
    assert settings_of("sqlite://", tmp_path, cache_url="").cache_url is None
