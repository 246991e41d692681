"""A Valkey or Redis of the tests' own, on a socket that nobody else reaches."""

import atexit
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.support import machine

STARTING_SECONDS = 30


class Valkey:
    """A server that can be stopped and started again on the same socket; it forgets."""

    def __init__(self, program: str) -> None:
        self.program = program
        # The path of a socket must stay short.
        self.folder = Path(tempfile.mkdtemp(prefix="matinee-vk-"))
        self.socket = self.folder / "socket"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen | None = None
        atexit.register(self.remove)

    def start(self) -> None:
        """Start it unless it runs, and wait until it answers."""
        if self.process is not None:
            return
        self.process = subprocess.Popen(
            [self.program, "--port", "0", "--unixsocket", str(self.socket), "--save",
             "", "--appendonly", "no", "--dir", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + STARTING_SECONDS
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(f"{self.program} did not start")
            time.sleep(0.01)

    def answers(self) -> bool:
        """Tell whether it takes commands."""
        try:
            with self.client() as client:
                return client.ping()
        except RedisError:
            return False

    def empty(self) -> None:
        """Forget everything."""
        with self.client() as client:
            client.flushall()

    def client(self) -> Redis:
        """Return a client of the tests' own; use it as a context."""
        return Redis.from_url(self.url)

    def stop(self) -> None:
        """End it at once, as a power cut would; what it knew is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        """End it and remove its folder."""
        atexit.unregister(self.remove)
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def server() -> Valkey:
    """Return a server that is still to be started, or leave the test out."""
    return Valkey(machine.valkey() or machine.leave_out("Valkey or Redis"))
