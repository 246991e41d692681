"""One file for each thing that is measured; which figures a file measures."""

from collections.abc import Callable, Mapping, Sequence

from bench.bench import Bench
from bench.figures import (
    cached,
    frames,
    importing,
    memory,
    posts,
    searching,
    sizes,
    statements,
    uncached,
    weight,
)
from bench.goals import Figure

Measure = Callable[[Bench], Sequence[Figure]]

MEASURES: Mapping[tuple[str, ...], Measure] = {
    ("P1", "P2"): cached.measure,
    ("P3", "P4"): uncached.measure,
    ("P5",): frames.measure,
    ("P6", "P7"): posts.measure,
    ("P8",): sizes.measure,
    ("P9",): statements.measure,
    ("P10",): weight.measure,
    ("P11",): memory.measure,
    ("P12",): importing.measure,
    ("P13",): searching.measure,
}
