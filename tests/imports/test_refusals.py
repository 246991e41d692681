"""What cannot be taken is told with its place, its value and what was expected."""

import csv
import json

import pytest

from app.imports import importing
from app.imports.rules.columns import Kind
from tests.factories import accounts, movies
from tests.imports.files import as_csv, as_json, review

COLUMNS = ("file", "line", "outcome", "column", "value", "expected")


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def told(bring, write, tmp_path):
    """Import a file and return the console's words and the rows of the report."""

    def run(kind, content, name="reviews.csv"):
        report = tmp_path / "report.csv"
        result = bring(kind, write(content, name), "--yes", "--report", report)
        with report.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert not rows or tuple(rows[0]) == COLUMNS
        return result.output, rows

    return run


def test_a_second_copy_says_which_review_it_is(film, told):
    rows = [review(quote="Sly and tender."), review(quote="Sly and tender.")]

    output, (_, twice) = told("critic-reviews", as_csv(rows))

    assert (twice["line"], twice["column"], twice["value"]) == (
        "3",
        "quote",
        "Sly and tender.",
    )
    assert "line 3, quote: 'Sly and tender.': expected each review once" in output


def test_a_film_known_by_its_key_alone_waits_under_the_keys_column(app, told):
    content = b"movie_key,critic,verdict\nfi:the-lamps,Asa Lind,fresh\n"

    output, (row,) = told("critic-reviews", content)

    assert (row["column"], row["value"]) == ("movie_key", "fi:the-lamps")
    assert "line 2, movie_key: 'fi:the-lamps': waits, no film here" in output


def test_a_row_of_another_width_shows_itself(film, told):
    content = b"title,critic,verdict\nThe Lamplighter,Asa Lind\n"

    output, (row,) = told("critic-reviews", content)

    assert row["value"] == "The Lamplighter,Asa Lind"
    assert "expected 3 columns" in output


def test_a_member_who_is_not_here_is_named(film, told):
    content = b"title,member,stars\nThe Lamplighter,Nobody,3\n"

    output, (row,) = told("ratings", content, "ratings.csv")

    assert (row["file"], row["column"], row["value"]) == (
        "ratings.csv",
        "member",
        "Nobody",
    )
    assert "'Nobody': expected a member of this site" in output


def test_a_movie_twice_in_a_file_is_named(app, told):
    content = b"title,year\nThe Lamps,1999\nThe Lamps,1999\n"

    output, (_, twice) = told("movies", content, "movies.csv")

    assert (twice["column"], twice["value"]) == ("title", "The Lamps (1999)")
    assert "expected each film once" in output


def test_the_name_of_a_file_is_no_formula(film, told):
    _, (row,) = told("critic-reviews", as_csv([review()]), "=1+1.csv")

    assert row["file"] == "'=1+1.csv"


def test_a_review_from_the_future_comes_in_without_its_day(film, told, all_reviews):
    rows = [review(date="2087-05-01"), review(date="2018-05-01", quote="Another.")]

    _, (later, earlier) = told("critic-reviews", as_csv(rows))

    assert [each.reviewed_on and each.reviewed_on.year for each in all_reviews()] == [
        None,
        2018,
    ]
    assert (later["outcome"], later["column"], later["value"]) == (
        "new",
        "date",
        "2087-05-01",
    )
    assert later["expected"] == "left out: expected a day that is not in the future"
    assert not earlier["expected"]


def test_a_rating_from_the_future_comes_in_now(film, told):
    accounts.ada()
    content = b"title,member,stars,date\nThe Lamplighter,Ada,3,2087-05-01\n"

    _, (row,) = told("ratings", content, "ratings.csv")

    assert (row["outcome"], row["column"]) == ("new", "date")
    assert row["expected"].startswith("left out")


def test_filler_days_are_known_in_any_encoding(film, told, all_reviews):
    rows = [review(date="2000-01-01", quote=f"Number {n}.") for n in range(12)]
    content = as_csv(rows).decode().encode("utf-16")

    told("critic-reviews", content)

    assert {each.reviewed_on for each in all_reviews()} == {None}
    assert len(all_reviews()) == 12


def test_no_object_is_lost_between_batches(app, told, monkeypatch):
    monkeypatch.setitem(importing.BATCHES, Kind.MOVIES, 3)
    names = ("Lamp", "River", "Crown", "Night", "Garden", "Harbour", "Mill")
    content = "".join(f'{{"title": "The {name}", "year": 1999}}\n' for name in names)

    output, rows = told("movies", content.encode(), "movies.ndjson")

    assert "7 new" in output
    assert [row["line"] for row in rows] == list("1234567")


def test_rows_that_share_a_line_say_their_own_numbers_too(film, told):
    rows = [
        review(quote="One."),
        review(verdict="so-so", url="https://reel.example/2", quote="Two."),
        review(url="nonsense", critic="Asa Lind", quote="Three."),
        review(title="Unheard Of", quote="Four."),
    ]
    content = json.dumps(rows)[:-1] + ", 5]"

    output, told_rows = told("critic-reviews", content.encode(), "reviews.json")

    assert "line 1 (row 2), verdict: 'so-so': expected" in output
    assert "line 1 (row 4), title: 'Unheard Of (2012)': waits" in output
    assert [(row["line"], row["outcome"]) for row in told_rows] == [
        ("1 (row 1)", "new"),
        ("1 (row 2)", "refused"),
        ("1 (row 3)", "new"),
        ("1 (row 4)", "waiting"),
        ("1 (row 5)", "refused"),
    ]
    assert [row["column"] for row in told_rows[::2]] == ["", "url", ""]


def test_an_object_a_line_is_named_by_its_line(film, told):
    content = as_json([review(), review(verdict="so-so", quote="Two.")])

    output, _ = told("critic-reviews", content, "reviews.json")

    assert "line 14, verdict: 'so-so'" in output
    assert "row" not in output
