"""The worker as a process of its own: it starts, and ends with its server."""

import os
import signal
import subprocess
import sys

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


def test_a_worker_ends_when_it_is_told_to(environment):
    with worker(environment) as process:
        assert "the worker does jobs" in process.stdout.readline()

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=PATIENCE) == 0


def test_a_worker_ends_with_its_server(environment):
    strangers = "1"

    with worker(environment, "--beside", strangers) as process:
        assert process.wait(timeout=PATIENCE) == 0
