"""The worker: a process that does the jobs, alone or beside the web server."""

import os
import signal
import subprocess
import sys
import threading
import time
from types import TracebackType

import structlog
from flask import Flask

from app.config import Settings
from app.core import heartbeat, jobs, revisions
from app.core.db import db

log = structlog.get_logger()

LONGEST_PAUSE = 1.0
LOOK_AFTER = 1.0
STOP_WITHIN = 20.0


def work(app: Flask, settings: Settings, *, beside: int | None = None) -> None:
    """Do jobs until asked to stop, or until the process `beside` is gone."""
    # Until the consumer listens for it, an early wish to stop is a plain end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    jobs.begin_sweeps(app)
    consumer = app.extensions["jobs"].create_consumer(
        workers=max(1, settings.job_workers),
        max_delay=LONGEST_PAUSE,
        graceful_signal="TERM",
        shutdown_timeout=STOP_WITHIN,
    )
    if beside is not None:
        threading.Thread(target=stop_after, args=(beside,), daemon=True).start()
    wait_for_tables(app)
    heartbeat.beat_on(app, jobs.catch_up)
    with app.app_context():
        jobs.catch_up()
    log.info("the worker does jobs", workers=settings.job_workers)
    consumer.run()


def wait_for_tables(app: Flask) -> None:
    """Wait until the tables are those of this version: before, every job would fail."""
    is_told = False
    with app.app_context():
        while revisions.is_behind():
            db.session.remove()
            if not is_told:
                log.error("no job is done before: matinee database upgrade")
                is_told = True
            time.sleep(LOOK_AFTER)
        db.session.remove()


def stop_after(parent: int) -> None:
    """End this process, gracefully, once its parent is another than `parent`."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(LOOK_AFTER)
    os.kill(os.getpid(), signal.SIGTERM)


class Beside:
    """A command that runs as long as the server does, and again if it ends: `work`.

    Used as a context: `with Beside("work"): server.serve()`.
    """

    def __init__(self, command: str) -> None:
        self.command = command
        self.stopping = threading.Event()
        self.process = self.started()
        self.watcher = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self) -> None:
        self.watcher.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def let_go(self) -> int:
        """Look after the process no more; return its number."""
        self.stopping.set()
        return self.process.pid

    def stop(self) -> None:
        """End the process."""
        self.stopping.set()
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def kill(self) -> None:
        """End the process at once, whatever it is at."""
        self.stopping.set()
        self.process.kill()

    def started(self) -> subprocess.Popen[bytes]:
        """Start the process; an interrupt from the keyboard is the server's to tell."""
        return subprocess.Popen(  # noqa: S603  our own command, no input in it
            [
                sys.executable,
                "-m",
                "app.cli",
                self.command,
                "--beside",
                str(os.getpid()),
            ],
            start_new_session=True,
        )

    def watch(self) -> None:
        """Start the process again whenever it ends by itself."""
        while not self.stopping.wait(LOOK_AFTER):
            if self.process.poll() is not None:
                log.warning(
                    "a process beside the server ended",
                    command=self.command,
                    status=self.process.returncode,
                )
                self.process = self.started()
