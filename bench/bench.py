"""What every figure is handed: how long to measure, where sites lie, whom to tell."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import sites
from bench.measuring import Load, Rounds, interleave
from bench.servers import Server, serving
from bench.wrk import load

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
CACHE_OFF = {"MATINEE_PAGE_CACHE": "0"}


class LeftOut(Exception):
    """A figure cannot be measured here; says what is missing."""


@dataclass(frozen=True)
class Bench:
    """The options of a run, and the folder in which it makes its sites."""

    folder: Path
    rounds: int = 5
    seconds: float = 5.0
    sizes: Sequence[int] = SIZES
    rows: int = 1_000_000
    told: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Say something that belongs below the table."""
        self.told.append(line)

    def need(self, program: str, package: str) -> None:
        """Leave a figure out when a program is not there."""
        if shutil.which(program) is None:
            raise LeftOut(f"{program} is missing: apt-get install {package}")

    @contextmanager
    def hello(self) -> Iterator[Server]:
        """Serve bare Flask."""
        with serving("bench.hello:app") as server:
            yield server

    @contextmanager
    def site(self, instance: Path, *, cached: bool, **more: str) -> Iterator[Server]:
        """Serve a site, with its page cache or without."""
        settings = sites.environment_of(
            instance, **(more if cached else {**CACHE_OFF, **more})
        )
        with serving("app.wsgi:app", settings, path="/healthz") as server:
            yield server

    def against_hello(
        self, hello: Server, paths: Mapping[str, tuple[Server, str, Mapping[str, str]]]
    ) -> Rounds:
        """Measure paths of servers, with headers, against bare Flask."""
        self.need("wrk", "wrk")

        def asking(server: Server, path: str, headers: Mapping[str, str]) -> Load:
            return load(server, path, self.seconds, headers=headers)

        for server, path, headers in paths.values():
            load(server, path, min(1.0, self.seconds), headers=headers)
        return interleave(
            lambda: load(hello, "/", self.seconds),
            {
                name: lambda asked=asked: asking(*asked)  # type: ignore[misc]
                for name, asked in paths.items()
            },
            self.rounds,
        )
