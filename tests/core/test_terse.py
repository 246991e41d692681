"""Libraries come without docstrings, and as they are on the disk now."""

import importlib
import os
import sys

import pytest

from app import terse
from tests.support.own_process import printed_by

SOURCE = '''
"""A library."""
def answer():
    """Say how many."""
    return {}
'''
LOADED = """
import app.wsgi
import click
from sqlalchemy import select
from sqlalchemy.orm import Session
print(select.__doc__, Session.__doc__, bool(click.__doc__), bool(app.__doc__))
"""
BEGUN = """
import sqlalchemy
import app.wsgi
import sqlalchemy.event.legacy
from sqlalchemy.orm import Session
print(bool(sqlalchemy.select.__doc__), bool(Session.__doc__))
"""


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return a function that writes a library, and loads it tersely."""
    name = "matinee_made_up"
    place = tmp_path / f"{name}.py"
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    finder = terse.TerseFinder()
    finder.packages = {name}
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])

    def load(answer=None):
        if answer is not None:
            place.write_text(SOURCE.format(answer))
            os.utime(place, (answer, answer))
        sys.modules.pop(name, None)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield load
    sys.modules.pop(name, None)


def kept(folder):
    return sorted(folder.rglob("*.opt-terse.pyc"))


def test_a_library_has_no_docstrings_and_does_what_it_did(library):
    made_up = library(7)

    assert (made_up.__doc__, made_up.answer.__doc__) == (None, None)
    assert made_up.answer() == 7


def test_what_was_compiled_is_kept_until_the_source_is_another(library, tmp_path):
    library(7)
    [place] = kept(tmp_path)
    before = place.stat().st_mtime_ns

    assert library().answer() == 7
    assert place.stat().st_mtime_ns == before

    assert library(8).answer() == 8
    assert kept(tmp_path) == [place]


@pytest.mark.parametrize("spoilt", [b"", b"nonsense", None])
def test_what_was_kept_badly_is_compiled_anew(library, tmp_path, spoilt):
    library(7)
    [place] = kept(tmp_path)
    place.write_bytes(place.read_bytes()[:-9] if spoilt is None else spoilt)

    assert library().answer() == 7
    assert library().__doc__ is None


def test_where_nothing_is_to_be_kept_nothing_is(library, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert library(7).answer() == 7
    assert not kept(tmp_path)


def test_libraries_are_terse_but_what_people_read_is_there(tmp_path):
    assert printed_by(LOADED, tmp_path) == "None None True True"


def test_a_library_that_was_begun_before_stays_whole(tmp_path):
    assert printed_by(BEGUN, tmp_path) == "True True"
