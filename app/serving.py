"""The web server: its processes share a socket, and are renewed without a lost request.

SIGTERM and Ctrl-C end it: what was begun is answered first, unless the same wish comes
a second time. SIGHUP renews it, for new code or new settings: the process that watches
turns into a new image of itself, which keeps the number of the process and the socket,
starts new web processes, and lets the former ones go when the new answer. Connections
that nobody has taken yet wait in the one socket; so none is lost with a process. Code
or settings that do not start leave all as it was.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from tempfile import mkdtemp
from typing import Any

import click
import structlog
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]
from granian.server.mp import MPServer

from app.config import Settings
from app.core import draining
from app.core.metrics import FOLDER
from app.core.worker import Beside, stop_after

log = structlog.get_logger()

PROGRAM = (sys.executable, "-m", "app.cli")
BACKLOG = 1024
TO_END = (signal.SIGTERM, signal.SIGINT)
OF_CONNECTIONS = {
    "TCP_NODELAY": 1,
    # Asked after half a minute of silence, gone after another.
    "TCP_KEEPIDLE": 30,
    "TCP_KEEPINTVL": 10,
    "TCP_KEEPCNT": 3,
}
LARGEST_HEAD = 64 * 1024
# Its declared type is without what it takes.
SOCKET: Any = SocketHolder
SYSTEMD_FIRST = 3
DRAINING = 1.0
READY_WITHIN = 120.0
GONE_WITHIN = 30
LISTENER = "MATINEE_INHERITED_SOCKET"
FORMER = "MATINEE_FORMER_PROCESSES"
FIGURES = "matinee-metrics-"


def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve until asked to stop."""
    former = Former(taken(FORMER))
    beside: list[Beside] = []
    server = House(settings, listener, former, beside)
    server.hear()
    if settings.job_workers:
        beside.append(Beside("work"))
    if settings.metrics_port is not None:
        # All processes write into it; a renewed image goes on with the same.
        os.environ.setdefault(FOLDER, mkdtemp(prefix=FIGURES))
        beside.append(Beside("metrics"))
    try:
        for each in beside:
            each.watcher.start()
        server.serve(target_loader=server.load, wrap_loader=False)
    finally:
        for each in beside:
            each.stop()
        former.end()
        if FIGURES in os.environ.get(FOLDER, ""):
            shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def listening(host: str, port: int) -> socket.socket:
    """Return the socket that we, or systemd, have handed over; or a new one.

    Its connections inherit that the end of an answer goes out at once, which else would
    wait until the reader has confirmed the beginning, 40 ms and more; and that who
    says nothing is asked whether they are still there: a telephone that lost its
    network within a post would else hold a thread for ever.
    """
    listener = handed_over() or opened(host, port)
    if listener.family in {socket.AF_INET, socket.AF_INET6}:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in OF_CONNECTIONS.items():
            # macOS has another name for one of them.
            if hasattr(socket, name):
                listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return listener


def handed_over() -> socket.socket | None:
    """Return the socket of the former image of this process, or of systemd."""
    inherited = taken(LISTENER)
    if inherited:
        return socket.socket(fileno=int(inherited))
    if os.environ.pop("LISTEN_PID", "") == str(os.getpid()):
        os.environ.pop("LISTEN_FDS", None)
        return socket.socket(fileno=SYSTEMD_FIRST)
    return None


def opened(host: str, port: int) -> socket.socket:
    """Open a socket; say plainly where none can be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        said = f"Nobody can listen at HOST and PORT: {error.strerror}."
        raise click.ClickException(said) from error


def taken(name: str) -> str:
    """Return what the former image of this process has left, once."""
    return os.environ.pop(name, "")


class House(MPServer):
    """granian with one socket for all web processes, and another way to renew them."""

    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        former: "Former",
        beside: list[Beside],
    ) -> None:
        super().__init__(
            "app.wsgi:app",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=settings.threads,
            respawn_failed_workers=True,
            workers_kill_timeout=GONE_WITHIN,
            log_access=False,
            log_level=LogLevels.error,
            http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD),
        )
        self.listener = listener
        self.former = former
        self.beside = beside
        self.seen, self.said = os.pipe()
        self.watching = os.getpid()
        self.wish = 0

    def hear(self) -> None:
        """Listen for wishes to end and to renew; none is lost from now on.

        Those to end have waited since the former image of this process turned to us.
        """
        for wish in TO_END:
            signal.signal(wish, self.signal_handler_interrupt)
        signal.signal(signal.SIGHUP, self.signal_handler_reload)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, TO_END)

    def signal_handler_interrupt(self, number: int, *more: Any) -> None:
        """Begin to end. Who asks a second time, and in the same way, has waited enough.

        What passes Ctrl-C on by SIGTERM as well, as some programs do, asks once.
        """
        if number == self.wish and self.watching == os.getpid():
            self.cut_off()
        self.wish = number
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]

    def cut_off(self) -> None:
        """End all processes at once, whatever they are at."""
        for web in self.wrks:
            web.kill()  # type: ignore[no-untyped-call]
        for each in self.beside:
            each.kill()
        tell(self.former.numbers, signal.SIGKILL)

    def shutdown(self, exit_code: int = 0) -> None:
        """End the web processes; what they have begun is answered first.

        One that went by itself, as it had heard of the wish to end, is no failure.
        """
        if self.interrupt_signal:
            log.info(
                "the site ends once what was begun is answered; "
                "asked a second time, it ends at once"
            )
        try:
            super().shutdown(exit_code)  # type: ignore[no-untyped-call]
        except SystemExit:
            if exit_code or not self.interrupt_signal:
                raise

    def load(self) -> Callable[..., Any]:
        """In a new web process: load the site, and say that it is there.

        Until then nothing is lost with it: a wish to end is a plain end. One that came
        before this was heard by what we have of the process that watches.
        """
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if self.interrupt_signal:
            sys.exit()
        draining.listen(self.listener)
        parent = os.getppid()
        # Not before, nor in another process: the newest code is wanted.
        app: Callable[..., Any] = import_module("app.wsgi").app

        # Not before: beside another thread the settings would be read in this process.
        threading.Thread(target=stop_after, args=(parent,), daemon=True).start()
        os.write(self.said, b".")
        return app

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the web processes; when they answer, let the former ones go."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        if self.former.numbers:
            threading.Thread(target=self.relieve, daemon=True).start()

    def relieve(self) -> None:
        """Wait for the new web processes, then end the former."""
        for _ in range(self.workers):
            os.read(self.seen, 1)
        self.former.end()
        log.info("the site was renewed")

    def _init_shared_socket(self) -> None:
        # Without a socket of its own no process takes waiting connections along.
        number = self.listener.fileno()
        handed: Any = self
        handed._ssp, handed._sfd, handed._sso = None, number, self.listener  # noqa: SLF001  granian has no other way
        handed._shd = SOCKET(number, False, BACKLOG)  # noqa: SLF001

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if not starts():
            log.error("new code or settings do not start; all stays as it is")
            return
        self.former.end()
        numbers = [str(each.inner.pid) for each in self.wrks]
        for each in self.beside:
            if each.command == "work":
                numbers.append(f"job:{each.let_go()}")
            else:
                # It holds a port that its successor needs.
                each.stop()
        os.set_inheritable(self.listener.fileno(), True)
        # Until the new image listens, a wish to end waits, and another one to renew
        # must not end it.
        signal.pthread_sigmask(signal.SIG_BLOCK, TO_END)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if self.interrupt_signal:
            self.hear()
            return
        handed = {LISTENER: str(self.listener.fileno()), FORMER: " ".join(numbers)}
        os.execve(  # noqa: S606  our own command
            sys.executable,
            [*PROGRAM, "serve"],
            os.environ | handed,
        )


class Former:
    """Processes of the former image of this one, which are still its children."""

    def __init__(self, listed: str) -> None:
        words = listed.split()
        self.web = [int(word) for word in words if word.isdecimal()]
        self.jobs = [int(word[4:]) for word in words if word.startswith("job:")]
        self.lock = threading.Lock()

    @property
    def numbers(self) -> list[int]:
        """All of them."""
        return [*self.web, *self.jobs]

    def end(self) -> None:
        """End them gracefully: answers first, and no connection left open."""
        with self.lock:
            if not self.numbers:
                return
            tell(self.web, draining.SIGNAL)
            time.sleep(DRAINING)
            tell(self.numbers, signal.SIGTERM)
            last = time.monotonic() + GONE_WITHIN
            while any(map(runs, self.numbers)) and time.monotonic() < last:
                time.sleep(0.05)
            tell(filter(runs, self.numbers), signal.SIGKILL)
            self.web, self.jobs = [], []


def tell(numbers: Iterable[int], what: signal.Signals) -> None:
    """Send a signal to processes; to those that are gone already it does not matter."""
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, what)


def runs(number: int) -> bool:
    """Tell whether a child of ours is still at work."""
    try:
        return os.waitpid(number, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def starts() -> bool:
    """Tell whether the site as it lies on the disk now would start.

    What is tried is the command that does least: it says on standard error, in a
    sentence each, which settings are refused.
    """
    tried = [*PROGRAM, "where"]
    try:
        subprocess.run(  # noqa: S603  our own command
            tried, check=True, stdout=subprocess.DEVNULL, timeout=READY_WITHIN
        )
    except subprocess.SubprocessError:
        return False
    return True
