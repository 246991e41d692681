"""The table, the file, and what is measured at all."""

import json

import pytest
from rich.console import Console

from bench import __main__ as command
from bench import results
from bench.bench import Bench, LeftOut
from bench.figures import MEASURES
from bench.goals import ALL, BY_KEY, Figure
from bench.sites import films_for


@pytest.mark.parametrize(
    ("key", "values"), [("P1", (1.9, 2.0, 4.0)), ("P8 busy", (1.3, 1.25, 1.0))]
)
def test_more_is_better_or_less_is_as_the_goal_says(key, values):
    verdicts = [BY_KEY[key].verdict(value) for value in values]

    assert verdicts == ["MISSED", "floor", "aim"]


def test_every_goal_is_measured_by_somebody():
    measured = {key for keys in MEASURES for key in keys}

    assert {goal.key.split()[0] for goal in ALL} == measured
    assert measured == {f"P{number}" for number in range(1, 14)}


def test_the_table_shows_goals_beside_figures_in_their_order(capsys):
    figures = [Figure("P11", 2.0), Figure("P1", 4.5, 4.4, "hello 100/s", "450/s")]

    results.show(Console(width=200), figures, {"P6": "no Isso"}, ["P1: 35 KB"])

    shown = capsys.readouterr().out
    assert shown.index("P1 ") < shown.index("P11")
    assert "aim" in shown
    assert "P6 is left out: no Isso" in shown
    assert "P1: 35 KB" in shown


def test_what_was_measured_is_kept_as_json(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path / "results")

    path = results.keep([Figure("P3", 0.1, 0.11)], {"P12": "no shell"}, [])

    kept = json.loads(path.read_text())
    figure = kept["figures"][0]
    assert figure | {"reached": "floor", "floor": 0.09} == figure
    assert kept["left_out"] == {"P12": "no shell"}


def test_what_cannot_be_measured_is_left_out_and_the_rest_goes_on(tmp_path):
    def missing(bench):
        raise LeftOut("wrk is missing")

    def there(bench):
        return [Figure("P9 page", 5)]

    figures, left_out = command.measured(
        Bench(tmp_path), [("P1, P2", missing), ("P9", there)], Console(quiet=True)
    )

    assert [each.key for each in figures] == ["P9 page"]
    assert left_out == {"P1, P2": "wrk is missing"}


def test_a_program_that_is_missing_is_named(tmp_path):
    with pytest.raises(LeftOut, match="apt-get install no-such"):
        Bench(tmp_path).need("no-such-program", "no-such")


def test_options_choose_what_is_measured():
    options = command.parser().parse_args(["--only", "p3,P8", "--sizes", "100,10"])

    chosen = [keys for keys, _ in command.wanted(options.only)]

    assert chosen == ["P3, P4", "P8"]
    assert options.sizes == (10, 100)
    assert len(command.wanted([])) == len(MEASURES)


def test_a_small_catalogue_has_as_many_reviews_a_film_as_a_large_one():
    films = [films_for(size) for size in (10_000, 1_000_000, 10_000_000)]

    assert films == [100, 10_000, 100_000]
