"""Cleaning and folding of review texts, and what one rating counts."""

from hypothesis import given
from hypothesis import strategies as st

from app.audience import rules


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.text(max_size=3000))
def test_folding_loses_no_word(text: str) -> None:
    shown, hidden = rules.folded(text)

    assert squeezed("".join(shown) + "".join(hidden)) == squeezed(text)


@given(st.text(min_size=1, max_size=700))
def test_a_text_of_seven_hundred_characters_is_shown_whole(text: str) -> None:
    assert rules.folded(text)[1] == []


def test_a_long_text_is_parted_where_a_sentence_ends() -> None:
    text = "A sentence of some length. " * 40

    shown, hidden = rules.folded(text.strip())

    assert shown[-1].endswith("length.")
    assert hidden[0].startswith("A sentence")


def test_a_text_without_a_sentence_is_parted_between_words() -> None:
    shown, hidden = rules.folded("word " * 300)

    assert shown[-1].endswith("word")
    assert hidden[0].startswith("word")


@given(st.text(max_size=500))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert rules.clean(rules.clean(text)) == rules.clean(text)


def test_cleaning_takes_control_and_direction_marks_out() -> None:
    assert rules.clean("a\x00b\u202ec\r\nd\n\n\n\ne\ufffe") == "abc\nd\n\ne"


def test_a_line_break_counts_as_one_character() -> None:
    assert rules.length("a\r\nb") == 3


def test_one_rating_counts_in_its_bucket_alone() -> None:
    plain, verified = rules.counted(7, verified=False), rules.counted(10, verified=True)

    assert plain.buckets == (0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
    assert plain.verified_count == 0
    assert verified.verified_buckets[9] == verified.buckets[9] == 1


def test_lines_of_a_list_stay_together() -> None:
    blocks = rules.blocks("Why:\n- it is long\n- it is loud\n\nSo.\n1. a\n2. b")

    assert blocks == ["Why:", "- it is long\n- it is loud", "So.", "1. a\n2. b"]


@given(
    st.lists(
        st.sampled_from(["*", "||", "word ", "an end. ", "[x](https://a.org) ", "\n"]),
        max_size=300,
    )
)
def test_folding_cuts_no_spoiler_in_two(pieces: list[str]) -> None:
    text = "".join(pieces).replace("||||", "||")
    shown, hidden = rules.folded(text)
    if shown and hidden and text.count("||") % 2 == 0 and "\n" not in text:
        assert shown[-1].count("||") % 2 == 0
        assert hidden[0].count("||") % 2 == 0
