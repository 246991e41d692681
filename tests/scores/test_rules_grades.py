"""Reading grades as printed: every habit of printing, and every refusal."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.scores.rules import grades

LETTERS_DOWN = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"]
SCALES = (4, 5, 6, 8, 10, 20, 100)


@pytest.mark.parametrize(
    ("printed", "canonical", "normalised"),
    [
        ("3/4", "3/4", 7_500),
        (" 3 / 4 ", "3/4", 7_500),
        ("3.0/4.0", "3/4", 7_500),
        ("'3/4'", "3/4", 7_500),
        ("(3/4).", "3/4", 7_500),
        ("3 out of 4", "3/4", 7_500),
        ("3 stars (out of 4)", "3/4", 7_500),
        ("three stars out of four", "3/4", 7_500),
        ("Three and a half stars out of four", "3.5/4", 8_750),
        ("3 of 4 stars", "3/4", 7_500),
        ("4.5 of 5", "4.5/5", 9_000),
        ("3 sur 5", "3/5", 6_000),
        ("3 von 5", "3/5", 6_000),
        ("3/5 stars", "3/5", 6_000),
        ("3/5-star", "3/5", 6_000),
        ("2 1/2/4", "2.5/4", 6_250),
        ("2-1/2 stars out of 4", "2.5/4", 6_250),
        ("2 3/4 / 5", "2.75/5", 5_500),
        ("2½/4", "2.5/4", 6_250),
        ("2 ½ stars out of 4", "2.5/4", 6_250),
        ("2&frac12;/4", "2.5/4", 6_250),
        ("2&amp;frac12; /&nbsp;4", "2.5/4", 6_250),
        ("2 1⁄2 out of 4", "2.5/4", 6_250),
        ("½/4", "0.5/4", 1_250),
        ("1/2 star out of 5", "0.5/5", 1_000),
        ("half a star out of 5", "0.5/5", 1_000),
        (".5/5", "0.5/5", 1_000),
        ("0/5", "0/5", 0),
        ("3,5/5", "3.5/5", 7_000),
        ("3,5 / 4,0", "3.5/4", 8_750),
        ("3／5", "3/5", 6_000),
        ("★★★☆☆", "3/5", 6_000),
        ("★★★½☆", "3.5/5", 7_000),
        ("★★★ ½ / 4", "3.5/4", 8_750),
        ("★★★/★★★★", "3/4", 7_500),
        ("⭐️⭐️⭐️/5", "3/5", 6_000),
        ("3★/5", "3/5", 6_000),
        ("3*/5", "3/5", 6_000),
        ("3.5/5*", "3.5/5", 7_000),
        ("3 ★ / 5", "3/5", 6_000),
        ("3.5/5★", "3.5/5", 7_000),
        ("★★★⯪☆", "3.5/5", 7_000),
        ("3 étoiles sur 5", "3/5", 6_000),
        ("3 Sterne von 5", "3/5", 6_000),
        ("4 out of a possible 5", "4/5", 8_000),
        ("(3.5 [out of 4])", "3.5/4", 8_750),
        ("two-and-a-half stars out of four", "2.5/4", 6_250),
        ("one-half star out of 4", "0.5/4", 1_250),
        ("My rating: 8/10", "8/10", 8_000),
        ("&#9733;&#9733;&#9733;&#9734;", "3/4", 7_500),
        ("***1/2 out of ****", "3.5/4", 8_750),
        ("*** / *****", "3/5", 6_000),
        ("5/6", "5/6", 8_333),
        ("6/8", "6/8", 7_500),
        ("15/20", "15/20", 7_500),
        ("87/100", "87/100", 8_700),
        ("87 %", "87/100", 8_700),
        ("87 per cent", "87/100", 8_700),
        ("9.1421/10", "9.1421/10", 9_142),
        ("10/10", "10/10", 10_000),
        ("8 out of 10 points", "8/10", 8_000),
        ("Rating: 3/5", "3/5", 6_000),
        ("A+", "A+", 10_000),
        ("b", "B", 6_923),
        ("Grade: B", "B", 6_923),
        ("B-", "B-", 6_154),
        ("B -", "B-", 6_154),
        ("B−", "B-", 6_154),
        ("B minus", "B-", 6_154),
        ("B-minus", "B-", 6_154),
        ("B⁻", "B-", 6_154),
        ("C plus", "C+", 5_385),
        ("C +", "C+", 5_385),
        ("F", "F", 0),
        ("F+", "F+", 769),
        ("F-", "F-", 0),
        ("³/₅", "3/5", 6_000),
        ("⁷⁄₁₀", "7/10", 7_000),
        ("3¹⁄₂ / 5", "3.5/5", 7_000),
        ("１５/２０", "15/20", 7_500),
    ],
)
def test_a_grade_is_read_however_it_is_printed(printed, canonical, normalised):
    grade = grades.read(printed)

    assert grade.original == printed
    assert (grade.canonical, grade.normalised) == (canonical, normalised)
    number = canonical.partition("/")[2]
    assert grade.scale == (f"n/{number}" if number else "letter")
    assert grade.reason.endswith(".")


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (None, "no grade"),
        ("", "no grade"),
        (" \n&nbsp; ", "no grade"),
        ("2.1/2", "out of 2 is not known"),
        ("3.0/.0", "out of 0 is not known"),
        ("2/3", "out of 3 is not known"),
        ("3/4.5", "out of 4.5 is not known"),
        ("1/2", "out of 2 is not known"),
        ("5/4", "more than its scale"),
        ("5.5/5", "more than its scale"),
        ("101%", "more than its scale"),
        ("1", "bare 1"),
        ("7", "7 does not say"),
        ("3.5", "3.5 does not say"),
        ("4 stars", "4 does not say"),
        ("2 1/2", "2.5 does not say"),
        ("★★★½", "3.5 does not say"),
        ("***", "3 does not say"),
        ("5-Mar", "spreadsheet"),
        ("Mar-05", "spreadsheet"),
        ("2012-03-05", "spreadsheet"),
        ("3/5/2004", "spreadsheet"),
        ("4★", "4 does not say"),
        ("4*", "4 does not say"),
        ("3.5.5", "more than one point"),
        ("-3/5", "goes below nothing"),
        ("low +2 out of -4..+4", "goes below nothing"),
        ("A++", "no letter grade"),
        ("A*", "no letter grade"),
        ("E", "no letter grade"),
        ("R", "no letter grade"),
        ("B+/A-", "two grades at once"),
        ("C to B", "two grades at once"),
        ("3-4/5", "two grades at once"),
        ("3/5 (7/10)", "two grades at once"),
        ("4/5 80%", "two grades at once"),
        ("B+ (88%)", "two grades at once"),
        ("B (3/4)", "two grades at once"),
        ("2.5/4 stars, C+", "two grades at once"),
        ("3-4 stars", "two grades at once"),
        ("G.O.A.T", "words or signs"),
        ("Big Screen Watch", "words or signs"),
        ("☆☆☆☆☆", "words or signs"),
        ("3⅓/5", "no grade that we know"),
        ("31/2 out of 4", "no grade that we know"),
        ("★★★★★ " * 40, "too long"),
        ("&#" + "9" * 5_000 + ";", "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(printed, reason):
    grade = grades.read(printed)

    assert grade.original == (printed or "")
    assert (grade.normalised, grade.scale, grade.canonical) == (None, None, None)
    assert reason in grade.reason


@pytest.mark.parametrize(
    ("printed", "scale", "normalised"),
    [
        ("7", "n/10", 7_000),
        ("3.5", "n/4", 8_750),
        ("3 1/2 stars", "n/5", 7_000),
        ("★★★", "n/4", 7_500),
        ("1 star", "n/5", 2_000),
        ("2/3", "n/3", 6_667),
    ],
)
def test_an_outlets_scale_makes_numbers_alone_readable(printed, scale, normalised):
    assert grades.read(printed, scale).normalised == normalised


@pytest.mark.parametrize(
    ("printed", "scale"),
    [("7", "n/5"), ("1", "n/10"), ("7", "letter"), ("7", "n/0"), ("7", "ten")],
)
def test_an_outlets_scale_cannot_make_sense_of_everything(printed, scale):
    assert grades.read(printed, scale).normalised is None


def test_a_printed_scale_counts_more_than_the_outlets():
    assert grades.read("3/4", "n/5").scale == "n/4"


def test_letters_go_down_step_by_step():
    values = [grades.read(letter).normalised for letter in LETTERS_DOWN]

    assert values == sorted(set(values), reverse=True)
    assert values[0] == 10_000
    assert values[-1] == 0


@pytest.mark.parametrize(
    "printed",
    ["4²", "²4", "4₂", "4②", "②4", "②②", "⒉4", "½4", "1²/20", "8/10⁰", "4/5¹", "⁴₂"],
)
def test_a_figure_that_is_printed_otherwise_is_no_figure_of_the_same_number(printed):
    grade = grades.read(printed, "n/100")

    assert grade.normalised is None
    assert grade.reason.endswith(".")


@given(st.characters(categories=["No", "Nl"]))
def test_no_other_sign_for_a_number_makes_a_figure_longer(sign):
    assert grades.read(f"1{sign}/20").canonical in {
        None,
        *("1.25/20", "1.5/20", "1.75/20"),
    }
    assert grades.read(f"{sign}7", "n/100").normalised is None


anything = st.text() | st.text(
    alphabet="0123456789./, ½★☆*-+%ABCF&;stroufnh", max_size=20
)


@given(anything, st.none() | st.sampled_from(["n/4", "n/10", "letter", "x"]))
@example("&#x110000;", None)
@example("٣/٥", None)
@example("³/₄", None)
def test_no_text_at_all_makes_reading_fail(text, scale):
    grade = grades.read(text, scale)

    assert grade.original == text
    assert grade.reason
    assert grade.normalised is None or 0 <= grade.normalised <= 10_000
    assert (
        (grade.normalised is None) == (grade.scale is None) == (grade.canonical is None)
    )


@given(anything)
def test_reading_the_canonical_spelling_gives_the_same_grade(text):
    grade = grades.read(text)
    again = grades.read(grade.canonical)

    if grade.canonical is not None:
        assert (again.canonical, again.normalised, again.scale) == (
            grade.canonical,
            grade.normalised,
            grade.scale,
        )


@st.composite
def two_on_a_scale(draw):
    scale = draw(st.sampled_from(SCALES))
    quarters = st.integers(min_value=0, max_value=4 * scale)
    return scale, draw(quarters) / 4, draw(quarters) / 4


@given(two_on_a_scale())
def test_more_stars_on_a_scale_are_never_worth_less(pair):
    scale, one, other = pair
    worth = [grades.read(f"{n}/{scale}").normalised for n in sorted((one, other))]

    assert worth[0] <= worth[1]
    assert (worth[0] == worth[1]) == (one == other)
