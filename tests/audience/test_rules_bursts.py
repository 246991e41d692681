"""The rule for waves: synthetic waves are found, ordinary opening nights are not."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience.rules.bursts import Arrivals, BurstRule, root, share

RULE = BurstRule()
TODAY = date(2026, 11, 23)
LONG_AGO = date(2012, 7, 27)
numbers = st.integers(0, 100_000)


def is_wave(recent, two_days=0, four_weeks=0, opened_on=LONG_AGO, rule=RULE):
    arrivals = Arrivals(recent, two_days, four_weeks)
    return rule.is_wave(arrivals, opened_on=opened_on, today=TODAY)


def test_the_example_of_the_page():
    arrivals = Arrivals(214, 4, 448)

    assert RULE.expected(arrivals) == 2
    assert RULE.allowed(arrivals) == 54
    assert is_wave(214, 4, 448)
    assert not is_wave(30, 4, 448)


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 14])
def test_an_opening_is_never_a_wave(days):
    opened_on = TODAY - timedelta(days=days)

    assert not is_wave(100_000, opened_on=opened_on)


def test_after_the_opening_days_the_rule_speaks():
    assert is_wave(100_000, opened_on=TODAY - timedelta(days=15))
    assert is_wave(100_000, opened_on=None)


def test_a_site_may_do_without_the_rule():
    assert not is_wave(100_000, rule=BurstRule(active=False))


@given(two_days=numbers, four_weeks=numbers)
def test_the_floor_is_never_a_wave(two_days, four_weeks):
    assert not is_wave(RULE.floor, two_days, four_weeks)


@given(recent=numbers, two_days=numbers, four_weeks=numbers, more=numbers)
def test_more_past_never_makes_a_wave(recent, two_days, four_weeks, more):
    if not is_wave(recent, two_days, four_weeks):
        assert not is_wave(recent, two_days + more, four_weeks)
        assert not is_wave(recent, two_days, four_weeks + more)


@given(recent=numbers, two_days=numbers, four_weeks=numbers, more=numbers)
def test_more_at_once_never_unmakes_one(recent, two_days, four_weeks, more):
    if is_wave(recent, two_days, four_weeks):
        assert is_wave(recent + more, two_days, four_weeks)


def drawn(draw, mean):
    """Draw how many came in an hour at a steady rate, by coin tosses."""
    tosses = max(50, mean * 20)
    return sum(draw.random() < mean / tosses for _ in range(tosses))


def found_in(hours):
    """Say in which hours a series of ratings is a wave by the rule."""
    waves = []
    for now in range(28 * 24 + 3, len(hours)):
        begin = now - RULE.hours
        recent = sum(hours[begin:now])
        two_days = sum(hours[begin - 48 : begin])
        four_weeks = sum(hours[max(0, begin - 28 * 24) : begin])
        if is_wave(recent, two_days, four_weeks):
            waves.append(now)
    return waves


@pytest.mark.parametrize("mean", [0, 1, 5, 20])
def test_a_steady_following_is_no_wave(mean):
    draw = Random(mean)

    assert found_in([drawn(draw, mean) for _ in range(35 * 24)]) == []


@pytest.mark.parametrize("mean", [1, 5, 20])
@pytest.mark.parametrize("size", [3, 10])
def test_a_wave_on_a_steady_following_is_found_within_an_hour(mean, size):
    draw = Random(mean)
    hours = [drawn(draw, mean) for _ in range(35 * 24)]
    begin = 30 * 24
    for hour in range(begin, begin + 3):
        hours[hour] += size * (mean * 3 + 20)

    assert found_in(hours)[0] == begin + 1


def test_evenings_and_weekends_are_no_waves():
    draw = Random(5)
    hours = [
        drawn(draw, 2 + 10 * (hour % 24 >= 19) * (2 if hour // 24 % 7 >= 5 else 1))
        for hour in range(42 * 24)
    ]

    assert found_in(hours) == []


def test_a_following_that_grows_by_half_each_day_is_no_wave():
    draw = Random(6)
    hours = [drawn(draw, 1) for _ in range(30 * 24)]
    for day in range(8):
        hours += [drawn(draw, int(1.5**day)) for _ in range(24)]

    assert found_in(hours) == []


@given(st.integers(0, 10**9))
def test_a_root_is_the_next_whole_number(number):
    assert (root(number) - 1) ** 2 < number or number == 0
    assert root(number) ** 2 >= number


@given(st.integers(0, 10**6), st.integers(1, 24))
def test_a_share_is_rounded_up(number, hours):
    exact = number * hours / 672

    assert (
        exact <= share(number, timedelta(hours=hours), timedelta(days=28)) < exact + 1
    )
