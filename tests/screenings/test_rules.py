"""Codes: long, readable, forgiving to type; and what a count says."""

from hypothesis import given
from hypothesis import strategies as st

from app.screenings import rules

SECRET = "of-these-tests-and-of-nothing-else-8Zk3"
codes = st.builds(
    rules.code_of,
    st.just(SECRET),
    st.binary(min_size=16, max_size=16),
    st.integers(1, 2000),
)


@given(codes)
def test_a_code_is_read_however_it_is_typed(code):
    assert rules.read_code(code) == code
    assert rules.read_code(f"  {rules.grouped(code).upper()} ") == code
    assert rules.read_code(" ".join(rules.grouped(code).split("-"))) == code


def test_letters_that_are_taken_for_others_are_understood():
    code = "0" * rules.LENGTH

    assert rules.read_code("O" * rules.LENGTH) == code


@given(st.text(max_size=60))
def test_reading_never_fails(text):
    found = rules.read_code(text)

    assert found is None or len(found) == rules.LENGTH


def test_codes_have_more_than_128_bits():
    assert len(rules.SIGNS) ** rules.LENGTH > 2**128


def test_without_the_secret_the_seed_says_nothing():
    seed = b"1" * 16

    assert rules.code_of(SECRET, seed, 1) != rules.code_of(SECRET + "x", seed, 1)


def test_a_fingerprint_is_not_the_code():
    code_hash = rules.hash_of("a" * rules.LENGTH)

    assert rules.fingerprint(code_hash) not in code_hash.hex()


def test_a_count_says_mean_share_and_turnout():
    count = rules.Count([10, 8, 7, 3], codes=8)

    assert (count.mean, count.share, count.turnout) == ("3.5", 75, 50)
    assert [bar.count for bar in count.bars] == [0, 0, 1, 0, 0, 0, 1, 1, 0, 1]


def test_an_empty_count_has_neither_mean_nor_share():
    count = rules.Count([], codes=8)

    assert (count.mean, count.share, count.turnout) == (None, None, 0)
