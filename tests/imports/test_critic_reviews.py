"""Critics' reviews from a file, through the command that brings them in."""

import csv
from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.imports import importing
from app.imports.models.matching import WaitingRow
from app.imports.models.runs import ImportRun
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import Kind
from app.movies.models import Movie, SiteVersion
from app.scores import queries as score_queries
from tests.factories import critics, movies
from tests.imports.files import HEADER, as_csv, review, reviews


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


def told_in(report) -> list[dict[str, str]]:
    """Return the rows of a report."""
    with report.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_review_comes_in_with_all_it_says(
    film, write, bring, all_reviews, scores_are_right
):
    result = bring("critic-reviews", write(as_csv([review()])), "--yes")

    (row,) = all_reviews()
    assert result.exit_code == 0, result.output
    assert "1 new, 0 changed, 0 same, 0 refused, 0 waiting" in result.output
    assert (row.critic.name, row.publication.name) == ("Cleo Marsh", "The Evening Reel")
    assert (row.original_grade, row.normalised_grade) == ("B+", 7692)
    assert (row.verdict, row.verdict_from, row.standing) == (
        "fresh",
        "supplied",
        "counted",
    )
    assert (row.reviewed_on, row.top_critic) == (date(2012, 8, 1), True)
    assert row.quote == "A slow burn that warms."
    scores_are_right()


def test_importing_twice_changes_nothing(
    film, write, bring, all_reviews, scores_are_right
):
    path = write(as_csv(reviews(30)))
    bring("critic-reviews", path, "--yes")
    before = [(row.id, row.quote, row.standing) for row in all_reviews()]
    site = db.session.scalar(select(SiteVersion.number))

    result = bring("critic-reviews", path, "--yes")

    assert "0 new, 0 changed, 30 same" in result.output
    assert [(row.id, row.quote, row.standing) for row in all_reviews()] == before
    assert db.session.scalar(select(SiteVersion.number)) == site
    scores_are_right()


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "rotten"},
        {"grade": "2/5", "verdict": ""},
        {"quote": "Colder than it looks."},
        {"top_critic": "0"},
        {"publication": "The Evening Reel", "date": "2012-08-02"},
    ],
)
def test_a_changed_row_updates_its_review(
    film, write, bring, all_reviews, scores_are_right, change
):
    bring("critic-reviews", write(as_csv([*reviews(3), review()])), "--yes")

    result = bring(
        "critic-reviews", write(as_csv([*reviews(3), review(**change)])), "--yes"
    )

    assert "0 new, 1 changed, 3 same" in result.output
    assert len(all_reviews()) == 4
    scores_are_right()


def test_without_address_critic_and_day_tell_which_review_is_corrected(
    film, write, bring, all_reviews
):
    bring("critic-reviews", write(as_csv([review(url="")])), "--yes")

    result = bring(
        "critic-reviews", write(as_csv([review(url="", quote="Better said.")])), "--yes"
    )

    assert "0 new, 1 changed" in result.output
    assert [row.quote for row in all_reviews()] == ["Better said."]


def test_two_reviews_of_a_critic_on_one_day_stay_two(film, write, bring, all_reviews):
    both = [review(url=""), review(url="", quote="On second thoughts, cold.")]
    bring("critic-reviews", write(as_csv(both)), "--yes")

    again = bring("critic-reviews", write(as_csv(both[::-1])), "--yes")

    assert "0 new, 0 changed, 2 same" in again.output
    assert len(all_reviews()) == 2


def test_the_same_words_from_elsewhere_are_the_same_review(
    film, write, bring, all_reviews, tmp_path
):
    copy = review(url="https://copies.example/1", quote="A slow burn – that warms!")
    report = tmp_path / "report.csv"

    result = bring(
        "critic-reviews", write(as_csv([review(), copy])), "--yes", "--report", report
    )

    rows = told_in(report)
    assert result.exit_code == 1
    assert len(all_reviews()) == 1
    assert [row["outcome"] for row in rows] == ["new", "refused"]
    assert "the same film, critic and words" in rows[1]["expected"]


def test_what_people_wrote_here_is_never_changed(film, write, bring, all_reviews):
    critic = critics.critic("Cleo Marsh")
    outlet = critics.publication("The Evening Reel")
    url = "https://reel.example/lamplighter"
    critics.review(film, critic_id=critic.id, publication_id=outlet.id, url=url)
    other = review(quote="A slow burn that warms.", url=url)

    result = bring("critic-reviews", write(as_csv([other])), "--yes")

    assert "1 refused" in result.output
    assert "nobody imported" in result.output
    assert [row.quote for row in all_reviews()] == ["Worth an evening, said 0."]


def test_spellings_become_one_critic_and_countries_stay_two_outlets(
    film, write, bring, all_reviews
):
    rows = reviews(4)
    rows[0]["critic"], rows[1]["critic"] = "A. O. Vik", " a.o. v&iacute;k "
    rows[2]["publication"] = "The Herald (North)"
    rows[3]["publication"] = "The Herald (South)"

    bring("critic-reviews", write(as_csv(rows)), "--yes")

    assert {row.name for row in db.session.scalars(select(Critic))} == {
        "A. O. Vik",
        "Critic Number2",
        "Critic Number3",
    }
    assert counted(Publication) == 3


def test_a_grade_without_a_verdict_decides_or_waits_for_an_editor(
    film, write, bring, all_reviews, scores_are_right
):
    rows = reviews(3)
    for row, grade in zip(rows, ("4/5", "1/5", "2.5/4"), strict=True):
        row |= {"verdict": "", "grade": grade}

    bring("critic-reviews", write(as_csv(rows)), "--yes")

    assert [(row.verdict, row.verdict_from, row.standing) for row in all_reviews()] == [
        ("fresh", "rule", "counted"),
        ("rotten", "rule", "counted"),
        (None, None, "unsure"),
    ]
    scores_are_right()


def test_an_outlet_that_is_not_approved_counts_nowhere(
    film, write, bring, all_reviews, scores_are_right
):
    critics.publication("The Evening Reel", approved=False)

    bring("critic-reviews", write(as_csv([review()])), "--yes")

    assert [row.standing for row in all_reviews()] == ["outlet_not_approved"]
    scores_are_right()


def test_the_seal_is_settled_and_logged(film, write, bring):
    rows = [row | {"top_critic": "1"} for row in reviews(12)]

    bring("critic-reviews", write(as_csv(rows)), "--yes")

    (event,) = score_queries.seal_events(film.id)
    assert (event.change, event.fresh, event.total) == ("gained", 12, 12)


def test_every_refusal_says_file_line_column_value_and_what_was_expected(
    film, write, bring, tmp_path
):
    rows = [
        review(verdict="so-so"),
        review(date="03/04/2018"),
        review(critic="", publication="", url="", quote=""),
        review(verdict="", grade="", quote=""),
        review(year="soon"),
        review(title="", year=""),
        review(grade="x" * 41),
    ]
    report = tmp_path / "report.csv"

    result = bring("critic-reviews", write(as_csv(rows)), "--yes", "--report", report)

    told = [list(row.values()) for row in told_in(report)]
    assert result.exit_code == 1
    assert "7 refused" in result.output
    assert [(row[1], row[3]) for row in told] == [
        ("2", "verdict"), ("3", "date"), ("4", "critic, publication, url, quote"),
        ("5", "verdict, grade, quote"), ("6", "year"), ("7", "title"), ("8", "grade"),
    ]  # fmt: skip
    assert told[0][4:] == ["so-so", "fresh or rotten, or nothing"]
    assert all(row[0] == "reviews.csv" and row[5] for row in told)
    assert (
        "reviews.csv, line 2, verdict: 'so-so': expected fresh or rotten, or nothing"
        in result.output
    )
    assert result.output.count("expected ") == 7
    assert counted(CriticReview) == 0


def test_an_address_that_is_none_is_left_out_and_said(
    film, write, bring, all_reviews, tmp_path
):
    report = tmp_path / "report.csv"

    bring(
        "critic-reviews", write(as_csv([review(url="=HYPERLINK(1)")])), "--yes",
        "--report", report,
    )  # fmt: skip

    (row,) = told_in(report)
    assert [each.url for each in all_reviews()] == [None]
    assert (row["outcome"], row["column"], row["value"]) == (
        "new",
        "url",
        "'=HYPERLINK(1)",
    )
    assert row["expected"].startswith("left out")


def test_a_dry_run_writes_nothing(film, write, bring):
    tables = (CriticReview, Critic, Publication, Movie, ImportRun, WaitingRow)
    before = [counted(table) for table in tables]
    rows = [*reviews(3), review(), review(), review(title="Elsewhere")]

    result = bring(
        "critic-reviews", write(as_csv(rows)), "--dry-run", "--create-movies"
    )

    assert "5 new, 0 changed, 0 same, 1 refused, 0 waiting" in result.output
    assert [counted(table) for table in tables] == before


def test_the_preview_foretells_the_commit(film, write, bring):
    rows = [*reviews(9), review(), review(title="Elsewhere"), review(verdict="x")]
    path = write(as_csv(rows))

    foretold = bring("critic-reviews", path, "--dry-run").output
    done = bring("critic-reviews", path, "--yes").output

    assert foretold == done


def test_without_yes_and_without_a_terminal_nothing_is_written(film, write, bring):
    result = bring("critic-reviews", write(as_csv([review()])))

    assert result.exit_code == 2
    assert "Say --yes" in result.output
    assert counted(CriticReview) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"a,b\n1,2\n", "Is the header missing?")],
)
def test_a_file_that_makes_no_sense_exits_with_2(film, write, bring, content, words):
    result = bring("critic-reviews", write(content), "--yes")

    assert result.exit_code == 2
    assert words in result.output
    assert counted(ImportRun) == 0


def test_films_that_are_not_here_wait_or_are_added(film, write, bring, all_reviews):
    path = write(as_csv([review(), review(title="Elsewhere", year="1999")]))
    bring("critic-reviews", path, "--yes")
    assert counted(WaitingRow) == 1

    bring("critic-reviews", path, "--yes")
    assert counted(WaitingRow) == 1

    bring("critic-reviews", path, "--yes", "--create-movies")
    assert [row.movie_id for row in all_reviews()] != []
    assert counted(Movie) == 2
    again = bring("rematch")
    assert "1 same" in again.output
    assert counted(WaitingRow) == 0


def test_stopping_leaves_whole_batches_with_right_scores(
    film, write, bring, monkeypatch, scores_are_right
):
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 4)
    taken = []
    whole = ReviewImport.settle

    def interrupted(self, prepared):
        taken.append(prepared)
        report = whole(self, prepared)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return report

    monkeypatch.setattr(ReviewImport, "settle", interrupted)
    path = write(as_csv(reviews(20)))

    result = bring("critic-reviews", path, "--yes")

    assert result.exit_code == 130
    assert counted(CriticReview) == 8
    scores_are_right()
    monkeypatch.undo()
    assert "12 new, 0 changed, 8 same" in bring("critic-reviews", path, "--yes").output


def test_columns_of_ours_are_all_recognised(film, write, bring):
    result = bring("critic-reviews", write(as_csv([review()], HEADER)), "--dry-run")

    assert "not read" not in result.output
