"""The seal of acclaim: how it is gained, kept and lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import LARGE, SMALL, CriticTally, seal_standing


def reviewed(fresh: int, rotten: int, top: int = 5) -> CriticTally:
    return CriticTally(fresh=fresh, rotten=rotten, top_fresh=top)


@pytest.mark.parametrize(
    ("fresh", "rotten", "top", "gained"),
    [
        (9, 3, 3, True),  # 75 % of 12
        (9, 3, 2, False),  # too few top critics
        (11, 0, 3, False),  # too few reviews
        (8, 4, 3, False),  # 66.7 %
        (14, 5, 3, False),  # 73.7 %
        (73, 25, 3, False),  # 74.49 %
        (149, 50, 3, False),  # 74.87 %, which prints 75
    ],
)
def test_the_seal_is_gained_at_the_small_presets_marks(fresh, rotten, top, gained):
    assert seal_standing(reviewed(fresh, rotten, top), SMALL, held=False) is gained


def test_the_large_preset_asks_for_more_reviews():
    assert seal_standing(reviewed(30, 10), LARGE, held=False) is True
    assert seal_standing(reviewed(39, 0), LARGE, held=False) is False
    assert seal_standing(reviewed(40, 0, top=4), LARGE, held=False) is False


def test_a_film_in_wide_release_needs_still_more():
    assert seal_standing(reviewed(79, 0), LARGE, held=False, wide_release=True) is False
    assert seal_standing(reviewed(80, 0), LARGE, held=False, wide_release=True) is True


def test_a_wide_release_does_not_take_a_seal_away():
    assert seal_standing(reviewed(40, 0), LARGE, held=True, wide_release=True) is True


def test_between_the_marks_the_seal_stays_as_it_is():
    tally = reviewed(17, 7)

    assert seal_standing(tally, SMALL, held=True) is True
    assert seal_standing(tally, SMALL, held=False) is False


def test_exactly_seventy_keeps_the_seal():
    assert seal_standing(reviewed(14, 6), SMALL, held=True) is True


def test_just_below_seventy_loses_it_though_it_prints_seventy():
    assert seal_standing(reviewed(16, 7), SMALL, held=True) is False


def test_a_held_seal_outlives_a_withdrawn_review():
    assert seal_standing(reviewed(11, 0, top=2), SMALL, held=True) is True


def test_a_held_seal_falls_when_there_is_no_percentage_left():
    assert seal_standing(reviewed(5, 0), SMALL, held=True) is True
    assert seal_standing(reviewed(4, 0), SMALL, held=True) is False


@pytest.mark.parametrize("held", [True, False])
def test_a_film_without_reviews_never_has_the_seal(held):
    lenient = replace(SMALL, critic_minimum=0, seal_reviews=0, seal_top_reviews=0)

    assert seal_standing(CriticTally(), lenient, held=held) is False


counts = st.integers(min_value=0, max_value=500)
tallies = st.builds(CriticTally, counts, counts, counts, counts)


@given(tallies, st.sampled_from([SMALL, LARGE]), st.booleans())
def test_what_earns_the_seal_also_keeps_it(tally, policy, wide):
    if seal_standing(tally, policy, held=False, wide_release=wide):
        assert seal_standing(tally, policy, held=True, wide_release=wide)


@given(tallies, st.sampled_from([SMALL, LARGE]), st.booleans(), st.booleans())
def test_asking_twice_changes_nothing(tally, policy, held, wide):
    once = seal_standing(tally, policy, held, wide)

    assert seal_standing(tally, policy, once, wide) is once
