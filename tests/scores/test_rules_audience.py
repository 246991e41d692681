"""Audience scores: what is positive, averages, verified ratings, the histogram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import (
    LARGE,
    SMALL,
    AudienceTally,
    ScoreKind,
    audience_score,
    average_half_steps,
    average_stars,
    histogram,
    verified_score,
)

buckets = st.lists(
    st.integers(min_value=0, max_value=100_000), min_size=10, max_size=10
).map(tuple)
tallies = st.builds(AudienceTally, buckets, buckets)


def rated(*half_steps: int, verified: tuple[int, ...] = ()) -> AudienceTally:
    """Return the tally of members who gave these ratings."""
    return AudienceTally(
        tuple(half_steps.count(step) for step in range(1, 11)),
        tuple(verified.count(step) for step in range(1, 11)),
    )


def test_three_and_a_half_stars_are_positive_and_three_are_not():
    tally = rated(6, 7, 8, 10, verified=(6, 10))

    assert tally.positive_count == 3
    assert tally.verified_positive == 1


def test_a_tally_counts_and_adds_up_its_ratings():
    tally = rated(1, 7, 7, 10, verified=(7,))

    assert tally.rating_count == 4
    assert tally.rating_sum == 25
    assert tally.verified_count == 1


def test_all_ratings_make_the_audience_score():
    score = audience_score(rated(2, 7, 8, 9, 10, verified=(2,)), SMALL)

    assert score.kind is ScoreKind.AUDIENCE
    assert score.approval == 80
    assert score.fraction == "4 of 5 positive"


def test_verified_ratings_have_a_score_of_their_own():
    tally = rated(2, 2, 2, 7, 8, 9, 10, 10, verified=(2, 7, 8, 9, 10))

    score = verified_score(tally, SMALL)

    assert score.kind is ScoreKind.VERIFIED
    assert (score.positive, score.total) == (4, 5)
    assert audience_score(tally, SMALL).total == 8


def test_a_large_site_asks_for_fifty_ratings():
    assert audience_score(rated(*[8] * 49), LARGE).approval is None
    assert audience_score(rated(*[8] * 50), LARGE).approval == 100


@pytest.mark.parametrize(
    ("ratings", "stars", "drawn"),
    [
        ((10, 8, 7), "4.2", 8),
        ((1,), "0.5", 1),
        ((10,), "5.0", 10),
        ((7, 8), "3.8", 8),
        ((1, 2, 2, 2), "0.9", 2),
        ((7, 8, 8, 8, 8), "3.9", 8),
    ],
)
def test_the_average_is_in_stars_and_in_half_steps_for_drawing(ratings, stars, drawn):
    tally = rated(*ratings)

    assert average_stars(tally) == stars
    assert average_half_steps(tally) == drawn


def test_without_ratings_there_is_no_average():
    assert average_stars(AudienceTally()) is None
    assert average_half_steps(AudienceTally()) is None


def test_verified_ratings_can_be_averaged_alone():
    tally = rated(2, 2, 10, verified=(10,))

    assert average_stars(tally.verified_only) == "5.0"
    assert histogram(tally.verified_only)[9].count == 1


def test_bars_go_from_half_a_star_to_five_stars():
    bars = histogram(rated(1, 10, 10))

    assert [bar.half_steps for bar in bars] == list(range(1, 11))
    assert [bar.count for bar in bars] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert [bar.per_cent for bar in bars] == [33, 0, 0, 0, 0, 0, 0, 0, 0, 67]
    assert [bar.height for bar in bars] == [50, 0, 0, 0, 0, 0, 0, 0, 0, 100]


def test_a_left_over_per_cent_goes_to_the_larger_remainder():
    bars = histogram(AudienceTally((1, 5, 0, 0, 0, 0, 0, 0, 0, 1)))

    assert [bar.per_cent for bar in bars if bar.count] == [14, 72, 14]


def test_of_equal_remainders_the_one_with_more_stars_gets_it():
    bars = histogram(rated(2, 5, 9))

    assert [bar.per_cent for bar in bars if bar.count] == [33, 33, 34]


def test_a_single_rating_can_be_seen_beside_a_thousand():
    bars = histogram(AudienceTally((1, 0, 0, 0, 0, 0, 0, 0, 0, 1000)))

    assert bars[0].height == 1
    assert bars[0].per_cent == 0


def test_without_ratings_the_bars_are_flat():
    bars = histogram(AudienceTally())

    assert all((bar.count, bar.per_cent, bar.height) == (0, 0, 0) for bar in bars)


@given(tallies)
def test_the_bars_add_up_to_a_hundred(tally):
    bars = histogram(tally)

    assert sum(bar.per_cent for bar in bars) == (100 if tally.rating_count else 0)
    for bar in bars:
        exact = 100 * bar.count
        assert abs(bar.per_cent * tally.rating_count - exact) < max(
            1, tally.rating_count
        )
        assert 0 <= bar.height <= 100


@given(tallies)
def test_averages_stay_on_the_scale(tally):
    if tally.rating_count:
        assert 0.5 <= float(average_stars(tally)) <= 5
        assert 1 <= average_half_steps(tally) <= 10


@given(tallies)
def test_audience_approval_is_between_nothing_and_a_hundred(tally):
    for score in (audience_score(tally, SMALL), verified_score(tally, SMALL)):
        assert score.approval is None or 0 <= score.approval <= 100


@given(tallies, tallies)
def test_ratings_can_be_added_and_taken_back(tally, change):
    assert tally + change - change == tally
    assert tally - tally == AudienceTally()
    assert (tally + change).rating_sum == tally.rating_sum + change.rating_sum


@pytest.mark.parametrize("length", [0, 9, 11])
def test_a_tally_has_ten_buckets(length):
    with pytest.raises(ValueError, match="ten buckets"):
        AudienceTally((0,) * length)
    with pytest.raises(ValueError, match="ten buckets"):
        AudienceTally(verified_buckets=(0,) * length)
