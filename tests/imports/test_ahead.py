"""A large file is read by a process beside, and Ctrl-C leaves whole batches."""

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from app.imports import importing
from app.imports.ahead import WAITING, ahead, hand_over
from app.imports.rules.columns import Kind
from app.imports.rules.problems import FileRefused
from tests.factories import movies
from tests.imports.files import as_csv, review, reviews

PATIENCE = 120
IMPORTING = """
import signal, sys, time
from pathlib import Path
from app.imports import importing, steps
from app.imports.operations import indexes, runs
from app.imports.rules.columns import Kind
# Whoever starts a program in the background may have switched Ctrl-C off.
signal.signal(signal.SIGINT, signal.default_int_handler)
importing.LARGE = indexes.LARGE = 0
importing.BATCHES[Kind.REVIEWS] = 10
steps.TOGETHER, steps.LONGEST = 20, 600
kind, path, stop_at, marker = sys.argv[1:]
take_turn, batches = runs.take_turn, []
def taken(run_id, **how):
    batches.append(run_id)
    if len(batches) == int(stop_at):
        Path(marker).touch()
        time.sleep(300)
    return take_turn(run_id, **how)
runs.take_turn = taken
from app.cli import main
main(["import", kind, path, "--yes"])
"""


def test_what_is_made_comes_in_order():
    with ahead(number * 2 for number in range(1000)) as made:
        assert list(made) == [number * 2 for number in range(1000)]


def test_what_it_raises_is_raised_here():
    def broken():
        yield 1
        raise FileRefused("reviews.csv: no more")

    with ahead(broken()) as made:
        assert next(made) == 1
        with pytest.raises(FileRefused, match="no more"):
            next(made)


def test_a_process_that_dies_is_said():
    def dying():
        yield 1
        os._exit(1)

    with ahead(dying()) as made, pytest.raises(RuntimeError, match="has ended"):
        list(made)


def test_some_things_are_made_while_nobody_takes():
    hearing, telling = os.pipe()

    def large():
        for number in range(100):
            os.write(telling, b".")
            yield bytes([number]) * 2**20

    with ahead(large()) as made:
        heard = b""
        while len(heard) < WAITING and select.select([hearing], [], [], PATIENCE)[0]:
            heard += os.read(hearing, 1)
        first, second = next(made)[:1], next(made)[:1]

    assert heard == b"." * WAITING
    assert (first, second) == (b"\0", b"\1")


def test_it_ends_when_nobody_reads_on():
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        hand_over(iter(int, 1), writing)
    os.close(writing)
    os.close(reading)

    assert os.waitpid(process, 0) == (process, 0)


def test_whoever_goes_leaves_no_process():
    def endless():
        while True:
            yield os.getpid()

    with ahead(endless()) as made:
        process = next(made)

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_rows_fare_the_same_read_beside(
    app, write, bring, monkeypatch, all_reviews, scores_are_right
):
    movies.movie("The Lamplighter")
    monkeypatch.setattr(importing, "LARGE", 0)
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 3)
    rows = [
        *reviews(5),
        review(title="Unheard Of", quote="It waits."),
        review(verdict="so-so"),
        review(url="nonsense", quote="Without an address."),
        reviews(1)[0],
    ]
    path = write(as_csv(rows))

    preview = bring("critic-reviews", path, "--dry-run")
    first = bring("critic-reviews", path, "--yes")
    second = bring("critic-reviews", path, "--yes")

    assert "6 new, 0 changed, 0 same, 2 refused, 1 waiting" in preview.output
    assert "6 new, 0 changed, 0 same, 2 refused, 1 waiting" in first.output
    assert "0 new, 0 changed, 6 same, 2 refused, 1 waiting" in second.output
    assert len(all_reviews()) == 6
    scores_are_right()


@pytest.fixture
def bare(tmp_path):
    """Run a command on a site of its own, in a process of its own."""
    environment = os.environ | {"MATINEE_INSTANCE_PATH": str(tmp_path / "instance")}
    environment.pop("MATINEE_DATABASE_URI", None)

    def started(*arguments, code="import sys; from app.cli import main; main()"):
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return started


def test_ctrl_c_leaves_whole_batches_and_the_rest_comes_in_later(bare, tmp_path, write):
    films = write(b"title,year\nThe Lamplighter,2012\n", "movies.csv")
    path = write(as_csv(reviews(55)))
    for words in (("database", "upgrade"), ("import", "movies", films, "--yes")):
        process = bare(*words)
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, out
    marker = tmp_path / "marker"

    process = bare("critic-reviews", path, 4, marker, code=IMPORTING)
    until = time.monotonic() + PATIENCE
    while not marker.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130, out
    assert "The 20 rows of whole batches stay" in out
    with sqlite3.connect(tmp_path / "instance" / "matinee.db") as connection:
        assert connection.execute("SELECT count(*) FROM critic_review").fetchone() == (
            20,
        )
    connection.close()
    again = bare("critic-reviews", path, 99, marker, code=IMPORTING)
    out, _ = again.communicate(timeout=PATIENCE)
    assert "35 new, 0 changed, 20 same, 0 refused" in out
    verified = bare("scores", "verify")
    out, _ = verified.communicate(timeout=PATIENCE)
    assert verified.returncode == 0, out
