"""A site of real processes: `matinee serve`, its web processes and its worker.

What it prints goes to a file beside the instance folder, so that no pipe fills, and a
test about a full disk does not lose it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from tests.support.databases import PASSWORD_SALT, SECRET_KEY, close, settings_of
from tests.support.visitor import LONGEST_WAIT, Visitor

PATIENCE = 240.0
PROGRAM = (sys.executable, "-m", "app.cli")
HELD: list[socket.socket] = []


class Site:
    """A site on a database of its own; nothing runs before `start`.

    `settings` are environment variables: `MATINEE_WORKERS="2"`.
    """

    def __init__(self, url: str, folder: Path, **settings: str) -> None:
        self.url = url
        self.instance = folder / "instance"
        self.port = free_port()
        self.written = folder / f"output-{self.port}.txt"
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self.visitors: list[Visitor] = []

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": self.url,
            "MATINEE_ENV_FILE": "",
            "MATINEE_INSTANCE_PATH": str(self.instance),
            "MATINEE_SECRET_KEY": SECRET_KEY,
            "MATINEE_PASSWORD_SALT": PASSWORD_SALT,
            "MATINEE_HOLDS": "off",
            "MATINEE_DAILY_POSTS_NEWCOMER": "100000",
            "MATINEE_LOG_FORMAT": "json",
            **self.settings,
        }

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that watches over the others."""
        assert self.process is not None
        return self.process.pid

    @property
    def output(self) -> str:
        """All that its processes have printed."""
        return self.written.read_text(errors="replace")

    def start(self) -> "Site":
        """Start it, and wait until it answers."""
        self.process = self.begun("serve")
        until(self.answers, of=self.process, what=lambda: self.output)
        return self

    def work(self) -> subprocess.Popen[bytes]:
        """Start a worker that nobody starts again: for `MATINEE_JOB_WORKERS="0"`."""
        self.workers.append(self.begun("work"))
        return self.workers[-1]

    def begun(self, command: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on."""
        with self.written.open("ab") as file:
            return subprocess.Popen(
                [*PROGRAM, command],
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def answers(self, *, wait: float = LONGEST_WAIT) -> bool:
        """Tell whether it answers by a page."""
        visitor = Visitor(self.port, wait=wait)
        try:
            return visitor.get("/robots.txt").status == 200
        except OSError:
            return False
        finally:
            visitor.close()

    def stop(self) -> int | None:
        """End all of its processes, by force where they do not listen."""
        for visitor in self.visitors:
            visitor.close()
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()
        if self.process is None:
            return None
        known = [self.pid, *descendants(self.pid)]
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            for pid in known:
                end(pid)
            return self.process.wait()
        finally:
            self.process = None

    def web_processes(self) -> list[int]:
        """Return the processes that answer requests."""
        return [
            pid
            for pid in children(self.pid)
            if "work" not in command(pid) and "serve" in command(pid)
        ]

    def worker(self) -> int | None:
        """Return the process that does the jobs."""
        found = [pid for pid in children(self.pid) if "work" in command(pid)]
        return found[0] if found else None

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the site to its end: `run("scores", "verify")`."""
        return subprocess.run(
            [*PROGRAM, *arguments],
            env=self.environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @contextmanager
    def rows(self) -> Iterator[Flask]:
        """Reach its database from the test, in the context of an application."""
        app = create_app(settings_of(self.url, self.instance))
        try:
            with app.app_context():
                yield app
        finally:
            close(app)

    def visitor(self, email: str = "") -> Visitor:
        """Return somebody at a browser, signed in where an address is given."""
        visitor = Visitor(self.port)
        self.visitors.append(visitor)
        if email:
            visitor.sign_in(email)
        return visitor


def until(
    true: Callable[[], object],
    *,
    of: subprocess.Popen[bytes] | None = None,
    what: Callable[[], str] = str,
    seconds: float = PATIENCE,
) -> None:
    """Wait for a condition; fail when a process ends before, or far too late."""
    last = time.monotonic() + seconds
    while not true():
        if of is not None and of.poll() is not None:
            raise AssertionError(f"it ended with {of.returncode}:\n{what()}")
        if time.monotonic() > last:
            raise AssertionError(f"it did not come to pass:\n{what()}")
        time.sleep(0.02)


def free_port() -> int:
    """Return a port of this machine that nobody listens on, and nobody else is given.

    It stays taken, so that no other test or connection gets it by chance; a server that
    asks for this very port may have it all the same.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    HELD.append(held)
    return int(held.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that live."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, thread.read_text().split())
        except OSError:
            continue
    return [each for each in found if command(each)]


def descendants(pid: int) -> list[int]:
    """Return all processes below a process."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def command(pid: int) -> list[str]:
    """Return the words that a process was started with; none for one that ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []


def environment(pid: int) -> dict[str, str]:
    """Return what a process was told when it was started."""
    pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")[:-1]
    return dict(pair.split("=", 1) for pair in pairs)


def libraries(pid: int) -> str:
    """Return the paths of what a process has loaded, a line each."""
    return Path(f"/proc/{pid}/maps").read_text()


def end(pid: int) -> None:
    """End a process as the machine does that runs out of memory."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
