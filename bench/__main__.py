"""Measure everything: `python -m bench`, or `make bench`."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench import results
from bench.bench import SIZES, Bench, LeftOut
from bench.figures import MEASURES, Measure
from bench.goals import Figure
from bench.measuring import NothingMeasured
from bench.servers import DidNotStart, can_pin, end_by_signal
from bench.sites import NotMade

TROUBLE = (
    *(LeftOut, NothingMeasured, DidNotStart, NotMade, subprocess.SubprocessError),
    *(OSError, LookupError),
)


def main(arguments: Sequence[str]) -> int:
    """Print the table; return 1 when a floor was missed."""
    options = parser().parse_args(arguments)
    end_by_signal()
    console = Console(highlight=False, width=max(150, Console().width))
    results.FOLDER.mkdir(exist_ok=True)
    kept = options.sites is not None
    folder = Path(options.sites or tempfile.mkdtemp(prefix="matinee-bench-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder, options.rounds, options.seconds, options.sizes, options.rows)
    if not can_pin():
        bench.tell("Server and client share a processor here: ratios are rough.")
    try:
        figures, left_out = measured(bench, wanted(options.only), console)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    results.show(console, figures, left_out, bench.told)
    if figures:
        console.print(f"kept: {results.keep(figures, left_out, bench.told)}")
    return 0 if all(each.goal.holds(each.value) for each in figures) else 1


def measured(
    bench: Bench, measures: Sequence[tuple[str, Measure]], console: Console
) -> tuple[list[Figure], dict[str, str]]:
    """Measure one thing after the other; return figures and what was left out."""
    figures: list[Figure] = []
    left_out: dict[str, str] = {}
    for keys, measure in measures:
        console.print(f"measuring {keys}")
        try:
            figures += measure(bench)
        except TROUBLE as reason:
            left_out[keys] = str(reason)
    return figures, left_out


def wanted(only: Sequence[str]) -> list[tuple[str, Measure]]:
    """Return what is to be measured: all, or what has one of the names."""
    return [
        (", ".join(keys), measure)
        for keys, measure in MEASURES.items()
        if not only or set(keys) & set(only)
    ]


def parser() -> argparse.ArgumentParser:
    """Return what reads the options."""
    made = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--seconds", type=float, default=5.0, help="of each load")
    made.add_argument("--only", type=names, default=[], help="such as P1,P3")
    made.add_argument("--sizes", type=numbers, default=SIZES, help="of catalogues")
    made.add_argument("--rows", type=int, default=1_000_000, help="to import")
    made.add_argument("--sites", help="folder that keeps the sites for another run")
    return made


def names(text: str) -> list[str]:
    """Read names parted by commas.

    >>> names("p1, P3")
    ['P1', 'P3']
    """
    return [each.strip().upper() for each in text.split(",") if each.strip()]


def numbers(text: str) -> tuple[int, ...]:
    """Read numbers parted by commas, the smallest first.

    >>> numbers("1000000,10000")
    (10000, 1000000)
    """
    return tuple(sorted({int(each) for each in text.split(",") if each.strip()}))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped; the servers are ended.")
