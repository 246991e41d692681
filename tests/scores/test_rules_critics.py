"""Critic scores: rounding, minimum, the Fresh line, average grade, published proof."""

import csv
import os
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import (
    LARGE,
    SMALL,
    CriticTally,
    ScoreKind,
    Verdict,
    average_grade,
    critic_score,
    round_half_up,
    top_critic_score,
)

counts = st.integers(min_value=0, max_value=100_000)
tallies = st.builds(CriticTally, counts, counts, counts, counts, counts, counts)

# A floating-point slip printed these one lower; we round exactly.
PUBLISHED_ONE_LOWER = {(23, 40), (46, 80), (69, 120)}


def shared_file(name: str) -> Path:
    """Return a file of real data beside the project, or skip and say so."""
    checkout = Path(__file__).resolve().parents[2]
    shared = Path(os.environ.get("MATINEE_SHARED") or checkout.parent / "shared")
    path = shared / "data" / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is missing, and CI must not skip this proof.")
        pytest.skip(f"{path} is missing; set MATINEE_SHARED to where it lies.")
    return path


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 7, 0), (1, 2, 1), (3, 2, 2), (149, 100, 1), (6900, 120, 58), (-1, 2, 0)],
)
def test_halves_are_rounded_up(numerator, denominator, rounded):
    assert round_half_up(numerator, denominator) == rounded


@pytest.mark.parametrize("denominator", [0, -1])
def test_a_share_of_nothing_is_refused(denominator):
    with pytest.raises(ValueError, match="denominator"):
        round_half_up(1, denominator)


@given(st.integers(), st.integers(min_value=1))
def test_rounding_is_never_off_by_more_than_a_half(numerator, denominator):
    error = 2 * (round_half_up(numerator, denominator) * denominator - numerator)

    assert -denominator < error <= denominator


def test_published_scores_are_reproduced():
    with shared_file("published_scores.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            {key: int(value) for key, value in row.items()}
            for row in csv.DictReader(file)
        ]

    different = [
        row
        for row in rows
        if round_half_up(100 * row["fresh"], row["reviews"]) != row["published_score"]
    ]

    assert len(rows) > 2_000
    for row in different:
        assert (row["fresh"], row["reviews"]) in PUBLISHED_ONE_LOWER
        assert row["published_score"] == 57


@pytest.mark.parametrize(("fresh", "total"), sorted(PUBLISHED_ONE_LOWER))
def test_an_exact_half_goes_up_where_floating_point_slipped(fresh, total):
    score = critic_score(CriticTally(fresh=fresh, rotten=total - fresh), SMALL)

    assert score.approval == 58


def test_all_reviews_make_the_critic_score():
    score = critic_score(CriticTally(79, 2, 31, 1), SMALL)

    assert score.kind is ScoreKind.CRITIC
    assert (score.positive, score.total) == (79, 81)
    assert score.approval == 98
    assert score.verdict is Verdict.FRESH


def test_top_critics_alone_make_the_top_critic_score():
    score = top_critic_score(CriticTally(79, 2, 31, 1), SMALL)

    assert score.kind is ScoreKind.TOP_CRITIC
    assert (score.positive, score.total) == (31, 32)
    assert score.approval == 97


def test_too_few_reviews_have_a_fraction_and_no_percentage():
    score = critic_score(CriticTally(fresh=8, rotten=1), LARGE)

    assert score.fraction == "8 of 9 positive"
    assert score.has_percentage is False
    assert score.approval is None
    assert score.is_fresh is None
    assert score.verdict is None
    assert score.interval is None


def test_the_minimum_itself_is_enough():
    assert critic_score(CriticTally(fresh=4, rotten=1), SMALL).approval == 80
    assert critic_score(CriticTally(fresh=4, rotten=0), SMALL).approval is None


def test_no_reviews_have_no_percentage_even_under_a_policy_without_a_minimum():
    score = critic_score(CriticTally(), replace(SMALL, critic_minimum=0))

    assert score.approval is None
    assert score.verdict is None


def test_large_counts_are_grouped_in_the_fraction():
    score = critic_score(CriticTally(fresh=5000, rotten=518), SMALL)

    assert score.fraction == "5,000 of 5,518 positive"


def test_just_below_sixty_is_rotten_though_it_prints_sixty():
    score = critic_score(CriticTally(fresh=31, rotten=21), SMALL)

    assert score.approval == 60
    assert score.is_fresh is False
    assert score.verdict is Verdict.ROTTEN


def test_exactly_sixty_is_fresh():
    assert critic_score(CriticTally(fresh=6, rotten=4), SMALL).is_fresh is True


def test_a_policy_can_move_the_fresh_line():
    strict = replace(SMALL, fresh_threshold=61)

    assert critic_score(CriticTally(fresh=6, rotten=4), strict).is_fresh is False


@given(tallies)
def test_approval_is_between_nothing_and_a_hundred(tally):
    for score in (critic_score(tally, SMALL), top_critic_score(tally, SMALL)):
        assert score.approval is None or 0 <= score.approval <= 100


@given(counts, counts)
def test_one_more_fresh_review_never_lowers_the_score(fresh, rotten):
    before = critic_score(CriticTally(fresh, rotten), SMALL)
    after = critic_score(CriticTally(fresh + 1, rotten), SMALL)

    if before.approval is not None:
        assert after.approval >= before.approval
        assert after.is_fresh >= before.is_fresh


def test_the_average_grade_is_out_of_ten_with_one_decimal():
    assert (
        average_grade(CriticTally(graded=3, grade_sum=7_500 + 6_923 + 9_000)) == "7.8"
    )


@pytest.mark.parametrize(
    ("grade_sum", "printed"),
    [
        (0, "0.0"),
        (49, "0.0"),
        (50, "0.1"),
        (7_749, "7.7"),
        (7_750, "7.8"),
        (10_000, "10.0"),
    ],
)
def test_the_average_grade_is_rounded_half_up(grade_sum, printed):
    assert average_grade(CriticTally(graded=1, grade_sum=grade_sum)) == printed


def test_without_grades_there_is_no_average():
    assert average_grade(CriticTally(fresh=9)) is None


@given(tallies, tallies)
def test_a_change_can_be_added_and_taken_back(tally, change):
    assert tally + change - change == tally
    assert tally - tally == CriticTally()
    assert tally + change == change + tally


def test_a_tally_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        CriticTally().fresh = 1
