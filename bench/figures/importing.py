"""P12: how fast critic reviews come in, beside `.import` of SQLite's shell."""

import json
from collections.abc import Sequence

from bench import imports
from bench.bench import Bench
from bench.goals import Figure
from bench.results import FOLDER


def measure(bench: Bench) -> Sequence[Figure]:
    """Let `bench.imports` measure, and read what it kept."""
    bench.need("sqlite3", "sqlite3")
    imports.main([str(bench.rows)])
    kept = json.loads((FOLDER / "imports.json").read_text(encoding="utf-8"))
    rows, shell = kept["rows"], kept["shell_seconds"]
    return [
        Figure(
            "P12",
            kept["ratio"],
            shell / kept["cpu"],
            f".import {rows / shell:,.0f} rows/s",
            f"{rows / kept['seconds']:,.0f} rows/s, {kept['megabytes']:.0f} MB",
        )
    ]
