"""What is said of a movie elsewhere: a description, an excerpt; the marks as shapes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import Score, ScoreKind
from app.sharing import rules, shapes, structured


def score(positive: int, total: int) -> Score:
    return Score(ScoreKind.CRITIC, positive, total, minimum=5, threshold=60)


def test_a_description_says_both_scores_and_the_synopsis():
    said = rules.description("Dust", score(79, 81), score(4200, 5518), "An artist.")

    assert said == (
        "98% of 81 critics: Fresh. 76% of 5,518 ratings are positive. An artist."
    )


def test_a_score_that_is_none_is_not_said():
    assert rules.description("Dust", score(2, 3), score(0, 0), "Dry.") == "Dry."


def test_a_movie_of_which_nothing_is_known_has_a_description():
    assert "Dust" in rules.description("Dust", score(0, 0), score(0, 0), None)


@given(st.text(max_size=900))
def test_a_description_is_short_whatever_the_synopsis(synopsis):
    said = rules.description("Dust", score(79, 81), score(9, 9), synopsis)

    assert len(said) <= rules.LONGEST_DESCRIPTION
    assert said.startswith("98% of 81 critics: Fresh.")


@given(st.text(max_size=600))
def test_an_excerpt_is_exact_and_no_longer_than_it_may_be(text):
    cut = rules.excerpt(text)

    assert text.startswith(cut)
    assert len(cut) <= rules.LONGEST_EXCERPT


def test_an_excerpt_ends_with_a_word():
    assert rules.excerpt("one two three", longest=9) == "one two"


@pytest.mark.parametrize(
    ("minutes", "said"), [(91, "PT1H31M"), (60, "PT1H"), (7, "PT7M"), (0, None)]
)
def test_a_running_time_is_said_as_machines_read_it(minutes, said):
    assert structured.duration(minutes) == said


@pytest.mark.parametrize("name", ["fresh", "rotten", "star", "reel-mark", "seal"])
def test_a_mark_is_the_one_of_the_sprite(name):
    drawn = shapes.mask(shapes.paths(name)[-1], 96)

    assert drawn.size == (96, 96)
    covered = sum(drawn.histogram()[128:]) / 96**2
    assert 0.2 < covered < 0.8


def test_the_mark_of_rotten_drips_where_the_mark_of_fresh_is_whole():
    fresh, rotten = (shapes.mask(shapes.paths(n)[-1], 96) for n in ("fresh", "rotten"))

    feet = [
        [mask.getpixel((x, 80)) > 128 for x in range(96)] for mask in (fresh, rotten)
    ]

    assert changes(feet[0]) < changes(feet[1])
    assert fresh.getpixel((48, 48)) < 128 < fresh.getpixel((4 * 6, 9))


def changes(row: list[bool]) -> int:
    return sum(one != other for one, other in pairwise(row))


def test_a_mark_that_is_not_in_the_sprite_is_refused():
    with pytest.raises(LookupError, match="no mark 'umbrella'"):
        shapes.paths("umbrella")
