"""How a film's people and numbers are written in a form, and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editorial import rules
from app.editorial.forms.films import cents
from app.editorial.rules import NotALine, Part

WORD = st.from_regex(r"[A-Z][a-zé'.-]{1,11}", fullmatch=True)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
PART = st.builds(Part, NAME, st.one_of(st.just(""), NAME))


@given(st.lists(PART, unique=True, max_size=8))
def test_a_cast_is_read_as_it_was_written(parts):
    assert rules.cast_of(rules.cast_lines(parts)) == tuple(parts)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for read in (
        rules.names_of,
        rules.genres_of,
        rules.cast_of,
        rules.identifiers_of,
    ):
        try:
            assert isinstance(read(text), tuple)
        except NotALine as refused:
            assert str(refused)


def test_blank_lines_and_names_that_stand_twice_say_nothing():
    assert rules.names_of("Asa Lind\r\n\r\n  Bo   Ek \nAsa Lind") == (
        "Asa Lind",
        "Bo Ek",
    )
    assert rules.genres_of("Drama, Film noir,\nDrama") == ("Drama", "Film noir")


def test_only_the_first_as_parts_a_name_from_a_character():
    (part,) = rules.cast_of("Asa Lind as A man known as Lamp")

    assert part == Part("Asa Lind", "A man known as Lamp")


@pytest.mark.parametrize(
    "text", ["tt1", "imdb", "imdb <b>", "imdb tt1\nimdb tt2", "IM DB: 1 2"]
)
def test_what_is_no_number_of_a_catalogue_is_refused(text):
    with pytest.raises(NotALine):
        rules.identifiers_of(text)


def test_a_catalogue_may_be_written_as_people_do():
    assert rules.identifiers_of("IMDb: tt0000001") == (("imdb", "tt0000001"),)


def test_endless_names_and_lists_are_refused():
    with pytest.raises(NotALine):
        rules.names_of("A" * 201)
    with pytest.raises(NotALine):
        rules.genres_of("A" * 81)
    with pytest.raises(NotALine):
        rules.names_of("\n".join(f"Name {number}" for number in range(301)))


@given(st.integers(0, 10_000_000))
def test_a_price_is_read_to_the_cent(whole):
    assert cents(f"{whole // 100}.{whole % 100:02}") == whole


@pytest.mark.parametrize(
    "text", ["dear", "-1", "1.999", "NaN", "Infinity", "1e9", "9" * 40]
)
def test_what_is_no_price_is_none(text):
    assert cents(text) is None
