"""The worker as a process of its own: it starts, and ends with its server."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.support.databases import settings_of
from tests.support.site import PATIENCE


@pytest.fixture
def environment(databases, tmp_path):
    """Return what a process needs to know of a site on SQLite."""
    url = databases.with_tables("sqlite")
    settings = settings_of(url, tmp_path)
    return os.environ | {
        "DATABASE_URL": url,
        "MATINEE_INSTANCE_PATH": str(tmp_path),
        "MATINEE_SECRET_KEY": settings.secret_key,
        "MATINEE_PASSWORD_SALT": settings.password_salt,
    }


def worker(environment, *arguments) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "work", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def command(environment, *words) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_a_worker_ends_when_it_is_told_to(environment):
    with worker(environment) as process:
        assert "the worker does jobs" in process.stdout.readline()

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=PATIENCE) == 0


def test_a_worker_waits_for_its_tables(environment, databases):
    environment["DATABASE_URL"] = databases.empty("sqlite")

    with worker(environment) as process:
        assert "before: matinee database upgrade" in process.stdout.readline()
        command(environment, "database", "upgrade").check_returncode()
        assert "the worker does jobs" in process.stdout.readline()

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0


def test_a_worker_that_waits_for_its_tables_ends_when_it_is_told_to(
    environment, databases
):
    environment["DATABASE_URL"] = databases.empty("sqlite")

    with worker(environment) as process:
        assert "before: matinee database upgrade" in process.stdout.readline()

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0


def test_tables_of_a_newer_version_are_left_alone(environment):
    with closing(sqlite3.connect(environment["DATABASE_URL"][10:])) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    said = command(environment, "database", "upgrade")

    assert said.returncode == 1
    assert said.stdout.startswith("Error: The tables are of revision 9999, and this")
    with worker(environment) as process:
        assert "the worker does jobs" in process.stdout.readline()
        process.kill()


def test_a_worker_ends_with_its_server(environment):
    strangers = "1"

    with worker(environment, "--beside", strangers) as process:
        assert process.wait(timeout=PATIENCE) == 0
