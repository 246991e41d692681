"""The arithmetic of measuring, on figures made up beforehand."""

import doctest

import pytest

from bench import __main__ as command
from bench import chart, measuring, results
from bench.measuring import (
    Load,
    NothingMeasured,
    interleave,
    percentile,
    read_wrk,
    sound,
)

PRINTED = """Running 5s test @ http://127.0.0.1:5700/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.19ms  498.62us   9.71ms   88.63%
    Req/Sec     7.35k   340.31     7.89k    74.00%
  Latency Distribution
     50%    2.10ms
     75%  812.00us
     90%    2.63ms
     99%    1.04s
  36589 requests in 5.00s, 6.04MB read
Requests/sec:   7312.74
Transfer/sec:      1.21MB
"""
TROUBLED = """  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 5
"""


def load(rate: float, cost: float = 0.001) -> Load:
    """Return a second of load at a rate."""
    return Load(int(rate), 1.0, 0, {50: 0.001, 99: 0.005}, processor=int(rate) * cost)


def test_what_wrk_prints_is_read():
    read = read_wrk(PRINTED, processor=3.6589)

    assert (read.requests, read.seconds, read.failed) == (36589, 5.0, 0)
    assert read.rate == pytest.approx(7317.8)
    assert read.cost == pytest.approx(0.0001)
    assert read.percentiles == pytest.approx(
        {50: 0.0021, 75: 0.000812, 90: 0.00263, 99: 1.04}
    )


def test_everything_that_failed_is_counted():
    assert read_wrk(PRINTED + TROUBLED).failed == 15


def test_answers_that_failed_are_no_measurement():
    whole, troubled = read_wrk(PRINTED), read_wrk(PRINTED + TROUBLED)

    assert sound(whole, "/movies") is whole
    with pytest.raises(NothingMeasured, match="/movies: 15 of 36589 failed"):
        sound(troubled, "/movies")


def test_minutes_are_understood():
    assert read_wrk(PRINTED.replace("in 5.00s", "in 1.50m")).seconds == 90


def test_a_tool_that_says_nothing_is_no_measurement():
    with pytest.raises(NothingMeasured, match="unable to connect"):
        read_wrk("unable to connect to 127.0.0.1:1 Connection refused")


def test_a_ratio_is_the_median_over_rounds_against_the_mean_around_each():
    hellos = iter([load(80), load(120), load(200), load(200), load(50), load(50)])
    pages = iter([load(300), load(400), load(250)])

    rounds = interleave(lambda: next(hellos), {"page": lambda: next(pages)}, 3)

    assert rounds.ratio("page") == pytest.approx(3.0)
    assert rounds.reference_rate == 100
    assert rounds.rate("page") == 300
    assert rounds.drift == pytest.approx(1 / 3)


def test_a_path_is_set_against_another_within_the_same_round():
    parts, pages = iter([load(30), load(90)]), iter([load(10), load(60)])
    paths = {"part": lambda: next(parts), "page": lambda: next(pages)}

    rounds = interleave(lambda: load(1000), paths, 2)

    assert rounds.ratio("part", "page") == pytest.approx((3.0 + 1.5) / 2)


def test_processor_time_is_a_witness_in_the_same_direction():
    paths = {"page": lambda: load(100, cost=0.001)}

    rounds = interleave(lambda: load(100, cost=0.004), paths, 1)

    assert rounds.ratio_by_processor("page") == pytest.approx(4.0)


def test_no_path_always_comes_after_the_same_one():
    asked: list[str] = []

    def asking(name):
        def ask():
            asked.append(name)
            return load(1)

        return ask

    interleave(asking("hello"), {name: asking(name) for name in "abc"}, 3)

    assert "".join(each[0] for each in asked) == "habchhbcahhcabh"


def test_a_spread_says_how_much_longer_the_slowest_took():
    assert load(10).spread == pytest.approx(5)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.99, 5), ([1, 2, 3], 0.5, 2), (range(1, 201), 0.99, 198), ([1, 9], 1, 9)],
)
def test_percentiles(values, share, expected):
    assert percentile(values, share) == expected


@pytest.mark.parametrize("module", [measuring, chart, results, command])
def test_examples_in_the_bench_are_right(module):
    done = doctest.testmod(module)

    assert done.attempted
    assert not done.failed
