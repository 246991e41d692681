"""Threads share what the C library keeps, unless an operator says otherwise."""

import ctypes

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
