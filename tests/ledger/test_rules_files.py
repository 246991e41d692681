"""The ledger's files: out and in again, recounted, and refused with their place."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.critics.rules import Standing
from app.ledger.rules.book import (
    Book,
    Film,
    RatingRow,
    ReviewRow,
    audience_of,
    critics_of,
    figures_of,
    recount,
)
from app.ledger.rules.reading import Unreadable, read
from app.ledger.rules.writing import as_csv, as_json
from app.scores.rules import LARGE, SMALL, Verdict

WRITERS = (as_csv, as_json)
FILM = Film("the-lamplighter", "The Lamplighter", 2012, "https://site.example/movies/l")

# A carriage return alone is a new line to whoever reads CSV, inside quotes as well.
words = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.sampled_from(
        ["=1+1", "+2", "-3", "@me", "\ttab", "'=1", 'say "so", twice', "a\nb"]
    ),
)
days = st.one_of(st.none(), st.dates())


def review(id, standing, day, critic, publication, top, grade, worth, verdict):
    if standing is Standing.EMBARGOED:
        return ReviewRow(id, standing)
    if standing is Standing.COUNTED and verdict is None:
        verdict = Verdict.ROTTEN
    return ReviewRow(id, standing, day, critic, publication, top, grade, worth, verdict)


reviews = st.builds(
    review,
    st.integers(1, 2**31),
    st.sampled_from(Standing),
    days,
    words,
    words,
    st.booleans(),
    words,
    st.one_of(st.none(), st.integers(0, 10_000)),
    st.sampled_from([None, *Verdict]),
)
ratings = st.builds(RatingRow, st.integers(1, 10), days, st.booleans())


def book(review_rows=(), rating_rows=(), policy=SMALL) -> Book:
    """Return an honest ledger of some rows."""
    figures = figures_of(critics_of(review_rows), audience_of(rating_rows), policy)
    return Book(FILM, policy, figures, list(review_rows), list(rating_rows))


books = st.builds(
    book,
    st.lists(reviews, max_size=12),
    st.lists(ratings, max_size=12),
    st.sampled_from([SMALL, LARGE]),
)


def counted(id, verdict=Verdict.FRESH, **values):
    return ReviewRow(
        id,
        Standing.COUNTED,
        date(2012, 8, 1),
        "Cleo",
        "The Reel",
        verdict=verdict,
        **values,
    )


@pytest.mark.parametrize("write", WRITERS)
@given(books)
def test_a_ledger_comes_back_as_it_went(write, kept):
    assert read(write(kept).encode()) == kept


@pytest.mark.parametrize("write", WRITERS)
@given(books)
def test_an_honest_file_agrees_with_its_own_rows(write, kept):
    assert all(check.agrees for check in recount(read(write(kept).encode())))


@pytest.mark.parametrize("write", WRITERS)
def test_a_claim_that_was_tampered_with_is_found(write):
    honest = book([counted(number) for number in range(1, 7)])
    claims = dict(honest.claims) | {"critic.approval": 99, "made_up": 1}

    checks = recount(read(write(replace(honest, claims=claims)).encode()))

    assert {
        each.name: (each.recounted, each.claimed) for each in checks if not each.agrees
    } == {
        "critic.approval": (100, 99),
        "made_up": (None, 1),
    }


def test_a_claim_that_is_missing_is_found():
    honest = book([counted(number) for number in range(1, 7)])
    claims = {name: value for name, value in honest.claims.items() if name != "graded"}

    checks = recount(replace(honest, claims=claims))

    assert [each.name for each in checks if not each.agrees] == ["graded"]


def test_only_what_counts_is_counted():
    rows = [
        counted(1, top_critic=True, normalised_grade=7500),
        counted(2, Verdict.ROTTEN, normalised_grade=2000),
        ReviewRow(3, Standing.WITHDRAWN, verdict=Verdict.FRESH, normalised_grade=100),
        ReviewRow(4, Standing.UNSURE, normalised_grade=6000),
        ReviewRow(5, Standing.EMBARGOED),
    ]

    tally = critics_of(rows)

    assert (tally.fresh, tally.rotten, tally.top_fresh) == (1, 1, 1)
    assert (tally.graded, tally.grade_sum) == (2, 9500)


def test_no_cell_of_the_csv_is_a_formula():
    risky = ["=1+1", "+2", "-3", "@me", "\ttab", "\rreturn"]
    rows = [
        replace(counted(number), critic=text, grade=text)
        for number, text in enumerate(risky, start=1)
    ]

    for line in as_csv(book(rows)).splitlines():
        for cell in line.split(","):
            assert not cell.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_json_says_what_it_is_and_keeps_a_row_on_a_line():
    text = as_json(
        book([counted(1), counted(2)], [RatingRow(7, date(2013, 1, 2), True)])
    )
    document = json.loads(text)

    assert (document["format"], document["format_version"]) == (
        "matinee-score-ledger",
        1,
    )
    assert document["policy"]["critic_minimum"] == 5
    assert document["claims"]["critic.positive"] == 2
    assert document["critic_reviews"][0]["reason"].startswith("It has a verdict")
    assert document["ratings"] == [
        {"half_steps": 7, "date": "2013-01-02", "verified": True}
    ]
    assert sum('"id":' in line for line in text.splitlines()) == 2


def changed_csv(column, value, *, record="critic_review"):
    """Return a CSV of one review and one rating in which one cell was changed."""
    lines = as_csv(book([counted(1)], [RatingRow(7, None, False)])).splitlines()
    header = lines[0].split(",")
    for place, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] == record:
            cells[header.index(column)] = value
            lines[place] = ",".join(cells)
            return "\n".join(lines), place + 1
    raise AssertionError(record)


@pytest.mark.parametrize(
    ("record", "column", "value", "expected"),
    [
        ("critic_review", "verdict", "maybe", "fresh or rotten"),
        ("critic_review", "verdict", "", "fresh or rotten"),
        ("critic_review", "standing", "lost", "counted or unsure"),
        ("critic_review", "normalised_grade", "10001", "from 0 to 10,000"),
        ("critic_review", "normalised_grade", "7.5", "a whole number"),
        ("critic_review", "date", "2012-02-31", "a day such as 2012-08-15"),
        ("critic_review", "date", "1.8.2012", "a day such as 2012-08-15"),
        ("critic_review", "top_critic", "perhaps", "yes or no"),
        ("critic_review", "id", "none", "a whole number"),
        ("rating", "half_steps", "11", "a whole number from 1 to 10"),
        ("rating", "verified", "", "yes or no"),
        ("policy", "value", "-1", "a whole number"),
        ("format", "name", "something-else", "matinee-score-ledger"),
        ("format", "value", "2", "version 1 of the format"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_column(
    record, column, value, expected
):
    if record == "policy":
        lines = as_csv(book()).splitlines()
        place = next(i for i, line in enumerate(lines) if "critic_minimum" in line)
        lines[place] = lines[place].replace(",5,", f",{value},")
        text, line = "\n".join(lines), place + 1
    else:
        text, line = changed_csv(column, value, record=record)

    with pytest.raises(Unreadable) as caught:
        read(text.encode())

    message = str(caught.value)
    assert message.startswith(f"line {line}, column {column}: ")
    assert expected in message
    assert (f'"{value}"' if value else "nothing") in message


def test_a_wrong_value_in_the_json_is_named_with_its_line_too():
    text = as_json(book([counted(1), counted(2)]))
    place = next(i for i, line in enumerate(text.splitlines()) if '"id": 2' in line)
    broken = text.replace('"id": 2', '"id": "two"')

    with pytest.raises(Unreadable, match=rf"^line {place + 1}, column id: \"two\""):
        read(broken.encode())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "a ledger"),
        (b" \n ", "a ledger"),
        (b"a,b\n1,\xff\n", '^line 2: "byte 0xff" where text in UTF-8 was'),
        (b"a,b\n1,2\n", "the column record"),
        (b"[]", "a JSON object"),
        (b"{", "^line 1: nothing where JSON was"),
        (b'{"a": 1,\n"b": }', '^line 2: "}" where JSON was'),
        (b'{"a":\n"Never en', '^line 2: ""Never en" where JSON was'),
        (b'{"a": ' + b"1" * 5000 + b"}", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"{}", "column film: nothing where an object"),
        (b'{"film": {}, "policy": {}, "claims": {}}', "column critic_reviews"),
        (
            b'{"film": {}, "policy": {}, "claims": {}, "critic_reviews": [1]}',
            "a list of objects",
        ),
        (as_csv(book()).replace("format,", "form,").encode(), "format or film"),
        (as_csv(book()).replace("seal_gain", "seal_win").encode(), "seal_gain"),
        (as_csv(book()).encode() + b"rating,1\r\n", "15 columns"),
        (
            as_csv(book()).replace("ledger,1", "ledger,2").encode(),
            '^line 2, column value: "2" where version 1 of the format was expected',
        ),
        (as_csv(book()).encode() + b'rating,"1\r\n', "CSV"),
        (as_csv(book()).encode() + b"claim" + b"," * 14, "the name of a figure"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(content, expected):
    with pytest.raises(Unreadable, match=expected):
        read(content)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_it_reads_them_or_says_why_not(content):
    try:
        read(content)
    except Unreadable as error:
        assert "expected" in str(error)


@given(st.data())
def test_whatever_is_cut_out_it_reads_the_rest_or_says_why_not(data):
    write = data.draw(st.sampled_from(WRITERS))
    text = write(book([counted(1), counted(2)], [RatingRow(3, None, True)]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    try:
        read((text[:start] + text[end:]).encode())
    except Unreadable as error:
        assert str(error).startswith("line ")
