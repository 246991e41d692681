"""The shape of a catalogue, however large."""

import pytest

from app.generate.plan import BUSIEST, FIRST_DAY, LAST_DAY, Plan, nth_of


@pytest.mark.parametrize("movies", [1, 2, 7, 100, 1000])
def test_every_film_has_one_rank(movies):
    plan = Plan(movies, 0, 0)

    ranks = [plan.rank(movie) for movie in range(movies)]

    assert sorted(ranks) == list(range(movies))
    assert [plan.movie_at(rank) for rank in ranks] == list(range(movies))
    assert plan.rank(BUSIEST) == 0


def test_what_is_expected_of_all_films_is_the_whole():
    plan = Plan(100, 5000, 0)

    expected = [plan.expected(5000, movie) for movie in range(100)]

    assert sum(expected) == pytest.approx(5000)
    assert max(expected) == expected[BUSIEST]


def test_the_last_film_of_a_large_catalogue_has_as_many_as_that_of_a_small_one():
    small, large = Plan(100, 5000, 0), Plan(10_000, 500_000, 0)

    last = small.expected(5000, small.movie_at(99))

    assert large.expected(500_000, large.movie_at(9_999)) == pytest.approx(
        last, rel=0.1
    )


def test_nobody_comes_twice_before_everybody_came_once():
    for movie in range(20):
        assert len({nth_of(movie, place, 321) for place in range(321)}) == 321


@pytest.mark.parametrize("movies", [1, 3, 50])
def test_there_are_members_enough_for_every_rating(movies):
    plan = Plan(movies, 0, 2000)

    assert sum(plan.reach) >= 2000
    assert max(plan.reach) <= plan.members


def test_the_busiest_film_is_older_than_every_review_and_none_comes_from_the_future():
    plan = Plan(200, 0, 0, seed=5)

    assert plan.releases[BUSIEST] < FIRST_DAY.toordinal()
    assert max(plan.releases) <= LAST_DAY.toordinal()


def test_an_empty_catalogue_has_nobody_in_it():
    plan = Plan(0, 0, 0)

    assert (plan.people, plan.critics, plan.publications, plan.members) == (0, 0, 0, 0)
