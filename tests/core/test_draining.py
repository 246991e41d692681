"""A process that is about to end takes nobody new; those who share its door go on."""

import os
import signal
import socket

import pytest

from app.core import draining


@pytest.fixture
def door():
    """A socket that listens, and a copy of it out of this process's sight."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        here, elsewhere = socket.socketpair()
        socket.send_fds(here, [b"."], [listener.fileno()])
        yield (
            listener,
            lambda: socket.socket(fileno=socket.recv_fds(elsewhere, 1, 1)[1][0]),
        )
        here.close()
        elsewhere.close()


@pytest.fixture
def told():
    """Put back what the signal did."""
    before = signal.getsignal(draining.SIGNAL)
    yield lambda: os.kill(os.getpid(), draining.SIGNAL)
    signal.signal(draining.SIGNAL, before)
    draining.begun.clear()


def test_who_calls_at_the_end_is_left_to_the_next(door, told):
    listener, next_one = door
    address = listener.getsockname()
    with listener.dup() as copy:
        draining.listen(listener)
        told()

        assert draining.begun.is_set()
        with socket.create_connection(address):
            for each in (listener, copy):
                with pytest.raises(BlockingIOError):
                    each.accept()
            with next_one() as successor:
                successor.accept()[0].close()


def test_without_a_door_the_signal_only_says_that_the_end_is_near(told):
    draining.listen()
    assert not draining.begun.is_set()

    told()

    assert draining.begun.is_set()


def test_where_nobody_tells_what_is_open_all_stays_as_it_is(
    door, told, tmp_path, monkeypatch
):
    listener, _ = door
    monkeypatch.setattr(draining, "OPEN", tmp_path / "none")
    draining.listen(listener)
    told()

    assert draining.begun.is_set()
    with socket.create_connection(listener.getsockname()):
        listener.accept()[0].close()
