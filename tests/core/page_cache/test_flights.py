"""Many who want one page: one makes it, the others wait, and none of them for ever."""

import threading

import pytest

from app.core.page_cache import cache_of, flights, middleware
from tests.core.page_cache.test_middleware import retitle

PAGE = "/movies/the-lamplighter"
MANY = 8
LONG = 60.0


def all_at_once(site, path, number=MANY):
    """Ask for a page from many threads; return the answers."""
    answers, together = [], threading.Barrier(number)

    def ask():
        together.wait(30)
        answers.append(site.test_client().get(path))

    threads = [threading.Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Let nobody give up waiting because the machine is slow."""
    monkeypatch.setattr(middleware, "WAIT", LONG)
    monkeypatch.setattr(flights, "PATIENCE", LONG)


@pytest.fixture
def slowly(site):
    """Let something happen before Flask makes each page: `slowly(before)`."""

    def changed(before):
        cache = cache_of(site)
        inner = cache.application

        def application(environ, start):
            before(environ)
            return inner(environ, start)

        cache.application = application

    return changed


@pytest.fixture
def until_asked(cache, monkeypatch):
    """Wait until so many have asked for a page: `until_asked(MANY)`."""
    begin, came = cache.flights.begin, threading.Semaphore(0)

    def counted(key):
        flight = begin(key)
        came.release()
        return flight

    def wait(number):
        for _ in range(number):
            came.acquire(timeout=LONG)

    monkeypatch.setattr(cache.flights, "begin", counted)
    return wait


def test_one_makes_what_many_want(site, film, cache, slowly, until_asked):
    slowly(lambda environ: until_asked(MANY))

    answers = all_at_once(site, PAGE)

    assert len({answer.data for answer in answers}) == 1
    assert len(answers) == MANY
    assert cache.made == 1


def test_one_makes_for_all_what_is_too_large_to_keep(
    site, film, cache, slowly, until_asked
):
    cache.shelf.limit = 1
    slowly(lambda environ: until_asked(MANY))

    answers = all_at_once(site, PAGE)

    assert [answer.status_code for answer in answers] == [200] * MANY
    assert cache.made == 1
    assert not cache.shelf.entries


def test_if_making_fails_another_tries(site, film, cache, slowly, until_asked):
    first, statuses = threading.Lock(), []

    def fail_once(environ):
        if first.acquire(blocking=False):
            until_asked(4)
            raise MemoryError("as it happens")

    slowly(fail_once)

    def ask():
        try:
            statuses.append(site.test_client().get(PAGE).status_code)
        except MemoryError:
            statuses.append(500)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(statuses) == [200, 200, 200, 500]
    assert cache.made == 2
    assert not cache.flights.flights


def test_nobody_waits_longer_than_the_bound(site, film, cache, slowly, monkeypatch):
    monkeypatch.setattr(middleware, "WAIT", 0.2)
    held = threading.Event()
    mine = threading.Lock()

    def hold_the_first(environ):
        if mine.acquire(blocking=False):
            held.wait(60)

    slowly(hold_the_first)
    first = threading.Thread(target=lambda: site.test_client().get(PAGE))
    first.start()
    while not mine.locked():
        threading.Event().wait(0.01)

    answer = site.test_client().get(PAGE)

    assert answer.status_code == 200
    held.set()
    first.join(60)


def test_what_is_missing_makes_nobody_wait_in_line(site, film, cache):
    answers = all_at_once(site, "/movies/no-such-film")

    assert {answer.status_code for answer in answers} == {404}
    assert not cache.flights.flights


def test_a_change_while_a_page_is_made_is_not_kept_as_old(site, film, cache, slowly):
    inner = cache.application
    changed = []

    def application(environ, start):
        body = list(inner(environ, start))
        if not changed:
            changed.append(True)
            retitle(site, film, "Changed meanwhile")
        return body

    cache.application = application
    torn = site.test_client().get(PAGE)

    assert "ETag" not in torn.headers
    assert b"Changed meanwhile" in site.test_client().get(PAGE).data


def most_at_once(site, paths, slowly, expected):
    """Ask for different pages from many threads; return how many were made at once.

    The first stay until as many are at it as are expected, and then long enough for one
    too many to come.
    """
    inside, most, lock = set(), [], threading.Lock()
    full = threading.Event()

    def before(environ):
        path = environ["PATH_INFO"]
        with lock:
            inside.add(path)
            most.append(len(inside))
            if len(inside) == expected:
                full.set()
        full.wait(LONG / 2)
        threading.Event().wait(0.1)
        with lock:
            inside.discard(path)

    slowly(before)
    threads = [
        threading.Thread(target=lambda path=path: site.test_client().get(path))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(most) == len(paths)
    return max(most)


PAGES = ("/", "/movies", "/critics", PAGE, f"{PAGE}/score")


def test_different_pages_are_made_two_at_a_time_over_sqlite(
    site, film, cache, slowly, database
):
    expected = flights.TURNS if database == "sqlite" else len(PAGES)

    assert most_at_once(site, PAGES, slowly, expected) == expected


def test_a_page_waits_for_its_turn_no_longer_than_it_may(
    site, film, cache, slowly, monkeypatch
):
    monkeypatch.setattr(flights, "PATIENCE", 0.0)

    assert most_at_once(site, PAGES, slowly, len(PAGES)) == len(PAGES)
