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


def read(body, places) -> bytes:
    return io.BufferedReader(CountedBody(body, places)).read(4)


@pytest.fixture
def held():
    """Return the only place, which a slow body holds, and a way to let that come."""
    places, slow, heard = Places(1), Slow(), []
    reader = threading.Thread(target=lambda: heard.append(read(slow, places)))
    reader.start()
    assert slow.asked.wait(60)

    def let_come() -> None:
        slow.comes.set()
        reader.join()
        assert heard == [b"late"]

    yield places, let_come
    slow.comes.set()
    reader.join()


def refuse(places: Places) -> ServiceUnavailable:
    with pytest.raises(ServiceUnavailable) as refused:
        read(io.BytesIO(b"body"), places)
    return refused.value


def test_once_one_has_waited_in_vain_one_waits_and_the_others_are_refused_at_once(
    held, monkeypatch
):
    places, let_come = held
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
    while not places.patient.locked():
        waiter.join(0.001)
    for _ in range(20):
        assert refuse(places).retry_after == bodies.RETRY_SECONDS
    assert waited == []

    let_come()
    waiter.join()
    assert waited == [b"pati"]
    assert read(io.BytesIO(b"body"), places) == b"body"
    assert not places.is_stuck
    assert not places.patient.locked()
