"""Connections to PostgreSQL: as many as there are threads, whatever else is set."""

from contextlib import ExitStack

from app import create_app
from app.core.db import db
from tests.support.databases import close, settings_of

THREADS = 24


def test_no_thread_waits_for_the_connection_of_another(databases, tmp_path):
    url = databases.with_tables("postgresql")
    few = {"database_pool_size": 1, "database_wait": 0.1, "threads": THREADS}
    app = create_app(settings_of(url, tmp_path / "instance", **few))

    with app.app_context(), ExitStack() as busy:
        for _ in range(THREADS):
            busy.enter_context(db.engine.connect())

    close(app)
