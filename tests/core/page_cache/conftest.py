"""A site with its page cache on, over a database with commits that are real."""

import pytest

from app import create_app
from app.core.page_cache import cache_of
from tests.factories import movies
from tests.support.databases import close, settings_of
from tests.support.reader import Reader

MEGABYTES = 8


@pytest.fixture
def site_url(database, databases):
    """Return the address of a database with every table."""
    return databases.with_tables(database)


@pytest.fixture
def start(site_url, tmp_path):
    """Start a site over the database as a process of its own would: `start()`."""
    started = []

    def started_site(**others):
        instance = tmp_path / f"instance-{len(started)}"
        settings = settings_of(site_url, instance, **{"page_cache": MEGABYTES} | others)
        app = create_app(settings)
        app.test_client_class = Reader
        started.append(app)
        return app

    yield started_site
    for app in started:
        close(app)


@pytest.fixture
def site(start):
    """Return a site with its page cache on."""
    return start()


@pytest.fixture
def cache(site):
    """Return the site's page cache."""
    return cache_of(site)


@pytest.fixture
def film(site):
    """Return the number of a movie at /movies/the-lamplighter."""
    with site.app_context():
        return movies.movie(slug="the-lamplighter").id
