"""Work that is done after the answer was sent.

A job is a wake-up: what is to be done stands in rows, so that a job which is lost, or
runs twice, does no harm. huey carries the wake-ups, in a file of its own beside the
database, or through the store where processes share one (`store.py`); `matinee serve`
starts a worker for them, `matinee work` runs one by itself.

A job runs in the application's context and commits its own work. `later` waits for
the commit of the transaction that asked: what was rolled back is never done.
"""

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any

import structlog
from flask import Flask, current_app
from huey import MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app import lean
from app.config import Environment, Settings
from app.core import metrics, request_ids, sqlite
from app.core.db import db
from app.core.owed import Owed
from app.core.store import Store, store_of

log = structlog.get_logger()

RETRIES = 3
RETRY_DELAY = 20
WAITING = "jobs that wait for the commit"


class Failed(Exception):
    """A job has failed, and the log has it already."""


@dataclass(frozen=True)
class Job:
    """A function that can be called now, or later by a worker.

    Its arguments are plain values, mostly the number of a row.
    """

    name: str
    work: Callable[..., object]

    def __call__(self, *arguments: Any) -> object:
        """Do the work here and now."""
        return self.work(*arguments)

    def later(self, *arguments: Any) -> None:
        """Ask a worker to do it once the current transaction is committed."""
        waiting = db.session().info.setdefault(WAITING, [])
        if (self.name, arguments) not in waiting:
            waiting.append((self.name, arguments))


@dataclass(frozen=True)
class Sweep:
    """A job that runs by itself, every so many minutes or once a day at an hour (UTC).

    It finds what was left lying, or what time alone has changed.
    """

    job: Job
    minutes: int | None = None
    hour: int | None = None

    @property
    def times(self) -> Callable[[datetime], bool]:
        """When it runs."""
        if self.hour is not None:
            return crontab(minute="17", hour=str(self.hour))  # type: ignore[no-any-return]
        return crontab(minute=f"*/{self.minutes}")  # type: ignore[no-any-return]


JOBS: dict[str, Job] = {}
"""The jobs of the rooms that are loaded; `job_named` loads others."""

SWEEPS: list[Sweep] = []


def job(work: Callable[..., object]) -> Job:
    """Make a function of a room's `jobs.py` a job."""
    made = Job(f"{work.__module__}.{work.__name__}", work)
    JOBS[made.name] = made
    return made


def sweep(
    *, minutes: int | None = None, hour: int | None = None
) -> Callable[[Callable[[], object]], Job]:
    """Make a function a job that runs every 1 to 59 minutes, or daily at an hour."""

    def decorate(work: Callable[[], object]) -> Job:
        made = job(work)
        SWEEPS.append(Sweep(made, minutes, hour))
        return made

    return decorate


def job_named(name: str) -> Job:
    """Return a job by its name, which begins with the module that it stands in."""
    if name not in JOBS:
        import_module(name.rpartition(".")[0])
    return JOBS[name]


def init_app(app: Flask, settings: Settings, rooms: Iterable[str]) -> None:
    """Give the application its queue; `rooms` are the modules that have jobs."""
    queue = queue_for(settings, store_of(app))
    app.extensions["jobs"] = queue
    app.extensions["jobs.frozen"] = is_frozen(settings)

    def run(name: str, arguments: tuple[Any, ...], asked_by: str = "") -> None:
        """Do one job; what it wrote before it failed is undone.

        `asked_by` is the id of the request that asked, for the log.
        """
        with app.app_context(), request_ids.bound(asked_by):
            try:
                job_named(name)(*arguments)
            except Exception as error:
                db.session.rollback()
                log.exception("a job failed", job=name, arguments=arguments)
                metrics.note_job(name, "failed")
                raise Failed(name) from error
            metrics.note_job(name, "done")

    run_task = queue.task(retries=RETRIES, retry_delay=RETRY_DELAY, name="run")(run)
    app.extensions["jobs.run"] = run_task
    app.extensions["jobs.rooms"] = tuple(rooms)
    app.extensions["jobs.owed"] = Owed(partial(is_queued, app))
    logging.getLogger("huey").addFilter(is_news)


def is_news(record: logging.LogRecord) -> bool:
    """Tell whether what huey logs is more than a failure that we have logged."""
    return not (record.exc_info and isinstance(record.exc_info[1], Failed))


def begin_sweeps(app: Flask) -> None:
    """Load all jobs, and let what is due by the clock be done: for the worker alone."""
    rooms = app.extensions["jobs.rooms"]
    for room in rooms:
        import_module(room)
    queue, run_task = app.extensions["jobs"], app.extensions["jobs.run"]
    for each in SWEEPS:
        if not each.job.work.__module__.startswith(rooms):
            continue
        queue.periodic_task(each.times, name=f"sweep {each.job.name}")(
            lambda name=each.job.name: run_task.call_local(name, ())
        )


def queue_for(settings: Settings, store: Store | None = None) -> Huey:
    """Return the queue: in the store, in a file, or in tests in memory.

    A test that has a store wants the real thing.
    """
    common = {
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret("secret_key")),
    }
    if store is not None:
        # Not blocking: the connections give up long before an empty queue would answer.
        lean.complete("redis")
        pool = store.client.connection_pool
        return RedisHuey("matinee", connection_pool=pool, blocking=False, **common)
    if settings.environment is Environment.TEST:
        return MemoryHuey("matinee", **common)
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    path = settings.instance_path / "jobs.db"
    sqlite.make_private(path)
    return SqliteHuey(
        "matinee",
        filename=str(path),
        create_tables=not is_frozen(settings),
        **common,
    )


def is_frozen(settings: Settings) -> bool:
    """Tell whether nothing can be written where the queue lies."""
    return not os.access(settings.instance_path, os.W_OK)


def thaw(app: Flask) -> None:
    """Open a queue anew that was opened where nothing could be written, if it can."""
    settings: Settings = app.config["SETTINGS"]
    storage = app.extensions["jobs"].storage
    if isinstance(storage, SqliteStorage) and not is_frozen(settings):
        storage.close()
        storage.initialize_schema()
        app.extensions["jobs.frozen"] = False


@event.listens_for(Session, "after_transaction_end")
def hand_over(session: Session, transaction: SessionTransaction) -> None:
    """Queue what waits when a transaction, not a savepoint, was committed."""
    if transaction.parent is not None or WAITING not in session.info:
        return
    waiting = session.info.pop(WAITING)
    if session.info.pop("committed", False):
        for name, arguments in waiting:
            wake(name, arguments)


def wake(name: str, arguments: tuple[Any, ...]) -> None:
    """Queue a job. What asked for it is committed: one without a queue is kept."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    asked_by = request_ids.current()
    if not is_queued(app, name, arguments, asked_by):
        app.extensions["jobs.owed"].add(name, arguments, asked_by)


def is_queued(app: Flask, name: str, arguments: tuple[Any, ...], asked_by: str) -> bool:
    """Put a job into the queue, and tell whether it is there."""
    run_task, store = app.extensions["jobs.run"], store_of(app)

    def put(_: object = None) -> bool:
        run_task(name, arguments, asked_by)
        return True

    try:
        if app.extensions["jobs.frozen"]:
            thaw(app)
        return put() if store is None else store.ask(put, otherwise=False)
    except Exception:
        if not app.extensions["jobs.owed"].is_busy:
            log.exception("a job was not queued", job=name)
        return False


@event.listens_for(Session, "after_commit")
def remember_commit(session: Session) -> None:
    """Note that the transaction, not a savepoint in it, was committed."""
    if WAITING in session.info and not session.in_nested_transaction():
        session.info["committed"] = True


def catch_up() -> None:
    """Queue the sweeps that come every few minutes: a worker may have been away."""
    for each in SWEEPS:
        if each.minutes is not None:
            wake(each.job.name, ())


def run_waiting(app: Flask) -> int:
    """Do every job that waits, here and now; return how many. For tests."""
    queue: Huey = app.extensions["jobs"]
    count = 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        count += 1
    return count
