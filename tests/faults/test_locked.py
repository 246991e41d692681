"""A database that another process keeps locked: writes are put off, pages go on."""

import sqlite3
import threading
from contextlib import closing

import pytest

from tests.factories.accounts import PASSWORD
from tests.support.posting import kept, miscounted, post
from tests.support.site import until
from tests.support.ticks import Ticks

THREADS = 4
WAIT = 8.0


@pytest.fixture
def site(made_site, filled):
    """Return a site on SQLite whose writes wait a fifth of a second."""
    site = made_site(
        "sqlite",
        MATINEE_WORKERS="2",
        MATINEE_JOB_WORKERS="0",
        MATINEE_DATABASE_WAIT="0.2",
    )
    filled(site, movies=2, members=2)
    return site.start()


def test_what_is_locked_longer_than_a_write_waits_is_503_and_pages_go_on(site):
    ada, stranger, newcomer = site.visitor("member.0@example.org"), *visitors(site)
    token = ada.token("/movies/film-0/review")
    said = {"email": "member.1@example.org", "password": PASSWORD}
    door, draft = stranger.token(), newcomer.token("/movies/film-0/review")

    with locked(site):
        answers = [
            post(ada, "film-0", token, 7, "While it is locked."),
            stranger.post("/account/login", said | {"csrf_token": door}),
            post(newcomer, "film-0", draft, 3, "Not signed in."),
        ]
        pages = [
            site.visitor().get("/movies/film-0").status,
            ada.get("/movies/film-1/review").status,
            stranger.get("/search?q=film").status,
        ]

    assert [answer.status for answer in answers] == [503, 503, 503]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    for answer, words in ((answers[0], "While it is locked."), (answers[2], "Not si")):
        assert answer.page.find("#kept").text.strip().startswith(words)
    assert pages == [200, 200, 200]
    assert kept(site) == {}
    assert post(ada, "film-0", token, 7, "Afterwards.").status == 303
    assert stranger.post("/account/login", said | {"csrf_token": door}).status == 303
    assert post(newcomer, "film-0", draft, 3, "Not signed in.").status == 303
    assert kept(site) == {("member.0@example.org", "film-0"): [(7, "Afterwards.")]}
    assert miscounted(site) == []


def test_many_who_post_meanwhile_do_not_hold_the_threads_that_pages_need(
    made_site, filled
):
    site = made_site(
        "sqlite",
        MATINEE_THREADS=str(THREADS),
        MATINEE_JOB_WORKERS="0",
        MATINEE_DATABASE_WAIT=str(WAIT),
    )
    filled(site, movies=1, members=1)
    site.start()
    tokens = [(each, each.token()) for each in (site.visitor() for _ in range(12))]
    reader = site.visitor()
    over = threading.Event()
    statuses = []

    def knock(visitor, token):
        fields = {"csrf_token": token, "email": "member.0@example.org"}
        fields["password"] = PASSWORD
        while not over.wait(0.1):
            statuses.append(visitor.post("/account/login", fields).status)

    knocking = [threading.Thread(target=knock, args=each) for each in tokens]
    with locked(site):
        for each in knocking:
            each.start()
        try:
            # All threads have waited once.
            until(lambda: len(statuses) >= 2 * THREADS)
            with Ticks() as ticks:
                for _ in range(5):
                    assert reader.get("/movies/film-0").status == 200
                assert ticks.seconds <= WAIT
        finally:
            over.set()
            for each in knocking:
                each.join()

    assert set(statuses) == {503}
    assert reader.try_to_sign_in("member.0@example.org").status == 303


def visitors(site):
    """Return two whom nobody knows."""
    return site.visitor(), site.visitor()


def locked(site):
    """Hold the write lock of a site's database, as another program might."""
    rival = sqlite3.connect(site.url.removeprefix("sqlite:///"), isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    return closing(rival)
