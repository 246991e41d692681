"""Measure how fast critics' reviews come in, beside `.import` of SQLite's shell.

The file is made here, from a seed; every name in it is made up. The site it goes into
has the films already. `.import` puts the same file into a bare table of text: no film
is found, nothing is checked, graded, indexed or counted.

    python -m bench.imports [rows, by default 1000000]
"""

import csv
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROWS = 1_000_000
FILMS = 10_000
ROUNDS = 3
FLOOR = 1 / 8
AIM = 1 / 3
LARGEST = 300
LOOK = 0.25
"""Seconds between two looks at the memory."""
HEADER = (
    "title", "year", "critic", "publication", "top_critic", "verdict", "grade",
    "date", "url", "quote",
)  # fmt: skip
WORDS = (
    *("tender", "sly", "slow", "bright", "and", "the", "of", "a", "film", "that"),
    *("never", "finds", "its", "feet", "but", "keeps", "faith", "on", "long", "nights"),
)
GRADES = ("", "", "3/4", "B+", "4/5", "2/5", "7/10", "C-", "A", "1.5/4")
MEASURED = """
import json, resource, sys, time
from pathlib import Path
from app import create_app
from app.core.clock import utcnow
from app.imports import importing
from app.imports.importing import Pass, Wish
from app.imports.rules.columns import Kind
from app.ledger import queries
app = create_app()
with app.app_context():
    wish = Wish(Path(sys.argv[2]), Kind(sys.argv[1]))
    begin, cpu = time.perf_counter(), time.process_time()
    calendar = importing.calendar_of(wish, at=utcnow())
    whole = Pass(wish, calendar, Path(sys.argv[3]), lambda *_: None)
    result = whole.commit(at=utcnow())
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"rows": result.rows, "new": result.counts["new"],
        "seconds": seconds, "cpu": cpu,
        "cpu_beside": beside.ru_utime + beside.ru_stime,
        "differences": len(queries.differences())}))
"""


def main(arguments: list[str]) -> int:
    """Print the figures with the goals beside; return 1 when the floor is missed."""
    if shutil.which("sqlite3") is None:
        print("SQLite's shell is needed: apt-get install sqlite3", file=sys.stderr)
        return 2
    rows = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name:
        folder = Path(name)
        movies, reviews = make_files(folder, rows)
        with site(folder) as environment:
            measured(environment, "movies", movies, folder)
            before = shell_import(reviews, folder)
            ours = measured(environment, "critic-reviews", reviews, folder)
            after = shell_import(reviews, folder)
    shell = Shell(min(before[0], after[0]), min(before[1], after[1]))
    return report(rows, shell, ours)


class Shell(NamedTuple):
    """What SQLite's shell took: seconds, and seconds of the processor."""

    seconds: float
    cpu: float


def report(rows: int, shell: Shell, ours: dict[str, float]) -> int:
    """Print what was measured.

    The witness is the processor's time of the busier of our two processes: on a machine
    with two free processors the other one costs no time.
    """
    ratio = shell.seconds / ours["seconds"]
    busier = max(ours["cpu"], ours["cpu_beside"])
    witness = shell.cpu / busier
    reached = ratio >= FLOOR and ours["megabytes"] < LARGEST
    print(f"rows                 {rows:,}")
    print(f".import              {rows / shell.seconds:,.0f} rows/s")
    print(f"matinee import       {rows / ours['seconds']:,.0f} rows/s")
    print(f"ratio                1/{1 / ratio:.1f}  (floor 1/8, aim 1/3)")
    print(f"  by the processor   1/{1 / witness:.1f}")
    print(f"  seconds of it      {ours['cpu']:.1f}, beside it {ours['cpu_beside']:.1f}")
    print(f"memory               {ours['megabytes']:.0f} MB  (below {LARGEST})")
    print(f"differences          {ours['differences']:.0f}  (none)")
    print("reached" if reached else "MISSED")
    save(
        {"rows": rows, "shell_seconds": shell.seconds, "shell_cpu": shell.cpu}
        | {"ratio": ratio, "witness": witness}
        | ours
    )
    return 0 if reached and not ours["differences"] else 1


def save(figures: dict[str, float]) -> None:
    """Keep the figures beside those of other measurements."""
    results = Path(__file__).resolve().parent / "results"
    results.mkdir(exist_ok=True)
    (results / "imports.json").write_text(json.dumps(figures, indent=2) + "\n")


def make_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write the films and the reviews, the same ones every time."""
    chance = random.Random(2012)
    films = [
        (
            f"The {chance.choice(['Lamp', 'River', 'Crown', 'Night', 'Garden'])} of "
            f"{chance.choice(['Ostrava', 'Lund', 'Porto', 'Cork'])} {number}",
            1950 + number % 70,
        )
        for number in range(FILMS)
    ]
    movies, reviews = folder / "movies.csv", folder / "reviews.csv"
    write(movies, ("title", "year"), iter(films))
    write(reviews, HEADER, review_rows(chance, films, rows))
    return movies, reviews


def review_rows(
    chance: random.Random, films: list[tuple[str, int]], rows: int
) -> Iterator[tuple[object, ...]]:
    """Yield reviews; a few films have very many, as it is."""
    first = ("Ada", "Bo", "Cleo", "Mo", "Asa", "Vera", "Inga", "Tomas")
    last = ("Lind", "Marsh", "Vik", "Novak", "Silva", "Byrne")
    critics = [
        f"{chance.choice(first)} {chance.choice(last)} {n}" for n in range(5_000)
    ]
    outlets = [f"The {chance.choice(WORDS).title()} Reel {n}" for n in range(1_000)]
    for number in range(rows):
        title, year = films[int(chance.random() ** 2 * len(films))]
        yield (
            title,
            year,
            chance.choice(critics),
            chance.choice(outlets),
            int(chance.random() < 0.25),
            chance.choice(("fresh", "fresh", "rotten")),
            chance.choice(GRADES),
            f"{chance.randint(2000, 2023)}-{chance.randint(1, 12):02}-"
            f"{chance.randint(1, 28):02}",
            f"https://reel{number % 1000}.example/review/{number}",
            " ".join(chance.choices(WORDS, k=chance.randint(8, 30))) + f" {number}.",
        )


def write(
    path: Path, header: tuple[str, ...], rows: Iterator[tuple[object, ...]]
) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def shell_import(path: Path, folder: Path) -> Shell:
    """Return what the quickest `.import` into a new database took."""
    rounds: list[Shell] = []
    for _ in range(ROUNDS):
        target = folder / "bare.db"
        target.unlink(missing_ok=True)
        begin, cpu = time.perf_counter(), cpu_of_children()
        subprocess.run(
            ["sqlite3", str(target), f".import --csv {path} reviews"], check=True
        )
        took = time.perf_counter() - begin
        rounds.append(Shell(took, cpu_of_children() - cpu))
        with sqlite3.connect(target) as connection:
            connection.execute("SELECT count(*) FROM reviews").fetchone()
        connection.close()
    return Shell(min(each.seconds for each in rounds), min(each.cpu for each in rounds))


def cpu_of_children() -> float:
    """Return the processor's seconds of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def site(folder: Path) -> Iterator[dict[str, str]]:
    """Make an empty site, by default on SQLite; yield what a process needs."""
    environment = os.environ | {"MATINEE_INSTANCE_PATH": str(folder / "instance")}
    command = "from app.cli import main; main(['database', 'upgrade'])"
    subprocess.run(
        [sys.executable, "-c", command],
        env=environment,
        check=True,
        capture_output=True,
    )
    yield environment


def measured(
    environment: dict[str, str], kind: str, path: Path, folder: Path
) -> dict[str, float]:
    """Import a file in a process of its own, and return its figures."""
    process = subprocess.Popen(
        [sys.executable, "-c", MEASURED, kind, str(path), str(folder)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, megabytes(process.pid))
        time.sleep(LOOK)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    figures: dict[str, float] = json.loads(out.splitlines()[-1])
    return figures | {"megabytes": most}


def megabytes(pid: int) -> float:
    """Return what a process and those that it started keep in memory together.

    What they share is counted once.
    """
    here = Path(f"/proc/{pid}")
    try:
        found = (here / "smaps_rollup").read_text()
        beside = (here / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0.0
    kilobytes = next(
        int(line.split()[1]) for line in found.splitlines() if line.startswith("Pss:")
    )
    return kilobytes / 1024 + sum(megabytes(int(each)) for each in beside)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
