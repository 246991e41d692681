"""The score on any day: counted by days, with its moments and what caused them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.scores.rules import (
    LARGE,
    SMALL,
    CriticTally,
    critic_score,
)
from app.scores.rules.history import Change, Counted, history, thinned

MONDAY = date(2024, 1, 1)
FRESH, ROTTEN = CriticTally(fresh=1), CriticTally(rotten=1)
TOP_FRESH = CriticTally(fresh=1, top_fresh=1)


def day(number):
    return MONDAY + timedelta(days=number)


def counted(*kinds, start=1, first=0, apart=1):
    """Return reviews of these kinds, each so many days after the one before."""
    return [
        Counted(start + place, day(first + place * apart), kind)
        for place, kind in enumerate(kinds)
    ]


def told(found):
    return [(each.change, each.day, each.review_id) for each in found.moments]


some_days = st.one_of(st.none(), st.integers(0, 12).map(day))
tallies = st.sampled_from(
    [
        FRESH,
        ROTTEN,
        TOP_FRESH,
        CriticTally(rotten=1, top_rotten=1, graded=1, grade_sum=2500),
    ]
)
ledgers = st.lists(
    st.tuples(some_days, tallies).map(lambda each: Counted(0, *each)), max_size=60
).map(lambda rows: [each._replace(id=place) for place, each in enumerate(rows)])
policies = st.sampled_from([SMALL, LARGE])


def added(reviews):
    return sum((each.adds for each in reviews), CriticTally())


def test_without_reviews_there_is_no_history():
    found = history([], SMALL)

    assert (found.points, found.moments, found.undated) == ((), (), 0)
    assert found.at(MONDAY) is None


def test_the_score_appears_with_the_review_that_makes_it_enough():
    found = history(counted(FRESH, FRESH, FRESH, apart=0), SMALL)
    assert found.moments == ()

    more = counted(FRESH, FRESH, FRESH, apart=0) + counted(
        FRESH, FRESH, start=4, first=1, apart=0
    )

    assert told(history(more, SMALL)) == [(Change.APPEARED, day(1), 5)]


def test_crossing_sixty_per_cent_both_ways_is_told():
    reviews = counted(FRESH, FRESH, FRESH, ROTTEN, ROTTEN, ROTTEN, FRESH, FRESH)

    assert told(history(reviews, SMALL)) == [
        (Change.APPEARED, day(4), 5),
        (Change.BECAME_ROTTEN, day(5), 6),
        (Change.BECAME_FRESH, day(7), 8),
    ]


def test_a_day_is_told_by_its_end_and_not_by_the_way_there():
    reviews = counted(FRESH, FRESH, FRESH, ROTTEN, FRESH) + counted(
        ROTTEN, ROTTEN, FRESH, FRESH, start=6, first=9, apart=0
    )

    assert told(history(reviews, SMALL)) == [(Change.APPEARED, day(4), 5)]


def test_what_caused_it_is_the_first_review_after_which_it_stayed():
    reviews = counted(FRESH, FRESH, FRESH, ROTTEN, ROTTEN) + counted(
        ROTTEN, FRESH, FRESH, ROTTEN, ROTTEN, start=6, first=9, apart=0
    )

    assert told(history(reviews, SMALL))[1:] == [(Change.BECAME_ROTTEN, day(9), 9)]


def test_the_seal_is_won_kept_and_lost():
    reviews = counted(*[TOP_FRESH] * 12, *[ROTTEN] * 6)

    found = history(reviews, SMALL)

    assert told(found)[1:] == [
        (Change.SEAL_GAINED, day(11), 12),
        (Change.SEAL_LOST, day(17), 18),
    ]
    assert [point.sealed for point in found.points[11:]] == [True] * 6 + [False]


def test_a_wide_release_needs_more_reviews():
    reviews = counted(*[TOP_FRESH] * 60)

    assert Change.SEAL_GAINED in {
        each.change for each in history(reviews, LARGE).moments
    }
    wide = history(reviews, LARGE, wide_release=True)
    assert Change.SEAL_GAINED not in {each.change for each in wide.moments}


def test_reviews_without_a_day_are_in_no_past_score_and_in_the_present_one():
    reviews = [
        *counted(*[FRESH] * 5),
        Counted(90, None, ROTTEN),
        Counted(91, None, ROTTEN),
    ]

    found = history(reviews, SMALL)

    assert found.at(date.max).tally == CriticTally(fresh=5)
    assert found.points[-1].day is None
    assert found.points[-1].tally == CriticTally(fresh=5, rotten=2)
    assert found.undated == 2


@given(ledgers, policies)
def test_the_last_point_is_the_score_of_the_tally(reviews, policy):
    found = history(reviews, policy)

    if reviews:
        assert found.points[-1].tally == added(reviews)
        assert found.points[-1].score == critic_score(added(reviews), policy)
    assert found.undated == sum(1 for each in reviews if each.day is None)


@given(ledgers, policies, st.integers(-1, 14).map(day))
def test_history_up_to_a_day_is_a_recount_up_to_that_day(reviews, policy, until):
    point = history(reviews, policy).at(until)

    then = [each for each in reviews if each.day is not None and each.day <= until]
    assert (point.tally if point else CriticTally()) == added(then)


@given(ledgers, policies)
def test_moments_tell_every_change_between_days_and_nothing_else(reviews, policy):
    found = history(reviews, policy)

    fresh, sealed = None, False
    for point in found.points:
        here = {each.change for each in found.moments if each.day == point.day}
        expected = set()
        if point.score.is_fresh != fresh:
            if fresh is None:
                expected.add(Change.APPEARED)
            else:
                expected.add(
                    Change.BECAME_FRESH
                    if point.score.is_fresh
                    else Change.BECAME_ROTTEN
                )
        if point.sealed != sealed:
            expected.add(Change.SEAL_GAINED if point.sealed else Change.SEAL_LOST)
        assert here == expected
        fresh, sealed = point.score.is_fresh, point.sealed
    days = {each.id: each.day for each in reviews}
    assert all(days[each.review_id] == each.day for each in found.moments)


@given(ledgers, policies, st.randoms())
def test_the_order_in_which_rows_come_does_not_matter(reviews, policy, random):
    shuffled = list(reviews)
    random.shuffle(shuffled)

    assert history(shuffled, policy) == history(reviews, policy)


@given(st.integers(1, 900), st.integers(2, 50))
def test_thinning_keeps_the_ends_and_the_days_that_matter(days, most):
    points = history(counted(*[FRESH] * days), SMALL).points
    kept = [points[days // 3].day]

    drawn = thinned(points, kept, most)

    assert len(drawn) <= max(most, 1) + 1
    assert {points[0], points[-1], points[days // 3]} <= set(drawn)
    assert drawn == [each for each in points if each in drawn]
