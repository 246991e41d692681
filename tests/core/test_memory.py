"""Threads share what is kept of memory, unless an operator says otherwise."""

import ctypes
import os
import subprocess
import sys

import pytest

from app import memory


@pytest.fixture
def asked(monkeypatch):
    """Gather what the C library is asked for, instead of asking it."""
    asked = []

    class Library:
        def mallopt(self, *what):
            asked.append(what)
            return 1

    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library())
    return asked


def test_two_arenas_serve_all_threads(asked):
    assert memory.share_arenas()
    assert asked == [(memory.ARENA_MAX, 2)]


def test_what_an_operator_says_of_arenas_stays(asked, monkeypatch):
    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")

    assert not memory.share_arenas()
    assert not asked


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())

    assert not memory.share_arenas()


def test_the_allocator_of_the_server_does_what_it_is_told():
    (told,) = memory.OF_SERVER.items()

    done = subprocess.run(
        [sys.executable, "-c", "import granian"],
        env={**os.environ, told[0]: f"{told[1]},stats_print:true"},
        check=True,
        capture_output=True,
        text=True,
    )

    words = {line.strip() for line in done.stderr.splitlines()}
    assert {"opt.narenas: 1", "opt.tcache: false"} <= words


def test_what_an_operator_tells_the_server_stays(monkeypatch):
    (name,) = memory.OF_SERVER
    monkeypatch.setenv(name, "narenas:4")

    memory.tell_server()

    assert os.environ[name] == "narenas:4"
