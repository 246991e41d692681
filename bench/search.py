"""Measure search as you type over all films beside the checkout, against a movie page.

The films are never part of the project: they lie in the directory that MATINEE_SHARED
names, by default `shared` beside the checkout. What is measured is the time that the
application takes for an answer, without a network, with no answer kept: every address
is asked for once. The movie page stands between the searches, so that both see the same
machine; the processor's time decides, since a neighbour on the machine lengthens the
clock's at random, and nothing is waited for here.

    python -m bench.search [folder of wikipedia_movies]
"""

import gc
import gzip
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from werkzeug.test import create_environ

from app import create_app
from app.checking import read
from app.core import migrating
from app.core.db import db
from app.demo.load import load
from app.movies import rules
from app.movies.models import Credit, Movie, Person
from app.scores.models import Tally
from app.search import jobs as search_jobs

CHECKOUT = Path(__file__).resolve().parent.parent
MOVIE = "/movies/ai-weiwei-never-sorry"
SEARCH = "/fragments/search"
# Nobody types as fast as the bench.
SEARCHES_A_MINUTE = 10**9
EACH = 5
TITLES = 160
LONGEST_TYPED = 14
MISTYPED = 0.1
WARM = ("w", "wa", "war", "warm", "warm h", "char", "lamplgiht", "mary", "the man")
"""Each kind of statement is made once in the life of a process, in 4 to 14 ms."""
PEOPLE_OF_FILM = 6
BATCH = 5000
FLOOR = 1.0
AIM = 0.5


def main(arguments: list[str]) -> int:
    """Print the figures; return 1 when the floor is missed and 2 without films."""
    folder = Path(arguments[0]) if arguments else beside_the_project()
    if not folder.exists():
        print(f"There are no films at {folder}.", file=sys.stderr)
        return 2
    return report(measure(folder))


@dataclass(frozen=True)
class Measured:
    """What came out: seconds of the processor, and of the clock."""

    films: int
    seconds: float
    searches: "list[Took]"
    pages: "list[Took]"

    @property
    def slow(self) -> float:
        """Processor seconds that a hundredth of the searches pass."""
        return sorted(self.searches)[int(len(self.searches) * 0.99)].busy

    @property
    def slow_clock(self) -> float:
        """The same by the clock."""
        passed = sorted(each.passed for each in self.searches)
        return passed[int(len(passed) * 0.99)]

    @property
    def page(self) -> float:
        """Processor seconds of a movie page."""
        return median(each.busy for each in self.pages)

    @property
    def page_clock(self) -> float:
        """The same by the clock."""
        return median(each.passed for each in self.pages)

    @property
    def ratio(self) -> float:
        """How long a slow search takes, in movie pages."""
        return self.slow / self.page

    @property
    def ratio_by_clock(self) -> float:
        """The same by the clock."""
        return self.slow_clock / self.page_clock


def measure(folder: Path) -> Measured:
    """Fill a site with the films, and time searches and pages."""
    films = list(films_of(folder))
    with tempfile.TemporaryDirectory() as instance:
        settings = read(
            instance_path=Path(instance),
            log_level="ERROR",
            page_cache=0,
            search_limit=SEARCHES_A_MINUTE,
        )
        app = create_app(settings)
        with app.app_context():
            migrating.upgrade()
            load(settings, lambda *step: None)
            seconds = fill(films)
            db.session.remove()
        searches, pages = timed_searches(app, typed(films))
    return Measured(len(films), seconds, searches, pages)


def beside_the_project() -> Path:
    """Return where the films lie when nobody says otherwise."""
    shared = os.environ.get("MATINEE_SHARED", CHECKOUT.parent / "shared")
    return Path(shared) / "data" / "wikipedia_movies"


def films_of(folder: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Read title, year and people of each film."""
    for path in sorted(folder.glob("movies-*.json.gz")):
        with gzip.open(path) as file:
            for film in json.load(file):
                yield film["title"], film["year"], film["cast"][:PEOPLE_OF_FILM]


def fill(films: Sequence[tuple[str, int, list[str]]]) -> float:
    """Put the films with their people into the database; return the seconds."""
    start = perf_counter()
    names = sorted({name[:200] for _, _, people in films for name in people})
    first_movie, first_person = 100_000, 100_000
    person_ids = {name: first_person + place for place, name in enumerate(names)}
    rows(
        Person,
        (
            {"id": number, "slug": f"p-{number}", "name": name}
            for name, number in person_ids.items()
        ),
    )
    rows(
        Movie,
        (
            {
                "id": first_movie + place,
                "slug": f"m-{place}",
                "title": title[:300],
                "title_sort": rules.title_sort(title)[:300],
                "year": year,
            }
            for place, (title, year, _) in enumerate(films)
        ),
    )
    rows(Tally, ({"movie_id": first_movie + place} for place in range(len(films))))
    rows(
        Credit,
        (
            {
                "movie_id": first_movie + place,
                "person_id": person_ids[name[:200]],
                "role": "cast",
                "position": position,
                "character": str(position),
            }
            for place, (_, _, people) in enumerate(films)
            for position, name in enumerate(people)
        ),
    )
    db.session.commit()
    # As the worker does every night.
    search_jobs.merge_all()
    return perf_counter() - start


def rows(table: type, values: Iterator[dict[str, object]]) -> None:
    """Insert rows in batches."""
    batch: list[dict[str, object]] = []
    for value in values:
        batch.append(value)
        if len(batch) == BATCH:
            db.session.execute(insert(table), batch)
            batch = []
    if batch:
        db.session.execute(insert(table), batch)


def typed(films: Sequence[tuple[str, int, list[str]]]) -> list[str]:
    """Return what stands in the field while people type titles and names.

    Every tenth of them turns two letters round and does not notice.
    """
    chance = random.Random(36273)
    wanted = [film[0] for film in chance.sample(films, TITLES)]
    wanted += [
        film[2][0] for film in chance.sample([film for film in films if film[2]], 40)
    ]
    states: list[str] = []
    for each in wanted:
        text = each.lower()[:LONGEST_TYPED]
        if chance.random() < MISTYPED and len(text) > 5:
            place = chance.randrange(1, len(text) - 2)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        states += [text[:length] for length in range(1, len(text) + 1)]
    return states


@dataclass(frozen=True, order=True)
class Took:
    """The processor's and the clock's seconds for an answer."""

    busy: float
    passed: float
    what: str


def timed(app: Flask, path: str, number: int, **query: str) -> Took:
    """Ask for an address that was never asked for, and time the answer.

    What asks is made before: it is no work of the server.
    """
    asked = create_environ(path, query_string={**query, "n": number})
    statuses: list[str] = []
    clock, busy = perf_counter(), thread_time()
    answer = app.wsgi_app(asked, lambda status, *others: statuses.append(status))
    for _ in answer:
        pass
    getattr(answer, "close", int)()
    took = Took(thread_time() - busy, perf_counter() - clock, query.get("q", path))
    assert statuses[0].startswith("200"), took.what
    return took


def timed_searches(app: Flask, states: Sequence[str]) -> tuple[list[Took], list[Took]]:
    """Time each search, and a movie page after every few of them."""
    for number in range(20):
        for text in WARM:
            timed(app, SEARCH, number, q=text)
        timed(app, MOVIE, number)
    searches, pages = [], []
    # As `app/wsgi.py` does, or one of the answers waits for what was there before.
    gc.collect()
    gc.freeze()
    for number, text in enumerate(states, 100):
        searches.append(timed(app, SEARCH, number, q=text))
        if number % EACH == 0:
            pages.append(timed(app, MOVIE, number))
    gc.unfreeze()
    return searches, pages


def report(measured: Measured) -> int:
    """Print the table; return 0 when the floor is held."""
    searches = measured.searches
    table = Table(title=f"Search as you type over {measured.films:,} films")
    for heading in ("what", "processor", "clock"):
        table.add_column(heading)
    for line in (
        (
            f"{len(searches):,} searches, median",
            milliseconds(median(each.busy for each in searches)),
            milliseconds(median(each.passed for each in searches)),
        ),
        (
            "search, p99",
            milliseconds(measured.slow),
            milliseconds(measured.slow_clock),
        ),
        (
            "movie page, uncached, median",
            milliseconds(measured.page),
            milliseconds(measured.page_clock),
        ),
        (
            f"p99 : movie page (floor {FLOOR}, aim {AIM})",
            f"{measured.ratio:.2f}",
            f"{measured.ratio_by_clock:.2f}",
        ),
        ("films and people put in", "", f"{measured.seconds:.1f} s"),
    ):
        table.add_row(*line)
    console = Console()
    console.print(table)
    console.print(
        "slowest:", ", ".join(repr(each.what) for each in sorted(searches)[-8:])
    )
    return 0 if measured.ratio <= FLOOR else 1


def milliseconds(seconds: float) -> str:
    """Print seconds as milliseconds."""
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
