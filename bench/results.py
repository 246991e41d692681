"""Print the table, and keep what was measured as JSON."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.goals import ALL, Figure
from bench.servers import CHECKOUT

FOLDER = CHECKOUT / "bench" / "results"
COLUMNS = ("", "what", "measured", "processor", "floor", "aim", "", "reference", "ours")


def table(figures: Sequence[Figure]) -> Table:
    """Return the table of what was measured, in the order of the goals."""
    made = Table(*COLUMNS, box=None, pad_edge=False)
    keys = [goal.key for goal in ALL]
    for figure in sorted(figures, key=lambda each: keys.index(each.key)):
        goal = figure.goal
        witness = figure.by_processor
        made.add_row(
            goal.key,
            goal.what,
            f"{written(figure.value)} {goal.unit}".strip(),
            "" if witness is None else written(witness),
            written(goal.floor),
            written(goal.aim),
            goal.verdict(figure.value),
            figure.reference,
            figure.note,
        )
    return made


def written(number: float) -> str:
    """Write a number with as many digits as mean something.

    >>> written(4.4567), written(0.0891), written(12), written(812.3)
    ('4.46', '0.089', '12', '812')
    """
    if number == int(number) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3f}" if abs(number) < 1 else f"{number:.2f}"


def keep(
    figures: Sequence[Figure], left_out: Mapping[str, str], told: Sequence[str]
) -> Path:
    """Write what was measured beside what was measured before."""
    FOLDER.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    path = FOLDER / f"figures-{at:%Y%m%d-%H%M%S}.json"
    document = {
        "at": at.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": [
            asdict(figure)
            | {
                "what": figure.goal.what,
                "floor": figure.goal.floor,
                "aim": figure.goal.aim,
                "reached": figure.goal.verdict(figure.value),
            }
            for figure in figures
        ],
        "left_out": dict(left_out),
        "told": list(told),
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path


def show(
    console: Console,
    figures: Sequence[Figure],
    left_out: Mapping[str, str],
    told: Sequence[str],
) -> None:
    """Print the table, what belongs to it, and what was left out."""
    if figures:
        console.print(table(figures))
    for line in told:
        console.print(line)
    for keys, reason in left_out.items():
        console.print(f"{keys} is left out: {reason}")
