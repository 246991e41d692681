"""Reading files of rows: every packing, every dialect, every kind of damage."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.rules import delimited, documents
from app.imports.rules.columns import Kind
from app.imports.rules.opening import open_rows
from app.imports.rules.problems import FileRefused
from app.imports.rules.reading import Source
from tests.imports.files import as_csv, as_json, as_lines, packed, review, reviews

CSV = as_csv([review(), review(critic="Bo Vik")])


@pytest.fixture
def read(tmp_path):
    def rows_of(content: bytes, *, kind=Kind.REVIEWS, size=20_000, **mapping):
        path = tmp_path / "rows"
        path.write_bytes(content)
        rows = open_rows(Source(path, kind, mapping, size))
        lines, records, problems = [], [], []
        for batch in rows.batches:
            lines += batch.lines
            problems += batch.problems
            columns = batch.columns
            records += [
                {field: columns[field][place] for field in columns}
                for place in range(len(batch.lines))
            ]
        rows.close()
        return lines, records, problems

    return rows_of


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV,
        CSV.decode().encode("utf-16"),
        CSV.decode().encode("utf-16-le"),
        CSV.decode().encode("utf-32"),
        CSV.replace(b"\r\n", b"\n"),
        CSV.replace(b"\r\n", b"\r"),
        b"sep=,\r\n" + CSV,
        as_csv([review(), review(critic="Bo Vik")], delimiter="\t"),
        as_csv([review(), review(critic="Bo Vik")], delimiter=";"),
        as_csv([review(), review(critic="Bo Vik")], delimiter="|"),
        as_json([review(), review(critic="Bo Vik")]),
        as_lines([review(), review(critic="Bo Vik")]),
        json.dumps(
            {"count": 2, "reviews": [review(), review(critic="Bo Vik")]}
        ).encode(),
        packed(CSV),
        packed(as_json([review(), review(critic="Bo Vik")])),
    ],
)
def test_the_same_rows_come_out_of_every_kind_of_file(read, content):
    _, records, problems = read(content)

    assert problems == []
    assert [row["critic"] for row in records] == ["Cleo Marsh", "Bo Vik"]
    assert records[0]["quote"] == "A slow burn that warms."


def test_columns_in_any_order_and_under_other_names(read):
    header = (
        b"isTopCritic,publicationName,quote,originalScore,reviewId,criticName,movieId\n"
    )

    _, records, _ = read(header + b"True,The Reel,Warm.,B,7,Cleo,m1\n")

    assert records[0]["critic"] == "Cleo"
    assert records[0]["id"] == "7"
    assert records[0]["number:ems"] == "m1"


def test_tab_separated_latin_1_with_one_stray_byte(read):
    content = b"id\treview\trating\tfresh\tcritic\ttop_critic\tpublisher\tdate\r\n"
    content += (
        b"3\tCaf\xe9 noir \x92 warm\t3/5\tfresh\tCleo\t0\tReel\tNovember 10, 2018\r\n"
    )

    _, records, _ = read(content)

    assert records[0]["quote"] == "Café noir ’ warm"
    assert records[0]["number:fi"] == "3"


def test_a_line_break_in_quotes_keeps_the_count_of_lines(read):
    rows = [review(quote="one\ntwo"), review(critic="Bo")]

    lines, records, _ = read(as_csv(rows))

    assert lines == [2, 4]
    assert records[0]["quote"] == "one\ntwo"


def test_a_broken_last_line_loses_that_line_alone(read):
    cut = as_csv(reviews(5))[:-60]

    _, records, problems = read(cut)

    assert len(records) == 4
    assert [problem.line for problem in problems] == [6]
    assert "10 columns" in problems[0].expected


def test_an_open_quotation_mark_at_the_end_loses_that_row_alone(read):
    content = as_csv(reviews(3)) + as_csv([review(quote='x "y')]).split(b"\r\n")[1][:-1]

    _, records, problems = read(content)

    assert len(records) == 3
    assert [(problem.line, problem.expected) for problem in problems] == [
        (5, delimited.UNCLOSED)
    ]
    assert problems[0].value.startswith(content.decode().splitlines()[4][:20])


def test_an_endless_field_loses_its_row_alone(read):
    rows = [review(), review(quote="x" * 10_000_000), review(critic="Bo")]

    _, records, problems = read(as_csv(rows))

    assert [row["critic"] for row in records] == ["Cleo Marsh", "Bo"]
    assert problems[0].line == 3


def test_gzip_that_is_cut_off_gives_what_is_whole_and_says_where(read):
    whole = packed(as_csv(reviews(5_000)))

    _, records, problems = read(whole[: len(whole) // 2])

    assert 0 < len(records) < 5_000
    assert "cut off" in problems[-1].expected
    assert problems[-1].line > len(records)


def test_nothing_bytes_do_no_harm(read):
    _, records, _ = read(CSV.replace(b"Cleo", b"Cl\0eo"))

    assert "eo Marsh" in records[0]["critic"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"1,2,3\n4,5,6\n", "Is the header missing?"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"[]", "a list of objects"),
        (b"[1, 2]", "a list of objects"),
        (b'{"a": 1}', "no column is recognised"),
        (b"FILM,STARS,RATING,VOTES\nx,1,2,3\n", "other sites reckoned"),
        (b"title,year\nx,2012\n", "critic or publication"),
        (b"\x1f\x8bnonsense", "rows: the file cannot be unpacked"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_words(read, content, words):
    with pytest.raises(FileRefused, match=words.replace("?", r"\?")):
        read(content)


def test_a_map_names_columns_and_a_wrong_one_is_refused(read):
    content = b"Film,Who,Said\nThe Lamplighter,Cleo,Warm.\n"

    _, records, _ = read(content, title="Film", critic="Who", quote="Said")

    assert records == [{"title": "The Lamplighter", "critic": "Cleo", "quote": "Warm."}]
    with pytest.raises(FileRefused, match="no column 'Whom'"):
        read(content, critic="Whom")
    with pytest.raises(FileRefused, match="no field 'kritik'") as refused:
        read(content, kritik="Who")
    assert "number:" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "field"),
    [("imdb", "number:imdb"), ("identifiers", "number:"), ("number:x", "number:x")],
)
def test_a_number_is_mapped_by_the_name_that_its_column_has(read, name, field):
    content = b"tt,critic,quote\ntt0000001,Cleo,Warm.\n"

    _, records, _ = read(content, **{name: "tt"})

    assert records[0][field] == "tt0000001"
    with pytest.raises(FileRefused, match="as title or movie or identifiers or imdb"):
        read(content)


def test_json_that_breaks_off_gives_what_was_whole(read):
    content = as_json(reviews(20))

    _, records, problems = read(content[:-400])

    assert 15 <= len(records) < 20
    assert problems
    assert "JSON" in problems[0].expected


def test_a_bad_line_of_json_loses_that_line_alone(read):
    lines = as_lines(reviews(5)).split(b"\n")
    lines[2] = b'{"title": broken'

    _, records, problems = read(b"\n".join(lines))

    assert len(records) == 4
    assert [problem.line for problem in problems] == [3]


def test_bad_lines_of_json_one_behind_another_lose_those_lines_alone(read):
    lines = as_lines(reviews(6)).split(b"\n")
    lines[1:4] = [b"no object", b"[1]", b"nor this"]

    _, records, problems = read(b"\n".join(lines))

    assert [record["critic"] for record in records] == [
        "Critic Number0", "Critic Number4", "Critic Number5"
    ]  # fmt: skip
    assert [(problem.line, problem.value) for problem in problems] == [
        (2, "no object"), (3, "[1]"), (4, "nor this")
    ]  # fmt: skip


def test_a_broken_object_of_several_lines_is_one_problem(read):
    content = as_json(reviews(5)).replace(b'"year": "2012"', b'"year" 2012', 1)

    _, records, problems = read(content)

    assert len(records) == 4
    assert [problem.line for problem in problems] == [2]


def test_a_mistake_far_from_the_end_is_called_what_it_is(read):
    rows = reviews(5)
    rows[0]["quote"] = "x" * (documents.LONGEST_OBJECT - 1_000)
    lines = as_lines(rows).split(b"\n")
    content = b"\n".join([lines[1], b"no object", lines[0], *lines[2:]])

    _, records, problems = read(content)

    assert len(records) == 5
    assert "JSON" in problems[0].expected


def test_an_endless_object_is_left_out_by_its_length(read):
    rows = reviews(3)
    rows[1]["quote"] = "x" * (2 * documents.LONGEST_OBJECT)

    _, records, problems = read(as_lines(rows))

    assert len(records) == 2
    assert [(problem.line, problem.expected) for problem in problems] == [
        (2, documents.OBJECT_TOO_LONG)
    ]


def test_what_is_nested_has_a_name_with_a_point(read):
    row = {"title": "The Lamplighter", "author": {"name": "Cleo"}, "quote": "Warm."}

    _, records, _ = read(as_json([row]), critic="author.name")

    assert records[0]["critic"] == "Cleo"


def test_batches_are_no_larger_than_asked(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(as_csv(reviews(7)))

    rows = open_rows(Source(path, Kind.REVIEWS, {}, 3))

    assert [len(batch.lines) for batch in rows.batches] == [3, 3, 1]
    rows.close()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_the_reader_raise_anything_but_its_own(
    tmp_path_factory, tail, json
):
    path = tmp_path_factory.mktemp("any") / "rows"
    path.write_bytes((b'[{"title": "x", ' if json else CSV) + tail)

    try:
        rows = open_rows(Source(path, Kind.REVIEWS))
    except FileRefused:
        return
    for batch in rows.batches:
        assert all(line >= 1 for line in batch.lines)
        assert all(problem.line >= 1 for problem in batch.problems)
    rows.close()
