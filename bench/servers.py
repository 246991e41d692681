"""Servers on loopback, pinned to a processor: ours, bare Flask, and others."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

CHECKOUT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
FIRST_PORT = 5700
PATIENCE = 180.0
THREADS = 8
TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, CLIENT_CORE = 0, 1


class DidNotStart(Exception):
    """A server ended, or never answered."""


@dataclass
class Server:
    """A running server, known by its first process."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def base(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def processor(self) -> float:
        """Return the processor seconds that its processes have used."""
        return sum(processor_seconds(pid) for pid in family(self.process.pid))

    def megabytes(self) -> float:
        """Return the memory of its largest process: the worker that answers."""
        return max(resident(pid) for pid in family(self.process.pid))


def end_by_signal() -> None:
    """Let SIGTERM end a run as Ctrl-C does: whoever has started a server ends it.

    A shell that starts a run in the background has it overlook Ctrl-C; not here.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


@contextmanager
def serving(
    app: str,
    environment: Mapping[str, str] | None = None,
    *,
    path: str = "/",
    workers: int = 1,
    python: str = sys.executable,
    core: int | None = SERVER_CORE,
) -> Iterator[Server]:
    """Serve an application by granian with the flags that all of them get."""
    port = free_port()
    command = [
        *pinned(core),
        *(python, "-m", "granian", "--interface", "wsgi", "--host", HOST),
        *("--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), "--log-level", "error", app),
    ]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    server = Server(process, port)
    try:
        wait_for(server, path)
        yield server
    finally:
        stop(process)


def pinned(core: int | None) -> list[str]:
    """Return what keeps a program on one processor, where there are two."""
    if core is None or not can_pin():
        return []
    return ["taskset", "-c", str(core)]


def can_pin() -> bool:
    """Tell whether server and client can each have a processor of their own."""
    return shutil.which("taskset") is not None and (os.cpu_count() or 1) > 1


def free_port() -> int:
    """Return a port that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if tried.connect_ex((HOST, port)):
                try:
                    tried.bind((HOST, port))
                except OSError:
                    continue
                return port
    raise DidNotStart("no port is free")


def wait_for(server: Server, path: str) -> None:
    """Wait until a server answers, or raise with what became of it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise DidNotStart(f"the server ended with {server.process.returncode}")
        try:
            with urlopen(Request(server.base + path), timeout=PATIENCE):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise DidNotStart(f"{server.base}{path} never answered")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and all its processes."""
    group = process.pid
    try:
        os.killpg(group, signal.SIGTERM)
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(group, signal.SIGKILL)
        process.wait()
    except ProcessLookupError:
        process.wait()


def family(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = stat_of(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += children.get(each, [])
    return found


def processor_seconds(pid: int) -> float:
    """Return the processor seconds of a process."""
    fields = stat_of(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def resident(pid: int) -> float:
    """Return the megabytes that a process has in memory."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    for line in text.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def stat_of(pid: int) -> list[str]:
    """Return what the kernel says of a process, from its state on; [] if it ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
