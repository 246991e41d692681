"""Long lists go into statements in parts."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.long_lists import AT_ONCE, parts


@given(st.lists(st.integers(), max_size=50), st.integers(1, 12))
def test_the_parts_are_the_list_and_none_is_empty_or_too_long(things, size):
    cut = list(parts(things, size))

    assert [thing for part in cut for thing in part] == things
    assert all(0 < len(part) <= size for part in cut)
    assert all(len(part) == size for part in cut[:-1])


def test_a_statement_takes_some_hundreds():
    assert [len(part) for part in parts(range(2 * AT_ONCE + 1))] == [500, 500, 1]
