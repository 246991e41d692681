"""Jobs that find no queue are kept, and handed over once it takes them."""

import threading

import pytest

from app.core import owed as module
from app.core.owed import Owed
from tests.support.site import until


class Queue:
    """Takes jobs when it is open, but never those that are refused."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        self.refused: set[str] = set()
        self.asked = 0
        self.taken: list[tuple[str, tuple[object, ...], str]] = []

    def take(self, name, arguments, asked_by) -> bool:
        self.asked += 1
        if not self.is_open.is_set() or name in self.refused:
            return False
        self.taken.append((name, arguments, asked_by))
        return True


@pytest.fixture
def queue(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.01)
    return Queue()


def test_what_is_owed_is_handed_over_in_order_and_once(queue):
    owed = Owed(queue.take)
    for number in (1, 2, 1):
        owed.add("send", (number,), f"request {number}")
    until(lambda: queue.asked > 3)
    assert queue.taken == []
    assert owed.is_busy

    queue.is_open.set()

    until(lambda: not owed.is_busy)
    assert sorted(queue.taken) == [
        ("send", (1,), "request 1"),
        ("send", (2,), "request 2"),
    ]
    asked = queue.asked
    owed.add("send", (3,), "")
    until(lambda: not owed.is_busy)
    assert queue.taken[2:] == [("send", (3,), "")]
    assert queue.asked == asked + 1


def test_a_job_that_can_never_go_keeps_none_from_going(queue):
    queue.refused, owed = {"broken"}, Owed(queue.take)
    queue.is_open.set()

    owed.add("broken", (), "")
    owed.add("send", (1,), "")

    until(lambda: queue.taken)
    assert owed.is_busy
    queue.refused = set()
    until(lambda: not owed.is_busy)


def test_no_more_are_kept_than_there_is_room_for(queue, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    owed = Owed(queue.take)

    for number in range(9):
        owed.add("send", (number,), "")
    queue.is_open.set()

    until(lambda: not owed.is_busy)
    # One may be at the queue while the fourth asks.
    assert len(queue.taken) in {3, 4}
