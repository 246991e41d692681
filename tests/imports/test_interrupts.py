"""Ctrl-C between a batch's commit and its count waits until both are told alike."""

import csv
import signal
import sys
import threading

import pytest

from app.core.db import db
from app.imports import file_commands, importing
from app.imports.holding import interrupts_held
from app.imports.rules.columns import Kind
from tests.factories import movies
from tests.imports.files import as_csv, reviews


@pytest.fixture(autouse=True)
def heard():
    """Let Ctrl-C raise, whoever started the tests in the background or not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def press_after_commit(app, monkeypatch):
    """Press Ctrl-C right behind the commit of the so-manieth batch."""
    count, commit, batches = importing.runs.count, db.session.commit, []

    def counted(run_id, counts):
        count(run_id, counts)
        batches.append(run_id)

    def press_at(number):
        def committed():
            commit()
            if len(batches) == number:
                batches.append(None)
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(importing.runs, "count", counted)
        monkeypatch.setattr(db.session, "commit", committed)

    return press_at


def test_a_batch_that_is_in_is_counted_and_reported(
    write, bring, press_after_commit, monkeypatch, tmp_path, all_reviews
):
    movies.movie("The Lamplighter")
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 10)
    path, report = write(as_csv(reviews(35))), tmp_path / "report.csv"
    press_after_commit(2)

    stopped = bring("critic-reviews", path, "--yes", "--report", report)

    assert stopped.exit_code == 130
    assert len(all_reviews()) == 20
    assert "20 new" in stopped.output
    assert "The 20 rows of whole batches stay" in stopped.output
    with report.open(encoding="utf-8", newline="") as file:
        assert [row["outcome"] for row in csv.DictReader(file)] == ["new"] * 20
    rest = bring("critic-reviews", path, "--yes")
    assert "15 new, 0 changed, 20 same" in rest.output


def pressed(*_arguments, **_named):
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("where", ["calendar_of", "work"])
@pytest.mark.parametrize("how", ["--dry-run", "--yes"])
def test_before_a_batch_is_in_it_says_that_nothing_was_written(
    app, write, bring, monkeypatch, where, how
):
    monkeypatch.setattr(importing, where, pressed)

    stopped = bring("critic-reviews", write(as_csv(reviews(3))), how)

    assert stopped.exit_code == 130
    assert "Stopped. Nothing was written." in stopped.output


def test_it_may_be_the_answer_to_the_question(write, bring, monkeypatch, all_reviews):
    movies.movie("The Lamplighter")
    monkeypatch.setattr(file_commands, "sys", Terminal())

    stopped = bring("critic-reviews", write(as_csv(reviews(3))))

    assert stopped.exit_code == 130
    assert "Stopped. Nothing was written." in stopped.output
    assert all_reviews() == []


class Terminal:
    """Stands in for `sys`, with somebody at the keyboard who sends nothing."""

    exit = staticmethod(sys.exit)

    class stdin:
        """Standard input that is a terminal."""

        @staticmethod
        def isatty() -> bool:
            """Say that it is one."""
            return True


def test_it_is_heard_at_the_end_and_the_next_one_at_once():
    done = []
    with pytest.raises(KeyboardInterrupt), interrupts_held():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        done.append("all")

    assert done == ["all"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_where_it_is_switched_off_it_stays_so():
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    with interrupts_held():
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_beside_the_main_thread_nothing_is_held():
    found = []

    def beside():
        with interrupts_held():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()

    assert found == [signal.default_int_handler]
