"""Who waits longest is next, and who gives up keeps nobody else waiting."""

import threading
import time

from app.core.turns import Turns

LONG = 30.0


def waiting_for(turns: Turns, name: str, order: list[str]) -> threading.Thread:
    """Begin to wait for a turn in a thread of its own, and see that it does."""

    def wait() -> None:
        assert turns.take(LONG)
        order.append(name)
        turns.give_back()

    before = len(turns.waiting)
    thread = threading.Thread(target=wait)
    thread.start()
    while len(turns.waiting) == before:
        time.sleep(0.001)
    return thread


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    turns, order = Turns(), []
    assert turns.take(0)
    threads = [waiting_for(turns, name, order) for name in ("Ada", "Bo", "Cleo")]

    turns.give_back()
    for thread in threads:
        thread.join()

    assert order == ["Ada", "Bo", "Cleo"]
    assert turns.take(0)


def test_who_has_just_had_a_turn_stands_behind_those_who_wait():
    turns, order = Turns(), []
    assert turns.take(0)
    thread = waiting_for(turns, "Ada", order)

    turns.give_back()
    assert turns.take(LONG)
    order.append("the first one again")
    thread.join()

    assert order == ["Ada", "the first one again"]


def test_who_gives_up_is_passed_over():
    turns, order = Turns(), []
    assert turns.take(0)
    assert not turns.take(0.01)
    thread = waiting_for(turns, "Ada", order)

    turns.give_back()
    thread.join()

    assert order == ["Ada"]


def test_a_turn_that_comes_while_one_gives_up_is_kept():
    turns = Turns()
    assert turns.take(0)
    late = threading.Lock()
    late.acquire()
    turns.waiting.append(late)

    turns.give_back()

    assert not turns.gives_up(late)
    assert not turns.take(0)
