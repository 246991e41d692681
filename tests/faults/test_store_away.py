"""Valkey or Redis that is stopped and started under load: the site goes on without it.

What it held is gone with it: pages that were shared, limits, and wake-ups of jobs.
Within five seconds of its return it is used again, and what was asked for is done.
"""

import pytest

from tests.support.posting import Writers, kept, miscounted, post
from tests.support.site import until
from tests.support.ticks import Ticks

WRITERS = 3
FILMS = 30
BACK_WITHIN = 5.0
PAGES = ("/", "/movies", "/movies/film-0", "/movies/film-1/review", "/account/login")


@pytest.fixture
def site(made_site, filled, valkey, mail_server):
    """Return a site of two processes that share a store."""
    site = made_site(
        "sqlite",
        CACHE_URL=valkey.url,
        MATINEE_WORKERS="2",
        MATINEE_SEARCH_LIMIT="5",
        MATINEE_MAIL_SERVER=mail_server.address,
    )
    filled(site, movies=FILMS + 1, members=WRITERS + 1)
    return site.start()


def names_in(valkey) -> set[str]:
    """Return what kinds of things the store holds."""
    with valkey.client() as client:
        return {key.decode().split(":")[1] for key in client.keys("matinee:*")}


def ask_for_letter(site) -> int:
    """Ask for a letter, which a job sends."""
    visitor = site.visitor()
    fields = {"csrf_token": visitor.token(), "email": "member.0@example.org"}
    return visitor.post("/account/recovery", fields).status


def test_a_store_goes_and_comes_back_under_load(site, valkey, mail_server):
    emails = [f"member.{number}@example.org" for number in range(WRITERS)]
    writers = Writers(site, emails, FILMS)
    reader = site.visitor()
    ada = site.visitor(f"member.{WRITERS}@example.org")
    token = ada.token("/movies/film-0/review")
    seen, searched, asked = [], [], []

    def use():
        """Do what the store is asked about: a page that is made anew, and a search."""
        answers = post(ada, f"film-{FILMS}", token, 1 + len(seen) % 10, f"{len(seen)}")
        seen.append(answers.status)
        seen.extend(reader.get(path).status for path in (f"/movies/film-{FILMS}", "/"))
        searched.append(reader.get("/search?q=film").status)
        return {"page", "limit", "worker"} <= names_in(valkey)

    def break_it():
        until(use)
        until(lambda: writers.strange or len(writers.acknowledged) >= WRITERS * 5)
        valkey.stop()
        seen.extend(reader.get(path).status for path in PAGES)
        searched.extend(reader.get("/search?q=film").status for _ in range(12))
        seen.append(post(ada, f"film-{FILMS}", token, 2, "While it is away.").status)
        asked.append(ask_for_letter(site))
        asked.append(len(mail_server.letters))
        valkey.start()
        with Ticks(valkey.answers) as ticks:
            ticks.until(use, seconds=BACK_WITHIN)
            ticks.until(lambda: mail_server.letters, seconds=BACK_WITHIN, what=log)
            ticks.until(is_ready, seconds=BACK_WITHIN)

    def is_ready():
        return site.visitor().get("/readyz").status == 200

    def log():
        return site.output[-4000:]

    writers.run(beside=break_it)

    assert set(seen) <= {200, 303}
    assert set(searched) == {200, 429}
    assert asked[0] in (200, 303)
    assert asked[1] == 0
    assert len(mail_server.letters) == 1
    assert (writers.strange, writers.replays) == ([], 0)
    assert len(writers.acknowledged) == WRITERS * FILMS
    assert writers.lost() == []
    assert sum(map(len, kept(site).values())) == WRITERS * FILMS + 1
    assert miscounted(site) == []
