"""Telling whether two films are one, and which names may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports.rules import matching
from app.imports.rules.matching import Film, Films, could_be_same, title_key
from app.imports.rules.merges import SAME_BUT_BRACKETS, proposals

FILMS = st.builds(
    Film,
    st.sampled_from(["The Lamp", "Lamp", "Lamp II", "Lamp 2", "Salt & Light", ""]),
    st.none() | st.integers(2009, 2012),
    st.sampled_from([(), (("imdb", "tt1"),), (("imdb", "tt2"), ("tmdb", "9"))]),
)


@given(FILMS, FILMS)
def test_matching_is_symmetric(one, other):
    assert could_be_same(one, other) == could_be_same(other, one)


@given(st.text(max_size=60))
def test_the_key_of_a_title_is_settled_at_once(title):
    assert title_key(title_key(title)) in (
        title_key(title),
        title_key(title_key(title)),
    )
    assert isinstance(title_key(title), str)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Lamp", "Lamp"),
        ("Lamp, The", "The Lamp"),
        ("Salt & Light", "Salt and Light"),
        ("Věra’s Day", "Veras day"),
        ("Harbour Part II", "Harbour, Part 2"),
    ],
)
def test_spellings_of_a_title_have_one_key(one, other):
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Malcolm X", "Malcolm 10"), ("V", "5"), ("A", ""), ("II", "2")]
)
def test_other_titles_have_other_keys(one, other):
    assert title_key(one) != title_key(other)


@pytest.fixture
def films():
    known = Films()
    known.add(1, "The Lamp", 1999, numbers=[("imdb", "tt1")])
    known.add(2, "The Lamp", 2012)
    known.add(3, "Harbour", 2010, slug="harbour")
    known.add(4, "Salt", None)
    return known


@pytest.mark.parametrize(
    ("film", "movie_id"),
    [
        (Film(numbers=(("imdb", "tt1"),)), 1),
        (Film("Anything", 1950, (("imdb", "tt1"),)), 1),
        (Film("lamp", 2012), 2),
        (Film("lamp", 2011), 2),
        (Film("Harbour"), 3),
        (Film(slug="harbour"), 3),
        (Film("Harbour", 2011, (("imdb", "tt9"),)), 3),
    ],
)
def test_number_first_then_title_and_a_year_beside(films, film, movie_id):
    assert films.match(film).movie_id == movie_id


@pytest.mark.parametrize(
    ("film", "reason"),
    [
        (Film("Lamp"), matching.YEAR_NEEDED),
        (Film("Harbour", 2013), matching.YEAR_DIFFERS),
        (Film("Salt", 2013), matching.NO_YEAR_HERE),
        (Film("Elsewhere", 2013), matching.NO_SUCH_TITLE),
        (Film(numbers=(("imdb", "tt9"),)), matching.NO_SUCH_FILM),
    ],
)
def test_what_is_not_certain_waits_with_its_reason(films, film, reason):
    match = films.match(film)

    assert match.movie_id is None
    assert match.reason == reason


def test_what_an_editor_chose_holds_and_what_was_left_out_stays_out(films):
    lamp, other = Film("Lamp"), Film("Elsewhere", 2013)
    films.choose({lamp.key: 2, other.key: None})

    assert films.match(lamp).movie_id == 2
    assert films.match(other).reason == matching.LEFT_OUT


def test_names_that_may_be_one_are_proposed_and_others_are_not():
    names = ["NY Herald", "New York Herald", "Post (North)", "Post (South)"]
    names += ["Arts Desk", "Awards Daily"]

    found = proposals("publication", names)

    assert {(each.one, each.other) for each in found} == {
        ("newyorkherald", "nyherald"),
        ("postnorth", "postsouth"),
    }
    assert SAME_BUT_BRACKETS in {each.reason for each in found}


def test_critics_with_a_middle_name_or_a_typo_are_proposed():
    found = proposals(
        "critic", ["Asa Maria Lind", "Asa Lind", "Bohumil Vik", "Bohumil Wik"]
    )

    assert {(each.one, each.other) for each in found} == {
        ("asalind", "asamarialind"),
        ("bohumilvik", "bohumilwik"),
    }
