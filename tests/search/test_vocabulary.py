"""The words that a process keeps to tell what was mistyped, and those like others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, update

from app import create_app
from app.core import sqlite
from app.core.db import db
from app.movies.models import Movie
from app.search import queries
from app.search.queries import vocabulary
from app.search.queries.sqlite import beginnings_among
from app.search.rules import (
    Vocabulary,
    nearest,
    pieces,
    starts_of,
    strokes_between,
    strokes_forgiven,
)
from app.search.rules.words import MOST_SPELLINGS
from tests.factories import movies
from tests.support.databases import close, settings_of

LETTERS = "abcé"
WORDS = st.text(LETTERS, min_size=1, max_size=10)


@pytest.fixture
def database():
    """Only SQLite has a vocabulary."""
    return "sqlite"


def offered(text):
    return [hit.title for hit in queries.suggest(text)]


def known(words):
    return Vocabulary.of("\n".join(sorted(set(words))))


@given(st.lists(WORDS, max_size=30), WORDS)
def test_it_knows_its_words_and_their_beginnings(words, word):
    vocabulary = known(words)

    assert vocabulary.knows(word, beginning=False) == (word in words)
    is_begun = any(each.startswith(word) for each in words)
    assert vocabulary.knows(word, beginning=True) == is_begun


@given(st.lists(WORDS, max_size=60), st.text(LETTERS, min_size=4, max_size=10))
def test_all_that_is_near_is_among_what_is_alike(words, word):
    most = strokes_forgiven(word)
    vocabulary = known(words)

    for start in starts_of(word):
        begun = sorted({each for each in words if each.startswith(start)})
        alike = set(vocabulary.alike(word, most, start))
        assert alike <= set(begun)
        for beginning in (True, False):
            assert nearest(word, sorted(alike), beginning=beginning) == nearest(
                word, begun, beginning=beginning
            )


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=9), max_size=200),
    st.text(LETTERS, min_size=4, max_size=9),
    st.booleans(),
)
def test_the_closest_are_those_of_all_words_that_begin_alike(words, word, beginning):
    vocabulary = known(words)
    starts = tuple(starts_of(word))
    begun = sorted({each for each in words if each.startswith(starts)})

    if not vocabulary.knows(word, beginning=beginning):
        assert (
            vocabulary.spellings_of(word, beginning=beginning)
            == nearest(word, begun, beginning=beginning)[:MOST_SPELLINGS]
        )


@given(st.lists(st.text("ab", min_size=1, max_size=5), max_size=6), st.text("ab"))
def test_of_beginnings_those_that_begin_others_find_all_that_these_find(words, name):
    fewer = beginnings_among(words)

    assert set(fewer) <= set(words)
    assert name.startswith(tuple(fewer)) == name.startswith(tuple(words))
    assert not any(
        one != other and one.startswith(other) for one in fewer for other in fewer
    )


@given(st.text("abc", min_size=4, max_size=12), st.text("abc", max_size=14))
def test_a_word_within_reach_has_a_piece_near_its_place(word, other):
    most = strokes_forgiven(word)

    if strokes_between(word, other, most) <= most:
        assert any(
            other.find(piece, max(0, place - most), place + most + len(piece)) >= 0
            for place, piece in pieces(word, most)
        )


def test_a_word_that_comes_or_goes_is_noticed_at_once(app):
    film = movies.movie("Salt Year")
    assert offered("lamplihgter") == []

    film.title = "Lamplighter"
    db.session.commit()
    assert offered("lamplihgter") == ["Lamplighter"]

    db.session.execute(update(Movie).values(title="Grandmother"))
    assert offered("lamplihgter") == []
    assert offered("grnadmother") == ["Grandmother"]

    db.session.execute(delete(Movie))
    assert offered("grnadmother") == []


def test_what_a_transaction_has_written_is_not_kept(app, monkeypatch):
    monkeypatch.setattr(vocabulary, "KEPT", [])
    movies.movie("The Lamplighter")

    assert offered("lampligther") == ["The Lamplighter"]
    assert vocabulary.KEPT == []


def test_what_is_kept_is_as_new_as_the_last_commit(databases, tmp_path, monkeypatch):
    monkeypatch.setattr(vocabulary, "KEPT", [])
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path))
    with app.app_context():
        movies.movie("The Lamplighter")
        db.session.commit()
        assert offered("lampligther") == ["The Lamplighter"]
        first = vocabulary.KEPT[0]
        assert offered("lampligther") == ["The Lamplighter"]
        assert vocabulary.KEPT[0] is first
        assert offered("grnadmother") == []

        # As another process does it.
        other = create_engine(url)
        sqlite.install(other, wait=1)
        with other.begin() as connection:
            connection.execute(update(Movie).values(title="Grandmother"))
        other.dispose()

        assert offered("grnadmother") == ["Grandmother"]
        assert offered("lampligther") == []
    close(app)


def test_of_too_many_words_those_around_are_read(app, monkeypatch):
    monkeypatch.setattr(vocabulary, "MOST_WORDS", 2)
    for title in ("The Lamplighter", "Night of the Lamps", "Grandmother's Thumb"):
        movies.movie(title)

    assert vocabulary.whole_vocabulary() is None
    assert offered("lampligther") == ["The Lamplighter"]
    assert offered("the lapm") == ["The Lamplighter", "Night of the Lamps"]
    assert offered("gx") == []
