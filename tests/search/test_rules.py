"""What a search means, and how well a name answers it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.folding import LONGEST, bare, fold, folded, plain
from app.search.rules import (
    LONGEST_WORD,
    MOST_WORDS,
    Asked,
    Closeness,
    closeness,
    is_nearly,
    nearest,
    strokes_between,
    strokes_forgiven,
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Lamplighter", "the lamplighter"),
        ("Núri Věra's Œuvre & Søn", "nuri veras oeuvre and son"),
        ("Don’t Look", "dont look"),
        ("W.A.L.T.E.R.", "w a l t e r"),
        ("Ｆｕｌｌ－ｗｉｄｔｈ", "full width"),
        ("夜の列車", "夜 の 列 車"),
        ("ガラスの夜", "ガ ラ ス の 夜"),
        ("밤의 기차", "밤의 기차"),
        ("Ночной Поезд", "ночнои поезд"),
        ("ΟΔΟΣ", "οδοσ"),
        ("  two   blanks ", "two blanks"),
        ("???", "???"),
        ("$9.99", "9 99"),
        ("🎬 Lamp", "🎬 lamp"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_is_folded(name, folded):
    assert fold(name) == folded


@given(st.text(st.characters(max_codepoint=127), max_size=600))
def test_letters_without_accents_are_folded_as_all_others(text):
    assert plain(text) == folded(text)


def test_an_article_is_left_aside_unless_it_is_all_there_is():
    assert bare("The Lamplighter") == "lamplighter"
    assert bare("A Night") == "night"
    assert bare("Theodora") == "theodora"
    assert bare("The") == "the"


@given(st.text(max_size=600))
@example(":\0")
def test_folding_once_is_enough_and_never_grows_without_end(text):
    folded = fold(text)

    assert len(folded) <= LONGEST
    assert "\0" not in folded
    if any(sign.isascii() and sign.isalnum() for sign in folded):
        assert fold(folded).split() == folded.split()


@given(st.text(max_size=10_000))
def test_whatever_is_typed_becomes_a_few_words_of_bearable_length(text):
    asked = Asked.read(text)

    assert len(asked.words) <= MOST_WORDS
    assert all(len(word) <= LONGEST_WORD for word in asked.words)
    assert "\0" not in asked.name
    asked.name.encode()


def test_half_a_character_is_none():
    assert Asked.read("lamp\ud800").words == ("lamp",)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("the lamplighter", "The Lamplighter", Closeness.WHOLE),
        ("lamplighter", "The Lamplighter", Closeness.WHOLE),
        ("a lamplighter", "The Lamplighter", Closeness.WHOLE),
        ("lampl", "The Lamplighter", Closeness.BEGINNING),
        ("the lampl", "The Lamplighter", Closeness.BEGINNING),
        ("of ostrava", "The Lamplighter of Ostrava", Closeness.PHRASE),
        ("ostrava lampl", "The Lamplighter of Ostrava", Closeness.WORDS),
        ("ostrava lampligther", "The Lamplighter of Ostrava", Closeness.NEARLY),
    ],
)
def test_the_closer_answer_comes_first(text, name, expected):
    assert closeness(Asked.read(text), fold(name), bare(name)) is expected


def test_a_year_beside_words_is_set_aside():
    asked = Asked.read("salt year 2012")

    assert asked.without_year(2012).name == "salt year"
    assert asked.without_year(2013).name == "salt year 2012"
    assert asked.without_year(None).name == "salt year 2012"


def test_a_year_alone_is_a_title_and_of_two_the_last_is_the_year():
    assert Asked.read("2012").without_year(2012).name == "2012"
    assert Asked.read("2012 2012").without_year(2012).name == "2012"


@pytest.mark.parametrize(
    ("one", "other", "strokes"),
    [
        ("lamp", "lamp", 0),
        ("lamp", "lamps", 1),
        ("lamp", "lam", 1),
        ("lamp", "limp", 1),
        ("lamp", "lmap", 1),
        ("lamplighter", "lampligther", 1),
        ("lamplighter", "lamlpigther", 2),
    ],
)
def test_strokes_are_counted(one, other, strokes):
    assert strokes_between(one, other, 2) == strokes
    assert strokes_between(other, one, 2) == strokes


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9))
def test_strokes_are_the_same_both_ways_and_never_above_the_limit(one, other):
    there, back = strokes_between(one, other, 2), strokes_between(other, one, 2)

    assert there == back <= 3
    assert (there == 0) == (one == other)


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_a_narrower_limit_gives_the_same_answer_below_it(one, other):
    wide = strokes_between(one, other, 8)

    for most in (1, 2, 3):
        assert strokes_between(one, other, most) == min(wide, most + 1)


@given(st.text("abcdefgh", min_size=1, max_size=12), st.data())
def test_one_wrong_letter_is_one_stroke(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    wrong = word[:place] + "z" + word[place + 1 :]

    assert strokes_between(word, wrong, 2) == 1


def test_short_words_are_taken_as_they_are():
    assert [strokes_forgiven("x" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]


def test_the_nearest_word_comes_first_and_a_half_typed_one_counts_as_half():
    known = ["lamp", "lamps", "limp", "lamplighter", "night"]

    assert nearest("lampz", known, beginning=False) == ["lamps", "lamp"]
    assert nearest("lapmli", known, beginning=True) == ["lamplighter"]
    assert nearest("lapmli", known, beginning=False) == []


def test_a_name_is_nearly_what_was_typed_when_each_word_is():
    name = fold("The Lamplighter of Ostrava")

    assert is_nearly(Asked.read("lampligther ostraav"), name)
    assert is_nearly(Asked.read("ighter"), name)
    assert not is_nearly(Asked.read("lamplighter prague"), name)
