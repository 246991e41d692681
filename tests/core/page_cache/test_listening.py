"""What is true on PostgreSQL when the connections that ask for it cannot be had."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import create_engine, text

from app.core.db import db
from app.core.page_cache import cache_of
from app.core.page_cache.freshness import DatabaseAway
from app.core.page_cache.listening import PostgreSQLFreshness
from tests.core.page_cache.test_freshness import retitle
from tests.support.site import until

pytestmark = pytest.mark.parametrize("database", ["postgresql"])

PAGE = "/movies/the-lamplighter"
NOWHERE = "postgresql://nobody@127.0.0.1:9/none"


@pytest.fixture
def full(site, film):
    """Let the site's page cache get no connection where its pool has some."""
    cache = cache_of(site)
    there, others = cache.freshness, set(threading.enumerate())
    with site.app_context():
        cache.freshness = PostgreSQLFreshness(NOWHERE, pool=db.engine)
    with suppress(DatabaseAway):
        cache.freshness.generation()
    until(lambda: cache.freshness.by_pool)
    yield cache.freshness
    cache.freshness.stop()
    # Before the pool is closed, from which it may have a connection now.
    for thread in set(threading.enumerate()) - others:
        thread.join(60)
    cache.freshness = there


def test_it_asks_by_the_pool_where_it_gets_no_connection(site, film, start, full):
    reader, other = site.test_client(), start()
    reader.get(PAGE)

    for number in range(3):
        retitle((site, other)[number % 2], film, f"Title {number}")

        assert f"Title {number}" in reader.get(PAGE).text


def test_where_the_pool_has_none_either_what_is_kept_is_served(site, film, full):
    reader = site.test_client()
    page = reader.get(PAGE)
    full.stopped.set()
    full.pool = create_engine(NOWHERE.replace("postgresql", "postgresql+psycopg"))

    for _ in range(2):
        assert reader.get(PAGE).data == page.data
    assert not full.by_pool


def test_a_connection_that_was_cut_is_opened_again_for_the_same_question(site, film):
    reader, freshness = site.test_client(), cache_of(site).freshness
    reader.get(PAGE)
    until(lambda: freshness.asking is not None)
    retitle(site, film, "After the cut")
    with site.app_context(), db.engine.connect() as connection:
        ended = text("SELECT pg_terminate_backend(:pid, 60000)")
        pid = freshness.asking.info.backend_pid
        assert connection.execute(ended, {"pid": pid}).scalar_one()

    assert "After the cut" in reader.get(PAGE).text
