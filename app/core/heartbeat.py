"""The worker's sign of life: in the store where the queue is, else beside its file."""

import os
import threading
import time
from pathlib import Path

import structlog
from flask import Flask

from app.config import Settings
from app.core.store import KEYS, store_of

log = structlog.get_logger()

EVERY = 5.0
GONE_AFTER = 30
FILE = "worker.alive"
KEY = f"{KEYS}worker"


def beat(app: Flask) -> None:
    """Say that the worker is alive, for half a minute."""
    store = store_of(app)
    if store is not None:
        store.ask(lambda client: client.set(KEY, b"1", ex=GONE_AFTER), None)
        return
    try:
        file_of(app).touch()
        os.utime(file_of(app))
    except OSError as error:
        log.warning("the worker leaves no sign of life", error=str(error))


def beat_on(app: Flask) -> None:
    """Go on saying so in a thread of this process's own."""

    def go_on() -> None:
        pause = threading.Event()
        while True:
            beat(app)
            pause.wait(EVERY)

    threading.Thread(target=go_on, daemon=True, name="heartbeat").start()


def is_heard(app: Flask) -> bool:
    """Tell whether some worker has been heard of lately."""
    store = store_of(app)
    if store is not None:
        return store.ask(lambda client: bool(client.exists(KEY)), otherwise=False)
    try:
        return time.time() - file_of(app).stat().st_mtime < GONE_AFTER
    except OSError:
        return False


def file_of(app: Flask) -> Path:
    """Return the file that the worker touches."""
    settings: Settings = app.config["SETTINGS"]
    return settings.instance_path / FILE
