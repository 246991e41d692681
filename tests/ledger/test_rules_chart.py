"""The drawing of a history: places inside the frame, numbers that do not collide."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.ledger.rules.chart import chart
from app.scores.rules import SMALL, CriticTally
from app.scores.rules.history import Counted, history

FRESH, ROTTEN = CriticTally(fresh=1), CriticTally(rotten=1)
FIRST = date(2024, 1, 1)


def drawn(*rows):
    found = history(
        [Counted(place, day, adds) for place, (day, adds) in enumerate(rows)], SMALL
    )
    return chart(found.points, found.moments, threshold=60)


def after(days):
    return FIRST + timedelta(days=days)


def test_without_a_percentage_there_is_no_line():
    assert drawn() is None
    assert drawn(*[(FIRST, FRESH)] * 4) is None
    assert drawn(*[(None, FRESH)] * 9) is None


def test_one_day_is_a_dot_in_the_middle():
    made = drawn(*[(FIRST, FRESH)] * 5)

    assert (made.path, made.has_span) == ("M500 0", False)
    assert (made.end_label, made.end_y) == (100, "12.000%")
    assert [mark.numbers for mark in made.marks] == ["1"]


def test_the_line_goes_level_and_then_up_or_down():
    made = drawn(*[(FIRST, FRESH)] * 5, *[(after(10), ROTTEN)] * 5, (after(20), FRESH))

    assert made.path == "M0 0H500V500H1000V455"
    assert made.end_label == 55
    assert [mark.numbers for mark in made.marks] == ["1", "2"]


def test_moments_too_close_to_tell_apart_share_a_dot():
    made = drawn(
        *[(FIRST, FRESH)] * 5, *[(after(1), ROTTEN)] * 5, *[(after(200), FRESH)] * 9
    )

    assert [mark.numbers for mark in made.marks] == ["1–2", "3"]


def test_the_threshold_is_one_of_the_level_lines():
    rules = drawn(*[(FIRST, FRESH)] * 5).rules

    assert [(rule.per_cent, rule.is_threshold) for rule in rules] == [
        (0, False),
        (60, True),
        (100, False),
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 5000).map(after), st.sampled_from([FRESH, ROTTEN])),
        max_size=60,
    )
)
def test_everything_stands_inside_the_frame(rows):
    made = drawn(*rows)
    if made is None:
        return

    assert all(0 <= int(number) <= 1000 for number in re.findall(r"\d+", made.path))
    for place in [
        made.end_x,
        made.end_y,
        *(m.x for m in made.marks),
        *(m.y for m in made.marks),
    ]:
        assert re.fullmatch(r"\d{1,2}\.\d{3}%", place)
    assert all(0 < float(mark.y[:-1]) < 90 for mark in made.marks)
