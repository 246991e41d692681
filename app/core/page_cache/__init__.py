"""The page cache: ready answers for public pages, in front of Flask.

`asking` names the page that a request is for, `entries` are pages that are kept,
`shelf` keeps them, `freshness`, `commits` and `listening` know whether they are true,
`flights` let one make what many wait for, `shared` gives them to other processes, and
`middleware` is where a request goes through.
"""

from typing import Any

from flask import Flask, current_app, has_app_context
from sqlalchemy import event, make_url

from app.config import Settings
from app.core.db import db
from app.core.page_cache.asking import Asking
from app.core.page_cache.flights import TURNS, Flights
from app.core.page_cache.freshness import Freshness, SQLiteFreshness, sqlite_path
from app.core.page_cache.listening import PostgreSQLFreshness
from app.core.page_cache.middleware import PageCache
from app.core.page_cache.shared import Shared
from app.core.page_cache.shelf import Shelf
from app.core.store import store_of

NAME = "page_cache"


def init_app(app: Flask, settings: Settings) -> None:
    """Put the cache in front of Flask; with a size of 0 it only spells addresses.

    What is put in front of Flask later, such as the trust in proxies, stands in front
    of the cache as well.
    """
    limit = settings.page_cache * 1024 * 1024
    freshness = freshness_for(app, settings) if limit else None
    shelf = Shelf(limit) if limit and freshness else None
    is_waited_for = isinstance(freshness, PostgreSQLFreshness)
    flights = Flights(settings.threads if is_waited_for else TURNS)
    cache = PageCache(app.wsgi_app, Asking(app), shelf, freshness, flights=flights)
    app.extensions[NAME] = cache
    app.wsgi_app = cache  # type: ignore[method-assign,assignment]


def seal(app: Flask) -> None:
    """Share pages with other processes of the same build, if there is a store."""
    store = store_of(app)
    if store is not None:
        cache_of(app).shared = Shared(store, app.config["BUILD"])


def stop(app: Flask) -> None:
    """End what the cache has begun in this process."""
    freshness = cache_of(app).freshness
    if isinstance(freshness, PostgreSQLFreshness):
        freshness.stop()


def freshness_for(app: Flask, settings: Settings) -> Freshness | None:
    """Return how the database is asked; one in memory cannot be."""
    url = make_url(settings.database_uri)
    if url.get_backend_name() == "sqlite":
        path = sqlite_path(url)
        return None if path is None else SQLiteFreshness(path)
    plain = url.set(drivername="postgresql")
    with app.app_context():
        pool = db.engine
    return PostgreSQLFreshness(plain.render_as_string(hide_password=False), pool)


def cache_of(app: Flask) -> PageCache:
    """Return the page cache of an application."""
    found: PageCache = app.extensions[NAME]
    return found


def expire_own(session: Any) -> None:
    """Let what this process has committed be seen by its next answer."""
    if not has_app_context():
        return
    cache: PageCache | None = current_app.extensions.get(NAME)
    if cache is not None and cache.freshness is not None:
        cache.freshness.moved()


event.listen(db.session, "after_commit", expire_own)
