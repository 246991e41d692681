"""Cleaning what stands in a field."""

import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.rules import cleaning
from app.imports.rules.dates import BULK, Calendar, Order, fillers_in
from app.imports.rules.problems import Bad

TEXT = st.text(max_size=120)
MESSY = st.lists(
    st.sampled_from(
        ["&amp;", "&lt;b&gt;", "<i>", "\0", "\u200b", "  ", "\r\n", "é", "a", "B"]
    )
).map("".join)


@given(TEXT | MESSY)
def test_cleaning_twice_changes_nothing(value):
    once = cleaning.text(value)

    assert cleaning.text(once) == once
    assert cleaning.plain(once) == once


@given(TEXT | MESSY)
def test_a_name_and_its_key_are_settled_at_once(value):
    name = cleaning.name(value)

    if isinstance(name, str):
        assert cleaning.name(name) == name
        assert cleaning.name_key(cleaning.name_key(name)) == cleaning.name_key(name)


@given(TEXT | MESSY)
def test_no_value_makes_a_cleaner_raise(value):
    for clean in (
        cleaning.words,
        cleaning.address,
        cleaning.grade,
        cleaning.flag,
        cleaning.verdict,
        cleaning.identifier,
        cleaning.names,
        Calendar().day,
    ):
        clean(value)


@given(TEXT | MESSY)
def test_an_address_is_settled_at_once(value):
    found = cleaning.address(value)

    if isinstance(found, str):
        assert cleaning.address(found) == found


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("a &amp;quot;b&amp;quot;", 'a "b"'),
        ("  two\n lines ", "two lines"),
        ("<em>Slow</em>, he said", "Slow , he said"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_entities_tags_and_blanks_go(raw, clean):
    assert cleaning.text(raw) == clean


def test_every_sign_that_falls_apart_has_a_key_that_is_settled_at_once():
    signs = filter(unicodedata.decomposition, map(chr, range(sys.maxunicode + 1)))
    keys = set(map(cleaning.name_key, signs))

    assert {key for key in keys if cleaning.name_key(key) != key} == set()


def test_spelling_is_one_name_and_words_are_not():
    assert cleaning.name_key("№ 1, Ægir & Sǿn") == cleaning.name_key("no 1 aegir & son")
    assert cleaning.name_key("A.O. Vik") == cleaning.name_key("a. o. vík")
    assert cleaning.name_key("Salt & Light") == cleaning.name_key("Salt and Light")
    assert cleaning.name_key("The Herald (North)") != cleaning.name_key(
        "The Herald (South)"
    )
    assert cleaning.name_key("カ") != cleaning.name_key("ガ")


@given(st.text(alphabet="aZ9é–“”’… ́й", max_size=20))
def test_words_are_folded_as_if_letter_by_letter(value):
    letters = cleaning.plain_letters(value)

    assert cleaning.folded(value) == "".join(filter(str.isalnum, letters)).encode()


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "no address", "ftp://x.example"]
)
def test_what_is_no_address_is_bad(value):
    assert isinstance(cleaning.address(value), Bad)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2018-11-10", date(2018, 11, 10)),
        ("2018-11-10T08:30:00Z", date(2018, 11, 10)),
        ("November 10, 2018", date(2018, 11, 10)),
        ("10 Nov 2018", date(2018, 11, 10)),
        ("Sat, 10 November 2018", date(2018, 11, 10)),
        ("20181110", date(2018, 11, 10)),
        ("23/04/2018", date(2018, 4, 23)),
        ("04/23/2018", date(2018, 4, 23)),
        ("04.04.2018", date(2018, 4, 4)),
        ("", None),
        ("1800-01-01", None),
        ("N/A", None),
    ],
)
def test_a_day_is_read_in_every_shape(value, day):
    assert Calendar().day(value) == day


@pytest.mark.parametrize(
    "value", ["03/04/2018", "2018-13-01", "yesterday", "2018-02-30"]
)
def test_a_day_that_is_not_certain_is_bad(value):
    assert isinstance(Calendar().day(value), Bad)


def test_who_says_the_order_settles_the_figures():
    assert Calendar(Order.DAY_FIRST).day("03/04/2018") == date(2018, 4, 3)
    assert Calendar(Order.MONTH_FIRST).day("03/04/2018") == date(2018, 3, 4)


def test_a_day_in_bulk_is_a_filler_and_a_single_one_is_a_day():
    bulk = fillers_in(["x,2000-01-01\n" * BULK])
    single = fillers_in(["x,2000-01-01\n"])

    assert Calendar(fillers=bulk).day("January 1, 2000") is None
    assert Calendar(fillers=single).day("January 1, 2000") == date(2000, 1, 1)
