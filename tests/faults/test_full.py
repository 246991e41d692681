"""A disk that is full: nothing is half done, words are kept, and it goes on by itself.

On SQLite the whole instance folder lies on the small disk, the queue of jobs with it;
on PostgreSQL the tables.
"""

import random

import pytest
from sqlalchemy import func, select

from app.accounts.models import LoginSession
from app.core.console import UNAVAILABLE
from app.core.db import db
from app.imports.importing import BATCHES
from app.imports.models.runs import ImportRun
from app.imports.rules.columns import Kind
from app.movies.models import Movie
from tests.factories.accounts import PASSWORD
from tests.imports.files import as_csv
from tests.support.posting import kept, miscounted, post
from tests.support.site import until

FILMS = 60
ROWS = 6_000
# Megabytes: enough for a batch or two, not for three.
ROOM = {"sqlite": 20, "postgresql": 30}
LONG = "Somebody lights lamps, and nobody sees it. " * 80
JOBS_OFF = {"MATINEE_JOB_WORKERS": "0", "MATINEE_DATABASE_WAIT": "2"}


@pytest.fixture
def full(database, cramped_site, filled):
    """Return a site that runs on a disk without room, and the disk."""
    site, disk = cramped_site(database, **JOBS_OFF)
    filled(site, movies=FILMS, members=2)
    site.start()
    return site, disk


def test_a_post_to_a_full_disk_is_503_and_the_next_one_finds_room_again(full):
    site, disk = full
    ada = site.visitor("member.0@example.org")
    token = ada.token("/movies/film-0/review")
    disk.fill()

    posted = {}
    for number in range(FILMS):
        answer = post(ada, f"film-{number}", token, 7, f"{number} {LONG}")
        if answer.status != 303:
            break
        posted["member.0@example.org", f"film-{number}"] = [
            (7, f"{number} {LONG}".strip())
        ]

    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Please try again in a moment" in answer.page.headings
    assert answer.page.values == {} or "csrf_token" not in answer.page.values
    assert answer.page.find("#kept").text.strip() == f"{number} {LONG}".strip()
    assert site.visitor().get("/movies/film-0").status == 200
    disk.clear()
    until(lambda: post(ada, f"film-{number}", token, 7, "Now.").status == 303)
    posted["member.0@example.org", f"film-{number}"] = [(7, "Now.")]
    assert kept(site) == posted
    assert miscounted(site) == []


def test_nobody_is_half_signed_in_on_a_full_disk(full):
    site, disk = full
    assert site.visitor().get("/movies/film-0").status == 200
    disk.fill()
    answers = []

    for _ in range(200):
        visitor = site.visitor()
        fields = {
            "csrf_token": visitor.token(),
            "email": "member.1@example.org",
            "password": PASSWORD,
        }
        answers.append(visitor.post("/account/login", fields))
        if answers[-1].status != 303:
            break

    assert answers[-1].status == 503
    assert answers[-1].headers["Retry-After"]
    disk.clear()
    with site.rows():
        rows = db.session.scalar(select(func.count()).select_from(LoginSession))
    assert rows == len(answers) - 1
    site.visitor("member.1@example.org")


def test_an_import_on_a_full_disk_leaves_whole_batches_and_comes_in_later(
    database, cramped_site, tmp_path
):
    site, disk = cramped_site(database, 128)
    rows = [
        {"title": f"Another {number}", "year": "2001", "synopsis": noise(number)}
        for number in range(ROWS)
    ]
    file = tmp_path / "movies.csv"
    file.write_bytes(as_csv(rows, ("title", "year", "synopsis")))
    disk.fill(but=ROOM[database])

    stopped = site.run("import", "movies", str(file), "--yes")

    assert stopped.returncode == UNAVAILABLE, stopped.stdout
    assert "Traceback" not in stopped.stdout
    assert "Nothing is half done" in stopped.stdout
    disk.clear()
    there, noted = brought(site)
    assert 0 < there < ROWS
    assert there % BATCHES[Kind.MOVIES] == 0
    assert noted == there
    again = site.run("import", "movies", str(file), "--yes")
    assert again.returncode == 0, again.stdout
    assert brought(site) == (ROWS, ROWS)
    assert miscounted(site) == []


def brought(site) -> tuple[int, int]:
    """Return how many movies there are, and how many the runs say they brought."""
    with site.rows():
        there = db.session.scalar(select(func.count()).select_from(Movie))
        noted = db.session.scalar(select(func.sum(ImportRun.new_count)))
    return there, noted


def noise(number: int) -> str:
    """Return some three thousand letters that no database packs."""
    return random.Random(number).randbytes(2_200).hex()[:3_300]
