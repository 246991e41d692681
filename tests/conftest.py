"""What all tests share: an application on each database, put back after every test.

PostgreSQL is started once for a run and stopped at its end. A worker makes its tables
once by the real migrations; each test then runs in a transaction that is rolled back.
"""

import gc
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

from app import create_app
from app.core import mail, store
from app.core.db import db
from tests.support import network, postgresql
from tests.support import valkey as valkeys
from tests.support.databases import BACKENDS, STATIC, Databases, close, settings_of
from tests.support.reader import Reader
from tests.support.statements import count_queries as counted

CLUSTER = pytest.StashKey()

# A busy machine is no fault of the code: no test depends on the clock. The gate says
# the same twice of the same code; whoever works on it tries other examples each time.
settings.register_profile("unhurried", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("unhurried")


def pytest_configure(config):
    """Keep tests from leaving the machine."""
    network.shut()


def pytest_collection_finish(session):
    """Look for cycles among what tests make, not over and over among all tests."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker where PostgreSQL is."""
    node.workerinput["cluster"] = cluster_of(node.config)


def pytest_unconfigure(config):
    """Stop PostgreSQL and remove what sites share, however the run ended.

    Workers end without a word at their exit.
    """
    shutil.rmtree(STATIC, ignore_errors=True)
    cluster = config.stash.get(CLUSTER, None)
    if cluster is not None:
        cluster.stop()


def cluster_of(config) -> str | None:
    """Return the folder of PostgreSQL's socket; start it at the first call."""
    if hasattr(config, "workerinput"):
        return config.workerinput["cluster"]
    if CLUSTER not in config.stash:
        config.stash[CLUSTER] = postgresql.start()
    cluster = config.stash[CLUSTER]
    return None if cluster is None else str(cluster.folder)


@pytest.fixture(scope="session")
def databases(request, tmp_path_factory):
    """Make databases of this worker."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    folder = tmp_path_factory.mktemp("databases")
    return Databases(folder, cluster_of(request.config), worker)


@pytest.fixture(scope="session")
def applications(databases, tmp_path_factory):
    """Return the application on a kind of database, made when first wanted."""
    made = {}

    def application(backend):
        if backend not in made:
            url = databases.with_tables(backend)
            instance = tmp_path_factory.mktemp(f"instance-{backend}")
            made[backend] = create_app(settings_of(url, instance))
            made[backend].test_client_class = Reader
        return made[backend]

    yield application
    for app in made.values():
        close(app)


@pytest.fixture(params=BACKENDS)
def database(request):
    """Run the test on every kind of database."""
    return request.param


@pytest.fixture
def app(database, applications):
    """Return the application; what the test writes is undone after it."""
    made = applications(database)
    # What an earlier test asked of the worker is not this one's to do.
    made.extensions["jobs"].flush()
    for limit in made.extensions["limits"].values():
        limit.buckets.clear()
    # Nor was its mail server ours.
    made.extensions.pop(mail.RESTS, None)
    # Nor are its pictures, though the rows behind them are gone.
    for path in Path(made.config["MEDIA_PATH"]).glob("*"):
        path.unlink()
    return made


@pytest.fixture(autouse=True)
def rolled_back(request):
    """Wrap a test that uses `app` in a transaction that is never committed.

    The connection takes the place of the engine: a session's own `bind` is ignored.
    """
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engine = db.engines[None]
        with engine.connect() as connection:
            # Whoever reads past the session sees what the test has written.
            connection.connect = lambda: nullcontext(connection)
            transaction = connection.begin()
            db.engines[None] = connection
            try:
                yield
            finally:
                db.session.remove()
                transaction.rollback()
                db.engines[None] = engine


@pytest.fixture
def client(app) -> Reader:
    """Return a reader whom nobody knows yet."""
    return app.test_client()


@pytest.fixture
def visit(client):
    """Open a page by its endpoint, assert the status, return it parsed."""
    return client.visit


@pytest.fixture
def sign_in():
    """Sign a member in: `sign_in(client, user)`."""
    return lambda client, user: client.sign_in(user)


@pytest.fixture
def count_queries():
    """Gather the statements that are sent within a `with`."""
    return counted


@pytest.fixture(scope="session")
def valkey_of_run():
    """Start a Valkey or Redis for this worker once it is wanted."""
    server = valkeys.server()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def valkey(valkey_of_run, monkeypatch):
    """Return a running, empty Valkey or Redis; a test may stop it and start it.

    Who asks it from here waits as long as a busy machine may need.
    """
    monkeypatch.setattr(store, "PATIENCE", 60.0)
    valkey_of_run.start()
    valkey_of_run.empty()
    return valkey_of_run


@pytest.fixture
def live_database(database, databases, tmp_path):
    """Return an application with a database of its own, for commits that are real.

    Its writes wait for their turn as long as a busy machine may need.
    """
    url = databases.with_tables(database)
    app = create_app(settings_of(url, tmp_path / "instance", database_wait=60))
    app.test_client_class = Reader
    yield app
    close(app)
