"""What journeys share: the demo on a real server, and Chromium in front of it.

A page that a journey opens is watched: an error in the console, a refusal by the
content security policy or a request to another origin fails the test.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from app import create_app
from app.config import Settings
from app.demo.load import load
from tests.journeys.screen import Screen
from tests.support import machine
from tests.support.databases import close, settings_of
from tests.support.site import free_port

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
STARTING_SECONDS = 120
NUMBERS = count(1)


@pytest.fixture(scope="session")
def site(databases, tmp_path_factory):
    """Serve the demo with the production server; yield its address."""
    instance = tmp_path_factory.mktemp("site")
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, instance))
    with app.app_context():
        load(app.config["SETTINGS"], lambda *step: None)
    close(app)
    with served(app.config["SETTINGS"]) as address:
        yield address


@contextmanager
def served(settings: Settings, **environment: str) -> Iterator[str]:
    """Run the production server on a site's database; yield its address."""
    port = free_port()
    # No pipe, which nobody would empty.
    written = settings.instance_path / "output.txt"
    with written.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import main; main(['serve'])"],
            env={
                "PATH": os.environ["PATH"],
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "DATABASE_URL": settings.database_url,
                "MATINEE_INSTANCE_PATH": str(settings.instance_path),
                "MATINEE_SECRET_KEY": settings.secret_key,
                "MATINEE_PASSWORD_SALT": settings.password_salt,
                **environment,
            },
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    wait_for(port, server, written)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=60)


def wait_for(port: int, server: subprocess.Popen, written: Path) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    server.kill()
    server.wait()
    raise RuntimeError(f"the server did not start:\n{written.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    """Start Chromium once."""
    path = machine.chromium() or machine.leave_out("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def screen(chromium, site):
    """Open a screen: `screen(width=320, dark=True, script=False)`."""
    opened = []

    def open_screen(**options) -> Screen:
        opened.append(Screen(chromium, site, **options))
        return opened[-1]

    yield open_screen
    complaints = [line for each in opened for line in each.close()]
    assert complaints == []


@pytest.fixture
def page(screen):
    """Open a page on a plain screen."""
    return screen().page


@pytest.fixture
def newcomer():
    """Return a name that nobody in the demo has."""
    return f"Newcomer {os.getpid()}-{next(NUMBERS)}"
