"""Bodies that come slowly hold some threads, and nobody waits for them in a row."""

import io
import threading
import time

import pytest
from werkzeug.exceptions import ServiceUnavailable

from app.core import bodies
from app.core.bodies import CountedBody, Places


class Slow:
    """A body that comes when it is let."""

    def __init__(self) -> None:
        self.asked, self.comes = threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        self.comes.wait(60)
        return b"late"


HERE, ELSEWHERE, FAR = "192.0.2.7", "192.0.2.8", "2001:db8::/64"


def read(body, places, address=HERE) -> bytes:
    return io.BufferedReader(CountedBody(body, places, address)).read(4)


class Held:
    """Places that slow bodies hold, until those come."""

    def __init__(self, places: Places, *addresses: str) -> None:
        self.places, self.slow, self.heard = places, [], []
        self.readers = [
            threading.Thread(target=self.hold, args=(address,)) for address in addresses
        ]
        for reader in self.readers:
            reader.start()
        while len(places.held) < len(addresses):
            time.sleep(0.001)

    def hold(self, address: str) -> None:
        self.slow.append(Slow())
        self.heard.append(read(self.slow[-1], self.places, address))

    def let_come(self) -> None:
        for each in self.slow:
            each.comes.set()
        for reader in self.readers:
            reader.join()
        assert self.heard == [b"late"] * len(self.readers)


@pytest.fixture
def holding():
    """Let slow bodies hold places of some addresses."""
    all_held = []

    def hold(places: Places, *addresses: str) -> Held:
        all_held.append(Held(places, *addresses))
        return all_held[-1]

    yield hold
    for each in all_held:
        each.let_come()


def refuse(places: Places, address: str = HERE) -> ServiceUnavailable:
    with pytest.raises(ServiceUnavailable) as refused:
        read(io.BytesIO(b"body"), places, address)
    return refused.value


@pytest.mark.parametrize("most", [1, 2])
def test_once_one_has_waited_in_vain_one_waits_and_the_others_are_refused_at_once(
    holding, monkeypatch, most
):
    places = Places(most)
    held = holding(places, HERE)
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    began = time.monotonic()
    refuse(places)
    assert time.monotonic() - began >= 0.2

    # Who waited for the whole of this would not come back within the test's life.
    monkeypatch.setattr(bodies, "PATIENCE", 100_000)
    waited: list[bytes] = []
    waiter = threading.Thread(
        target=lambda: waited.append(read(io.BytesIO(b"patient"), places))
    )
    waiter.start()
    while not places.is_waited_for:
        waiter.join(0.001)
    for _ in range(20):
        assert refuse(places).retry_after == bodies.RETRY_SECONDS
    assert waited == []

    held.let_come()
    waiter.join()
    assert waited == [b"pati"]
    assert read(io.BytesIO(b"body"), places) == b"body"
    assert not places.in_vain
    assert not places.is_waited_for
    assert not places.held


def test_one_address_holds_no_more_than_half(holding, monkeypatch):
    places = Places(4)
    holding(places, HERE, HERE)
    monkeypatch.setattr(bodies, "PATIENCE", 0)

    refuse(places)
    assert read(io.BytesIO(b"body"), places, ELSEWHERE) == b"body"
    assert read(io.BytesIO(b"body"), places, FAR) == b"body"


def test_where_nobody_has_a_place_one_waits_in_all(holding, monkeypatch):
    places = Places(2)
    holding(places, HERE, ELSEWHERE)
    monkeypatch.setattr(bodies, "PATIENCE", 0)
    refuse(places, FAR)
    monkeypatch.setattr(bodies, "PATIENCE", 100_000)
    places.is_waited_for = True

    for address in (HERE, ELSEWHERE, FAR):
        refuse(places, address)


def test_the_network_of_a_home_is_one_address():
    seen = []

    def application(environ, start):
        seen.append(environ["wsgi.input"].raw.address)
        return []

    site = bodies.SlowBodies(application, most=4)
    for address in ("2001:db8::1", "2001:db8::2", "::ffff:192.0.2.7", "192.0.2.7", ""):
        site({"wsgi.input": Slow(), "REMOTE_ADDR": address}, None)

    assert seen == [FAR, FAR, HERE, HERE, ""]
