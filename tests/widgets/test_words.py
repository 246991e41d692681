"""Widgets speak several languages, each whole (W7)."""

import re
from datetime import date

import pytest

from app.scores.rules import Score, ScoreKind
from app.widgets import catalogue
from app.widgets.words import ENGLISH, LANGUAGES, words_in

GAP = re.compile(r"\{[a-z]+\}")
NOT_PHRASES = {"months", "direction", "thousands"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_w7_a_language_has_every_phrase_with_the_same_gaps(language):
    phrases, english = catalogue.PHRASES[language], catalogue.PHRASES["en"]

    assert phrases.keys() == english.keys()
    assert len(set(phrases["months"])) == 12
    for key in english.keys() - NOT_PHRASES:
        assert phrases[key].strip(), key
        assert sorted(GAP.findall(phrases[key])) == sorted(GAP.findall(english[key]))


def test_w7_one_language_runs_from_right_to_left():
    directions = {words.language: words.direction for words in LANGUAGES.values()}

    assert directions["ar"] == "rtl"
    assert {each for name, each in directions.items() if name != "ar"} == {"ltr"}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("fr-CA", "fr"),
        ("xx", "en"),
        ("", "en"),
        (None, "en"),
        ("../de", "en"),
        ("de" * 5000, "en"),
    ],
)
def test_w7_an_unknown_language_is_english(asked, language):
    assert words_in(asked).language == language


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("en", "Sep 7, 2012", "5,518"),
        ("de", "7. Sept. 2012", "5.518"),
        ("fr", "7 sept. 2012", "5\u202f518"),
        ("es", "7 sept 2012", "5.518"),
        ("ar", "7 سبتمبر 2012", "5,518"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(language, day, number):
    words = words_in(language)

    assert words.day(date(2012, 9, 7)) == day
    assert words.number(5518) == number


def test_stars_and_fractions_are_said_in_words():
    score = Score(ScoreKind.CRITIC, 2, 3, 5, 60)

    assert ENGLISH.stars_of(7) == "3.5 out of 5 stars"
    assert words_in("de").stars_of(7) == "3,5 von 5 Sternen"
    assert words_in("fr").stars_of(8) == "4 étoiles sur 5"
    assert words_in("es").fraction_of(score) == "2 de 3 positivas"
    assert words_in("de").verdict("rotten") == "Faul"
