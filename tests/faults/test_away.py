"""PostgreSQL that is stopped and started under load: 503 meanwhile, then as before.

Pages that somebody has read before go on out of the page cache. Once it is back, the
first write is taken, and all else is as it was within five seconds.
"""

import pytest

from tests.support.posting import Writers, kept, miscounted, post
from tests.support.site import until
from tests.support.ticks import Ticks

WRITERS = 4
FILMS = 60
BACK_WITHIN = 5.0
READERS = 6
READ_BEFORE = ("/", "/movies", "/movies/film-0", "/movies/film-0/audience-reviews")


@pytest.fixture
def site(made_site, own_databases, own_cluster, filled, mail_server):
    """Return a site on a PostgreSQL that may be stopped; it is started again."""
    site = made_site(
        "sqlite",
        MATINEE_WORKERS="2",
        MATINEE_DATABASE_WAIT="2",
        MATINEE_MAIL_SERVER=mail_server.address,
    )
    site.url = own_databases.with_tables("postgresql")
    filled(site, movies=FILMS, members=WRITERS + 1)
    yield site.start()
    own_cluster.halt()
    own_cluster.begin()


def test_postgresql_goes_and_comes_back_under_load(site, own_cluster, mail_server):
    emails = [f"member.{number}@example.org" for number in range(WRITERS)]
    writers = Writers(site, emails, FILMS)
    reader, stranger = site.visitor(), site.visitor()
    # So many that each process has some of them.
    readers = [site.visitor() for _ in range(READERS)]
    ada = site.visitor(f"member.{WRITERS}@example.org")
    token = ada.token("/movies/film-0/review")
    during, after, cached = [], [], []
    # One connection is always answered by the same process.
    assert {
        each.get(path).status for each in (reader, *readers) for path in READ_BEFORE
    } == {200}
    door = stranger.token()

    def break_it():
        until(lambda: writers.strange or len(writers.acknowledged) >= 60)
        # Perhaps by another process than before: the site closes what is left idle.
        assert {reader.get(path).status for path in READ_BEFORE} == {200}
        own_cluster.halt()
        for _ in range(5):
            cached.extend(reader.get(path) for path in READ_BEFORE)
        during.append(post(ada, "film-0", token, 7, "While it is away."))
        during.append(reader.get("/movies/film-1/review"))
        own_cluster.begin()
        with Ticks(own_cluster.answer) as ticks:
            first = post(ada, "film-0", token, 9, "Now it is back.")
            assert first.status == 303
            ticks.until(everybody_sees_it, seconds=BACK_WITHIN)
            ticks.until(is_ready, seconds=BACK_WITHIN)
            fields = {"csrf_token": door, "email": emails[0]}
            assert stranger.post("/account/recovery", fields).status in (200, 303)
            ticks.until(lambda: mail_server.letters, seconds=BACK_WITHIN)
        # Every thread of both processes held connections that are dead now.
        after.extend(reader.get("/movies/film-1/review").status for _ in range(40))
        after.extend(reader.get(path).status for path in READ_BEFORE)
        after.append(ada.get("/account").status)

    def everybody_sees_it():
        return all(
            "Now it is back." in each.get("/movies/film-0").text for each in readers
        )

    def is_ready():
        return reader.get("/readyz").status == 200

    writers.run(beside=break_it)

    assert [answer.status for answer in cached] == [200] * 5 * len(READ_BEFORE)
    assert all("Set-Cookie" not in answer.headers for answer in (*cached, *during))
    assert [answer.status for answer in during] == [503, 503]
    assert all(int(answer.headers["Retry-After"]) <= 5 for answer in during)
    assert during[0].page.find("#kept").text.strip() == "While it is away."
    assert set(after) == {200}
    assert writers.strange == [], site.output
    assert writers.replays > 0
    assert len(writers.acknowledged) == WRITERS * FILMS
    assert writers.lost() == []
    assert sum(map(len, kept(site).values())) == WRITERS * FILMS + 1
    assert miscounted(site) == []
