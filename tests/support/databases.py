"""Databases for tests on SQLite and PostgreSQL: one with the tables, and copies."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask

from app import create_app
from app.checking import read
from app.config import Environment, Settings
from app.core import migrating, page_cache
from app.core.db import db
from app.core.store import store_of
from tests.support import machine, postgresql

BACKENDS = ("sqlite", "postgresql")
# Long and mixed enough for the checks, and known to everybody.
SECRET_KEY = "of-these-tests-and-of-nothing-else-8Zk3"
STATIC = Path(tempfile.mkdtemp(prefix="matinee-static-"))
atexit.register(shutil.rmtree, STATIC, ignore_errors=True)
PASSWORD_SALT = "salt-of-these-tests-and-nothing-else-4Qw"


class Databases:
    """Makes databases for one worker; `cluster` is PostgreSQL's folder.

    What is made goes with the cluster, and the files are pytest's to remove.
    """

    def __init__(self, folder: Path, cluster: str | None, worker: str) -> None:
        self.folder = folder
        self.cluster = cluster
        self.worker = worker
        self.numbers = count(1)
        self.templates: dict[str, str] = {}

    def empty(self, backend: str) -> str:
        """Return the address of a new database without tables."""
        name = f"matinee_{self.worker}_{next(self.numbers)}"
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return postgresql.create(self.needed_cluster(), name)

    def with_tables(self, backend: str) -> str:
        """Return the address of a new database with every table, copied from one."""
        return self.copied(backend, self.template(backend))

    def copy(self, url: str) -> str:
        """Return the address of a copy of a database that nobody uses now."""
        if url.startswith("sqlite"):
            path = url.removeprefix("sqlite:///")
            settle(path)
            return self.copied("sqlite", path)
        return self.copied("postgresql", name_in(url))

    def copied(self, backend: str, template: str) -> str:
        """Return the address of a new database, copied from a file or a name."""
        name = f"matinee_{self.worker}_{next(self.numbers)}"
        if backend == "sqlite":
            path = self.folder / f"{name}.db"
            shutil.copyfile(template, path)
            return f"sqlite:///{path}"
        return postgresql.create(self.needed_cluster(), name, template)

    @contextmanager
    def on_disk(self, folder: Path) -> Iterator[str]:
        """Make a database in PostgreSQL whose tables lie there; yield its address."""
        cluster, template = self.needed_cluster(), self.template("postgresql")
        name = f"matinee_{self.worker}_{next(self.numbers)}"
        yield postgresql.create(cluster, name, template, folder=folder / "tables")
        postgresql.drop(cluster, name)
        postgresql.execute(cluster, f'DROP TABLESPACE "{name}"')

    def template(self, backend: str) -> str:
        """Run the migrations once, and return what copies are made of."""
        if backend not in self.templates:
            url = self.empty(backend)
            migrate(url, self.folder / "template")
            if backend == "sqlite":
                path = url.removeprefix("sqlite:///")
                settle(path)
                self.templates[backend] = path
            else:
                self.templates[backend] = name_in(url)
        return self.templates[backend]

    def needed_cluster(self) -> str:
        """Return the cluster, or leave the test out."""
        return self.cluster or machine.leave_out("PostgreSQL")


def name_in(url: str) -> str:
    """Return the name of a database of PostgreSQL from its address."""
    return urlsplit(url).path.removeprefix("/")


def settings_of(url: str, instance: Path, **others: object) -> Settings:
    """Return the settings of a site in tests."""
    share_static(instance)
    return read(
        **{
            "environment": Environment.TEST,
            "instance_path": instance,
            "database_url": url,
            "secret_key": SECRET_KEY,
            "password_salt": PASSWORD_SALT,
            "log_level": "ERROR",
            "holds": "off",
            "public_log": True,
            # A transaction that is rolled back is invisible to it.
            "page_cache": 0,
        }
        | others
    )


def share_static(instance: Path) -> None:
    """Let a site find its static files written and compressed, as all others do."""
    instance.mkdir(parents=True, exist_ok=True)
    place = instance / "static"
    if not os.path.lexists(place):
        place.symlink_to(STATIC, target_is_directory=True)


def migrate(url: str, instance: Path) -> None:
    """Bring a database to the newest tables, as the site's own command does."""
    app = create_app(settings_of(url, instance))
    with app.app_context():
        migrating.upgrade()
    close(app)


def close(app: Flask) -> None:
    """Let go of an application's connections."""
    page_cache.stop(app)
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    shared = store_of(app)
    if shared is not None:
        shared.close()


def settle(path: str) -> None:
    """Write the log of a SQLite database into its file, so that it can be copied."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
