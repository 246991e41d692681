"""The arithmetic of measuring: rounds that interleave, medians, ratios, spreads.

Absolute figures drift with the machine, so nothing is compared that was not measured
within one round. Every round asks the reference first and last, and each path is set
against the mean of the two.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
LATENCY = re.compile(r"^\s+(50|75|90|99)%\s+([\d.]+)(us|ms|s|m|h)$", re.MULTILINE)
REQUESTS = re.compile(r"^\s+(\d+) requests in ([\d.]+)(us|ms|s|m|h),", re.MULTILINE)
SOCKET_ERRORS = re.compile(
    r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"
)
NOT_FINE = re.compile(r"Non-2xx or 3xx responses: (\d+)")


class NothingMeasured(Exception):
    """A load tool said nothing that can be read, or nothing that counts."""


@dataclass(frozen=True)
class Load:
    """What a load tool saw, and the processor time of the server meanwhile."""

    requests: int
    seconds: float
    failed: int
    percentiles: Mapping[int, float]
    processor: float = 0.0

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def cost(self) -> float:
        """Processor time of the server for a request, in seconds."""
        return self.processor / self.requests if self.requests else 0.0

    @property
    def spread(self) -> float:
        """How much longer the slowest hundredth took than the middle."""
        return self.percentiles[99] / self.percentiles[50]


def read_wrk(printed: str, processor: float = 0.0) -> Load:
    """Read what wrk prints with `--latency`."""
    totals = REQUESTS.search(printed)
    if totals is None:
        raise NothingMeasured(printed.strip() or "wrk printed nothing")
    errors = SOCKET_ERRORS.search(printed)
    refused = NOT_FINE.search(printed)
    failed = sum(map(int, errors.groups())) if errors else 0
    return Load(
        requests=int(totals[1]),
        seconds=seconds(totals[2], totals[3]),
        failed=failed + (int(refused[1]) if refused else 0),
        percentiles={
            int(share): seconds(number, unit)
            for share, number, unit in LATENCY.findall(printed)
        },
        processor=processor,
    )


def sound(load: Load, path: str) -> Load:
    """Return a load of which nothing failed; raises NothingMeasured for another."""
    if load.failed:
        raise NothingMeasured(f"{path}: {load.failed} of {load.requests} failed")
    return load


def seconds(number: str, unit: str) -> float:
    """Return seconds of a duration as wrk writes it.

    >>> seconds("1.5", "ms")
    0.0015
    """
    return float(number) * UNITS[unit]


@dataclass(frozen=True)
class Rounds:
    """What each path did in every round; the reference has two loads in a round."""

    reference: Sequence[tuple[Load, Load]]
    paths: Mapping[str, Sequence[Load]]

    def ratio(self, path: str, other: str | None = None) -> float:
        """Return how many times as fast a path is as the reference, or another."""
        return median(
            load.rate / self.base_rate(number, other)
            for number, load in enumerate(self.paths[path])
        )

    def ratio_by_processor(self, path: str, other: str | None = None) -> float:
        """Return the same by processor time: the other's cost over the path's."""
        return median(
            self.base_cost(number, other) / load.cost if load.cost else 0.0
            for number, load in enumerate(self.paths[path])
        )

    def base_rate(self, number: int, other: str | None) -> float:
        """Return the rate of what a path is set against, in a round."""
        if other is not None:
            return self.paths[other][number].rate
        return sum(load.rate for load in self.reference[number]) / 2

    def base_cost(self, number: int, other: str | None) -> float:
        """Return the cost of what a path is set against, in a round."""
        if other is not None:
            return self.paths[other][number].cost
        return sum(load.cost for load in self.reference[number]) / 2

    def rate(self, path: str) -> float:
        """Return the median rate of a path."""
        return median(load.rate for load in self.paths[path])

    @property
    def reference_rate(self) -> float:
        """The median rate of the reference."""
        return median(load.rate for pair in self.reference for load in pair)

    @property
    def drift(self) -> float:
        """How much the reference differs within a round, at most: 0.1 is a tenth."""
        return max(
            abs(before.rate - after.rate) / max(before.rate, after.rate)
            for before, after in self.reference
        )


def interleave(
    reference: Callable[[], Load],
    paths: Mapping[str, Callable[[], Load]],
    rounds: int,
) -> Rounds:
    """Ask the reference, every path, the reference again; so many times over.

    Each round begins with another path, so that none always comes after the same one.
    """
    around: list[tuple[Load, Load]] = []
    seen: dict[str, list[Load]] = {name: [] for name in paths}
    for number in range(rounds):
        before = reference()
        for name in turned(tuple(paths), number):
            seen[name].append(paths[name]())
        around.append((before, reference()))
    return Rounds(around, seen)


def turned(names: Sequence[str], places: int) -> Sequence[str]:
    """Return names beginning with a later one.

    >>> turned(("a", "b", "c"), 4)
    ('b', 'c', 'a')
    """
    start = places % len(names) if names else 0
    return (*names[start:], *names[:start])


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that a share of all does not pass.

    >>> percentile([4, 1, 3, 2], 0.5), percentile(range(1, 101), 0.99)
    (2, 99)
    """
    ordered = sorted(values)
    place = max(0, -int(-len(ordered) * share // 1) - 1)
    return ordered[place]
