"""P13: search as you type over as many films as there are at hand."""

from collections.abc import Sequence

from bench import search
from bench.bench import Bench, LeftOut
from bench.goals import Figure


def measure(bench: Bench) -> Sequence[Figure]:
    """Let `bench.search` measure."""
    folder = search.beside_the_project()
    if not folder.exists():
        raise LeftOut(f"there are no films at {folder}")
    measured = search.measure(folder)
    return [
        Figure(
            "P13",
            measured.ratio_by_clock,
            measured.ratio,
            f"page {search.milliseconds(measured.page)}",
            f"p99 {search.milliseconds(measured.slow)}, {measured.films:,} films",
        )
    ]
