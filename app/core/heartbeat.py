"""The worker's sign of life: in the store where the queue is, else beside its file.

Where the sign could not be left, or was forgotten, wake-ups of jobs were lost as well;
whoever beats learns of it and catches up.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask

from app.config import Settings
from app.core.store import KEYS, store_of

if TYPE_CHECKING:
    from redis import Redis

log = structlog.get_logger()

EVERY = 3.0
SOON = 1.0
"""Seconds between beats as long as something is wrong, or has just been."""

GONE_AFTER = 30
FILE = "worker.alive"
KEY = f"{KEYS}worker"


def beat(app: Flask, *, complains: bool = True) -> bool | None:
    """Say that the worker is alive, for half a minute.

    Return whether the beat before is still known; None where nothing can be said.
    """
    store = store_of(app)
    if store is not None:
        return store.ask(say_again, None)
    try:
        file_of(app).touch()
        os.utime(file_of(app))
    except OSError as error:
        if complains:
            log.warning("the worker leaves no sign of life", error=str(error))
        return None
    return True


def say_again(client: "Redis") -> bool:
    """Leave the sign in the store; return whether there was one."""
    both: Any = client.pipeline(transaction=False)
    known, _ = both.exists(KEY).set(KEY, b"1", ex=GONE_AFTER).execute()
    return bool(known)


def beat_on(app: Flask, catch_up: Callable[[], None]) -> None:
    """Go on saying so in a thread of this process's own.

    `catch_up` is called when what was lost can be done, and with the next beat once
    more. What other processes could not queue meanwhile they keep (`owed.py`).
    """

    def go_on() -> None:
        pause = threading.Event()
        known = beat(app)
        owed = 0
        while True:
            pause.wait(EVERY if known and not owed else SOON)
            known = beat(app, complains=known is not None)
            if not known:
                owed = 2
            if owed and known is not None:
                owed -= 1
                with app.app_context():
                    catch_up()

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
