"""What is held, by which rule and in which words."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from json import dumps

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience.rules import proofs
from app.audience.rules.holds import (
    Author,
    HoldRule,
    ProofState,
    Sent,
    Sieve,
    TrustLevel,
    link_count,
    seconds_to_midnight,
    words_among,
)
from app.lookalikes import CYRILLIC, GREEK

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SIEVE = Sieve()
NEWCOMER = Author("ada@example.org", age=timedelta(hours=1))
KNOWN = Author("ada@example.org", age=timedelta(days=30), shown_posts=4)
GOOD = Sent("192.0.2.1", form_age=timedelta(minutes=1), proof=ProofState.GOOD)


def held(text="Fine.", author=KNOWN, sent=GOOD, sieve=SIEVE):
    return [rule for rule, _ in sieve.reasons(text, author, sent)]


def test_a_first_post_is_held_and_a_later_one_is_not():
    assert held(author=NEWCOMER) == [HoldRule.FIRST_POST]
    assert held(author=replace(NEWCOMER, shown_posts=1)) == []
    assert held() == []


def test_who_has_a_role_is_never_held():
    assert held("https://a https://b https://c", replace(NEWCOMER, is_staff=True)) == []


def test_without_holds_nothing_is_held():
    assert held(author=NEWCOMER, sieve=replace(SIEVE, holds=False)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"trap_filled": True}, HoldRule.TRAP),
        ({"form_age": None}, HoldRule.NO_FORM),
        ({"form_age": timedelta(seconds=2)}, HoldRule.TOO_FAST),
        ({"proof": ProofState.MISSING}, HoldRule.NO_PROOF),
        ({"proof": ProofState.WRONG}, HoldRule.NO_PROOF),
    ],
)
def test_a_newcomers_form_must_have_come_as_forms_do(change, rule):
    young = replace(NEWCOMER, shown_posts=1)

    assert held(author=young, sent=replace(GOOD, **change)) == [rule]
    assert held(sent=replace(GOOD, **change)) == []
    program = replace(GOOD, by_form=False, **change)
    assert held(author=young, sent=program) == []


def test_a_site_may_do_without_proofs():
    sieve = replace(SIEVE, proofs=False)
    sent = replace(GOOD, proof=ProofState.MISSING)

    assert held(author=replace(NEWCOMER, shown_posts=1), sent=sent, sieve=sieve) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("None.", 0),
        ("https://a.example and http://b.example", 2),
        ("[here](https://a.example)", 1),
        ("[here](a.example) and www.b.example", 2),
        ("HTTPS://A.EXAMPLE", 1),
        ("Not (really) [so].", 0),
    ],
)
def test_links_are_counted(text, links):
    assert link_count(text) == links


def test_more_links_than_pass_are_held():
    assert held("https://a https://b") == []
    assert held("https://a https://b https://c") == [HoldRule.LINKS]


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("Buy HAM now", "ham", True),
        ("Hamlet", "ham", False),
        ("ｈａｍ", "ham", True),
        ("h\u200bam", "ham", True),
        ("buy  now\nplease", "buy now", True),
        ("Straße", "STRASSE", True),
        ("c++ is fine", "c++", True),
        ("At the саsіno", "casino", True),
        ("Новое кaзинo", "казино", True),
        ("ΝΟΤ ΗΑΜ", "ham", True),
        ("Η νότα", "nota", False),
        ("Дай нам", "ham", False),
    ],
)
def test_words_are_found_however_they_are_written(text, word, there):
    assert (words_among(text, [word]) == [word]) is there


@given(
    letters=st.lists(st.sampled_from(sorted(GREEK | CYRILLIC)), min_size=1, max_size=9),
    marks=st.sampled_from(["", "\u200b", "\u0301"]),
)
def test_a_word_is_found_in_letters_that_read_as_its_own(letters, marks):
    disguised = marks.join(letters)
    word = "".join((GREEK | CYRILLIC)[letter] for letter in letters)

    assert words_among(f"({disguised}!)", [word]) == [word]
    assert words_among(f"({word}!)", [disguised]) == [disguised]


@pytest.mark.parametrize(
    ("email", "there"),
    [
        ("a@spam.example", True),
        ("a@mail.spam.example", True),
        ("A@SPAM.EXAMPLE", True),
        ("a@notspam.example", False),
        ("", False),
    ],
)
def test_blocked_domains_hold_what_their_members_post(email, there):
    sieve = replace(SIEVE, email_domains=("spam.example",))

    assert held(author=replace(KNOWN, email=email), sieve=sieve) == (
        [HoldRule.EMAIL] if there else []
    )


@pytest.mark.parametrize(
    ("address", "there"),
    [("192.0.2.9", True), ("192.0.3.9", False), ("2001:db8::7", True), ("?", False)],
)
def test_blocked_networks_hold_what_comes_from_them(address, there):
    networks = (ip_network("192.0.2.0/24"), ip_network("2001:db8::/32"))
    sieve = replace(SIEVE, networks=networks)

    assert held(sent=replace(GOOD, address=address), sieve=sieve) == (
        [HoldRule.ADDRESS] if there else []
    )


@given(
    text=st.text(max_size=200),
    trap=st.booleans(),
    posts=st.integers(0, 2),
    age=st.timedeltas(timedelta(0), timedelta(days=10)),
)
def test_each_rule_speaks_at_most_once_and_in_words(text, trap, posts, age):
    author = replace(NEWCOMER, shown_posts=posts, age=age)
    sieve = replace(SIEVE, words=("a", "b"), most_links=0)

    found = sieve.reasons(text, author, replace(GOOD, trap_filled=trap))

    assert len({rule for rule, _ in found}) == len(found)
    assert all(words for _, words in found)


@pytest.mark.parametrize(
    ("author", "level", "limit"),
    [
        (NEWCOMER, TrustLevel.NEWCOMER, 10),
        (replace(KNOWN, shown_posts=0), TrustLevel.NEWCOMER, 10),
        (KNOWN, TrustLevel.MEMBER, 50),
        (replace(NEWCOMER, is_staff=True), TrustLevel.MEMBER, 50),
        (replace(KNOWN, is_super=True), TrustLevel.SUPER, 200),
    ],
)
def test_a_limit_goes_by_how_well_somebody_is_known(author, level, limit):
    assert SIEVE.level(author) is level
    assert SIEVE.limits.of(level) == limit


@given(st.timedeltas(timedelta(0), timedelta(days=3000)).map(NOW.__add__))
def test_it_is_a_day_at_most_until_midnight(at):
    seconds = seconds_to_midnight(at)

    assert 1 <= seconds <= 86_400
    assert (at + timedelta(seconds=seconds)).date() > at.date()


def riddle(number=1234, member=7):
    return proofs.riddle("key", member=member, number=number, noise="ab", at=NOW)


def answered(asked, number=1234, **changes):
    parts = {name: asked[name] for name in proofs.WORDS} | {"number": number} | changes
    return b64encode(dumps(parts).encode()).decode()


def solved(payload, *, key="key", member=7, at=NOW):
    return proofs.solved(key, payload, member=member, at=at)


def test_the_right_number_is_a_proof_for_its_member_until_it_expires():
    payload = answered(riddle())

    proof = solved(payload)
    assert proof is not None
    assert proof.expires_at == NOW + proofs.LIFE
    assert solved(payload, member=8) is None
    assert solved(payload, key="another") is None
    assert solved(payload, at=NOW + proofs.LIFE) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 1235},
        {"number": "1234"},
        {"number": True},
        {"number": None},
        {"salt": "ab?expires=9999999999&member=7&"},
        {"signature": "0" * 64},
        {"challenge": "0" * 64},
        {"algorithm": "MD5"},
        {"salt": 5},
        {"signature": "\u00e9"},
        {"challenge": "\ud800"},
    ],
)
def test_anything_else_is_none(changes):
    assert solved(answered(riddle(), **changes)) is None


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300).map(b64encode)))
def test_whatever_is_sent_is_read_without_a_stumble(payload):
    text = payload if isinstance(payload, str) else payload.decode()

    assert solved(text) is None


@given(st.integers(0, proofs.MOST))
def test_every_number_can_be_the_answer(number):
    assert solved(answered(riddle(number), number)) is not None
