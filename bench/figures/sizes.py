"""P8: what a page costs when the catalogue grows a thousandfold, cache missed."""

import random
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from bench import sites
from bench.bench import Bench, LeftOut
from bench.chart import Line, draw
from bench.goals import Figure
from bench.measuring import Load, Rounds, interleave
from bench.results import FOLDER
from bench.servers import Server
from bench.wrk import load, round_robin

FILMS = 400
LONG_AGO = "2011-06-01"
"""Nine tenths of the reviews of a catalogue are younger."""

KINDS: Mapping[str, str] = {
    "busy": "busiest film",
    "random": "random films",
    "deep": "deep page of a list",
}


def measure(bench: Bench) -> Sequence[Figure]:
    """Serve a catalogue of each size, all at once, and ask them in turn."""
    bench.need("wrk", "wrk")
    if len(bench.sizes) < 2:
        raise LeftOut("at least two sizes are needed: SIZES=10000,1000000")
    made = {size: sites.catalogue(bench.folder, size) for size in bench.sizes}
    with ExitStack() as stack:
        hello = stack.enter_context(bench.hello())
        paths: dict[str, Callable[[], Load]] = {}
        for size, instance in made.items():
            site = stack.enter_context(bench.site(instance, cached=False))
            for kind, script in scripts(bench.folder, instance, size).items():
                paths[f"{size} {kind}"] = asking(bench, site, script)
        for ask in paths.values():
            ask()
        rounds = interleave(
            lambda: load(hello, "/", bench.seconds), paths, bench.rounds
        )
    chart(bench, rounds)
    smallest, largest = min(bench.sizes), max(bench.sizes)
    return [
        Figure(
            f"P8 {kind}",
            1 / rounds.ratio(f"{largest} {kind}", f"{smallest} {kind}"),
            1 / rounds.ratio_by_processor(f"{largest} {kind}", f"{smallest} {kind}"),
            f"{smallest:,} reviews {rounds.rate(f'{smallest} {kind}'):,.0f}/s",
            f"{largest:,} reviews {rounds.rate(f'{largest} {kind}'):,.0f}/s",
        )
        for kind in KINDS
    ]


def asking(bench: Bench, site: Server, script: Path) -> Callable[[], Load]:
    """Return what asks a site for the paths of a script."""
    return lambda: load(site, "/", bench.seconds, script=script)


def scripts(folder: Path, instance: Path, size: int) -> Mapping[str, Path]:
    """Write what is asked for of a catalogue: one film, many films, an old page."""
    busy, others = films_of(instance / "matinee.db")
    wanted = {
        "busy": [f"/movies/{busy}"],
        "random": [f"/movies/{slug}" for slug in others],
        "deep": [f"/movies/{busy}/critic-reviews?after={LONG_AGO}.1"],
    }
    return {
        kind: round_robin(folder, f"{size}-{kind}", paths)
        for kind, paths in wanted.items()
    }


def films_of(database: Path) -> tuple[str, Sequence[str]]:
    """Return the film with the most reviews, and others by chance."""
    with closing(sqlite3.connect(database)) as connection:
        busy = connection.execute(
            "SELECT slug FROM movie JOIN tally ON movie_id = id "
            "ORDER BY fresh + rotten DESC LIMIT 1"
        ).fetchone()[0]
        most = connection.execute("SELECT max(id) FROM movie").fetchone()[0]
        chance = random.Random(most)
        others = [
            row[0]
            for number in chance.sample(range(1, most + 1), min(FILMS, most))
            for row in connection.execute(
                "SELECT slug FROM movie WHERE id = ?", (number,)
            )
        ]
    return busy, others


def chart(bench: Bench, rounds: Rounds) -> None:
    """Draw the cost of each kind of page against the size, in hellos."""
    lines = [
        Line(
            words,
            [(size, 1 / rounds.ratio(f"{size} {kind}")) for size in bench.sizes],
        )
        for kind, words in KINDS.items()
    ]
    path = FOLDER / "sizes.svg"
    path.write_text(
        draw(lines, "reviews in the catalogue", "cost of a page, in hellos"),
        encoding="utf-8",
    )
    bench.tell(f"P8: the chart is {path}")
    for line in lines:
        each = ", ".join(f"{size:,}: {cost:.1f}" for size, cost in line.points)
        bench.tell(f"P8: {line.name}, cost in hellos: {each}")
