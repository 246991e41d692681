"""Rules of accounts, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.accounts import rules
from app.lookalikes import CLOSE_GREEK, CYRILLIC, GREEK, unmasked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA"),
        ("Öst", "öst"),
        ("Straße", "STRASSE"),
        ("Ａｄａ", "Ada"),
        ("Ada  L", " ada l "),
        ("O\u0308st", "Öst"),
        ("Ada\u200d", "Ada"),
    ],
)
def test_names_that_look_the_same_have_one_key(one, other):
    assert rules.name_key(one) == rules.name_key(other)


@given(some.text(max_size=60))
def test_the_key_of_a_key_is_itself(name):
    key = rules.name_key(name)

    assert rules.name_key(key) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Αda", "Ada"),
        ("аԁа", "Ada"),
        ("ΝΙΚΟΤΑ", "NIKOTA"),
        ("Νικοτα", "Nikota"),
        ("νίκη", "vίkn"),
        ("Вова", "Вoва"),
        ("Сора", "Copa"),
        ("СОРА", "Copa"),
        ("Ёре", "Ëpe"),
    ],
)
def test_names_that_read_alike_clash_both_ways(one, other):
    assert rules.name_key(one) in rules.keys_alike(other) or (
        rules.name_problem(one) == rules.NAME_MIXED
    )
    assert rules.name_key(other) in rules.keys_alike(one) or (
        rules.name_problem(other) == rules.NAME_MIXED
    )


@given(some.data())
def test_a_name_in_greek_or_cyrillic_disguise_clashes_both_ways(data):
    table = data.draw(some.sampled_from([GREEK | CLOSE_GREEK, CYRILLIC]))
    first = {plain: own for own, plain in reversed(table.items())}
    letters = some.sampled_from(sorted(first.values()))
    disguised = data.draw(some.text(letters, min_size=2, max_size=12))
    read = "".join(table[letter] for letter in disguised)

    assert rules.name_key(read) in rules.keys_alike(disguised)
    assert rules.name_key(disguised) in rules.keys_alike(read)


@given(some.text(max_size=40))
def test_a_name_reads_like_itself_and_reading_it_twice_changes_nothing(name):
    read = unmasked(name, closely=True)

    assert rules.name_key(name) in rules.keys_alike(name)
    assert rules.name_key(unmasked(read, closely=True)) == rules.name_key(read)


@pytest.mark.parametrize("other", ["Вера", "Öst", "Νίκος", "Bo", "Дима", "Żaneta"])
def test_names_that_do_not_read_alike_do_not_clash(other):
    for name in ("Vera", "Ost", "Nikos", "Боб", "Zaneta"):
        assert rules.name_key(other) not in rules.keys_alike(name)


@pytest.mark.parametrize("name", ["Αda", "Olga Ольга", "Аda", "paypаl", "Ꭺda"])
def test_a_name_of_several_scripts_is_refused(name):
    assert rules.name_problem(name) == rules.NAME_MIXED


@pytest.mark.parametrize(
    "name",
    ["Ольга 2", "Νίκος", "山田 Taro", "ラーメン", "김 Kim", "佐々木", "ʻOkina", "Jº"],
)
def test_a_name_of_one_script_or_of_east_asian_ones_will_do(name):
    assert rules.name_problem(name) is None


@pytest.mark.parametrize(
    "name", ["Bo", "Ada Lovelace", "O'Brien", "李明", "Zoë-Anne", "x" * 40, "R2 D2"]
)
def test_ordinary_names_will_do(name):
    assert rules.name_problem(rules.tidy_name(name)) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", rules.NAME_MISSING),
        ("   ", rules.NAME_MISSING),
        ("x", rules.NAME_LENGTH),
        ("x" * 41, rules.NAME_LENGTH),
        ("\ufdfa" * 20, rules.NAME_LENGTH),
        ("ada\x00", rules.NAME_CHARACTERS),
        ("ada\u202egnp", rules.NAME_CHARACTERS),
        ("ada\u200b", rules.NAME_CHARACTERS),
        ("...", rules.NAME_CHARACTERS),
        ("ada@example.org", rules.NAME_ADDRESS),
        ("ada/../bo", rules.NAME_ADDRESS),
    ],
)
def test_names_that_mislead_are_refused(name, problem):
    assert rules.name_problem(rules.tidy_name(name)) == problem


@pytest.mark.parametrize(
    "password", ["matinee-demo", "correct horse 1", "x7#kQ2pz", "ein Hut aus Stroh"]
)
def test_s7_a_password_needs_no_composition(password):
    assert rules.password_problem(password, "Ada", "ada@example.org") is None


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("seven77", rules.PASSWORD_LENGTH),
        ("x" * 129, rules.PASSWORD_LENGTH),
        ("aaaaaaaa", rules.PASSWORD_COMMON),
        ("abcabcabc", rules.PASSWORD_COMMON),
        ("12345678", rules.PASSWORD_COMMON),
        ("87654321", rules.PASSWORD_COMMON),
        ("qwertyuiop", rules.PASSWORD_COMMON),
        ("Password1!", rules.PASSWORD_COMMON),
        ("ada.lovelace", rules.PASSWORD_COMMON),
        ("Ada Lovelace", rules.PASSWORD_COMMON),
    ],
)
def test_s7_a_password_that_strangers_try_first_is_refused(password, problem):
    own_words = ("Ada Lovelace", "ada.lovelace@example.org")

    assert rules.password_problem(password, *own_words) == problem


@pytest.mark.parametrize(
    "path", ["/", "/movies/asa", "/movies/asa?show=top#filter-top", "/members/%C3%96st"]
)
def test_a_sign_in_leads_to_a_page_of_ours(path):
    assert rules.destination(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "movies",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        " //evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/%2fevil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/\t/evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/account/login?next=/",
        "/account/logout",
        "/account/register",
    ],
)
def test_s13_a_sign_in_leads_nowhere_else(path):
    assert rules.destination(path) is None


def test_a_failure_counts_for_the_account_from_one_place():
    home, _ = rules.failure_keys("ada@example.org", "192.0.2.1")
    elsewhere, _ = rules.failure_keys("ada@example.org", "192.0.2.2")

    assert home != elsewhere


def test_the_addresses_of_one_household_are_one_place():
    assert rules.place_of("2001:db8::1") == rules.place_of("2001:db8::ffff")
    assert rules.place_of("2001:db8::1") != rules.place_of("2001:db8:0:1::1")
    assert rules.place_of(None) == rules.place_of("nonsense") == "unknown"
