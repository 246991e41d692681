"""The interval beside a percentage: by the textbook, in whole per cents."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import SMALL, CriticTally, critic_score
from app.scores.rules.wilson import interval


@pytest.mark.parametrize(
    ("positive", "total", "expected"),
    [(8, 10, (54, 93)), (79, 81, (93, 99)), (0, 5, (0, 35)), (5, 5, (65, 100))],
)
def test_known_intervals(positive, total, expected):
    assert interval(positive, total) == expected


def test_without_votes_there_is_no_interval():
    assert interval(0, 0) is None


def test_a_score_with_a_percentage_has_an_interval():
    assert critic_score(CriticTally(fresh=8, rotten=2), SMALL).interval == (54, 93)


@st.composite
def shares(draw):
    total = draw(st.integers(min_value=1, max_value=1_000_000))
    return draw(st.integers(min_value=0, max_value=total)), total


@given(shares())
def test_the_interval_contains_the_approval(share):
    positive, total = share
    score = critic_score(CriticTally(fresh=positive, rotten=total - positive), SMALL)

    if score.approval is not None:
        low, high = score.interval
        assert 0 <= low <= score.approval <= high <= 100


@given(shares())
def test_the_interval_agrees_with_the_formula_in_floating_point(share):
    positive, total = share
    z = 1.6448536269514722
    part = positive / total
    middle = (part + z * z / (2 * total)) / (1 + z * z / total)
    reach = sqrt(part * (1 - part) / total + z * z / (4 * total * total))
    reach = z * reach / (1 + z * z / total)

    low, high = interval(positive, total)

    # Rounding moves each end by half a per cent at most.
    assert abs(low - 100 * (middle - reach)) < 0.501
    assert abs(high - 100 * (middle + reach)) < 0.501


@given(shares())
def test_counting_the_other_side_mirrors_the_interval(share):
    positive, total = share
    low, high = interval(positive, total)
    mirrored_low, mirrored_high = interval(total - positive, total)

    # An end that is an exact half goes up on both sides, so one per cent may differ.
    assert abs(low + mirrored_high - 100) <= 1
    assert abs(high + mirrored_low - 100) <= 1


def test_more_votes_narrow_the_interval():
    widths = [high - low for low, high in map(interval, (8, 80, 800), (10, 100, 1000))]

    assert widths == sorted(widths, reverse=True)
