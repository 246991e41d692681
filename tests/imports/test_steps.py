"""Several batches are one transaction while a first import has the tables to itself."""

import csv

import pytest

from app.imports import importing, steps
from app.imports.operations import runs
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import Kind
from app.scores import bulk
from tests.factories import movies
from tests.imports.files import as_csv, reviews


@pytest.fixture(autouse=True)
def batches_of_ten(app, monkeypatch):
    """Take ten rows a batch, and two batches together while the tables are ours."""
    movies.movie("The Lamplighter")
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 10)
    monkeypatch.setattr(steps, "TOGETHER", 20)
    monkeypatch.setattr(steps, "LONGEST", 600)


@pytest.fixture
def alone(monkeypatch):
    """Let an import have the tables to itself, on both databases."""
    monkeypatch.setattr(ReviewImport, "has_tables_alone", True)


@pytest.fixture
def counted(monkeypatch):
    """Return how many rows each transaction counted."""
    count, found = runs.count, []

    def watched(run_id, counts):
        found.append(counts.total())
        count(run_id, counts)

    monkeypatch.setattr(runs, "count", watched)
    return found


def outcomes(path) -> list[str]:
    """Return what a report says of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["outcome"] for row in csv.DictReader(file)]


def test_two_batches_are_counted_at_once(
    alone, write, bring, counted, monkeypatch, tmp_path, scores_are_right
):
    count, moved = bulk.count_critics, []

    def watched(changes, *, at):
        moved.append(sum(change[0] + change[1] for change in changes.values()))
        count(changes, at=at)

    monkeypatch.setattr(bulk, "count_critics", watched)
    report = tmp_path / "report.csv"

    done = bring(
        "critic-reviews", write(as_csv(reviews(35))), "--yes", "--report", report
    )

    assert "35 new" in done.output
    assert counted == [20, 15]
    assert moved == counted
    assert outcomes(report) == ["new"] * 35
    scores_are_right()


def test_who_is_stopped_between_the_two_keeps_whole_transactions(
    alone, write, bring, monkeypatch, tmp_path, all_reviews, scores_are_right
):
    path, report = write(as_csv(reviews(35))), tmp_path / "report.csv"
    settle, taken = ReviewImport.settle, []

    def stopped(self, prepared):
        if self.run_id is not None:
            taken.append(prepared)
            if len(taken) == 4:
                raise KeyboardInterrupt
        return settle(self, prepared)

    with monkeypatch.context() as patched:
        patched.setattr(ReviewImport, "settle", stopped)
        done = bring("critic-reviews", path, "--yes", "--report", report)

    assert done.exit_code == 130
    assert "20 new" in done.output
    assert len(all_reviews()) == 20
    assert outcomes(report) == ["new"] * 20
    scores_are_right()
    rest = bring("critic-reviews", path, "--yes")
    assert "15 new, 0 changed, 20 same" in rest.output
    scores_are_right()


def test_a_slow_machine_lets_others_write_after_each_batch(
    alone, write, bring, counted, monkeypatch
):
    monkeypatch.setattr(steps, "LONGEST", 0)

    bring("critic-reviews", write(as_csv(reviews(35))), "--yes")

    assert counted == [10, 10, 10, 5]


def test_a_batch_is_a_transaction_where_others_may_write(write, bring, counted):
    bring("critic-reviews", write(as_csv(reviews(35))), "--yes")

    assert counted == [10, 10, 10, 5]
