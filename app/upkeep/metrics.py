"""The port of the metrics: a process beside the server that answers Prometheus.

It adds up what the others have written, and asks the database for what waits.
"""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask import Flask
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.core import heartbeat
from app.core.clock import utcnow
from app.core.db import db
from app.core.mail import Letter
from app.core.metrics import FOLDER
from app.core.worker import stop_after
from app.moderation import queries as moderation_queries
from app.upkeep.waiting import WAITING


def serve(app: Flask, settings: Settings, *, beside: int | None) -> None:
    """Answer until asked to stop, or until the process `beside` is gone."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    if beside is not None:
        threading.Thread(target=stop_after, args=(beside,), daemon=True).start()
    server, thread = start_http_server(
        settings.metrics_port or 0, settings.metrics_host, registry=registry(app)
    )
    ended.wait()
    server.shutdown()
    server.server_close()
    thread.join()


def registry(app: Flask) -> CollectorRegistry:
    """Return what is shown: the sums of all processes, and what waits."""
    shown = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
    shown.register(Backlog(app))
    return shown


class Backlog(Collector):
    """What waits in the database, asked whenever somebody looks."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def describe(self) -> Iterable[Any]:
        """Name nothing beforehand: that would ask the database already."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures; without its database the site shows that alone."""
        up = GaugeMetricFamily("matinee_database_up", "Whether the database answers.")
        worker = GaugeMetricFamily(
            "matinee_worker_up", "Whether the job worker was heard of lately."
        )
        with self.app.app_context():
            worker.add_metric([], float(heartbeat.is_heard(self.app)))
            try:
                found = list(backlog(utcnow()))
            except SQLAlchemyError:
                found = []
            finally:
                db.session.remove()
        up.add_metric([], float(bool(found)))
        yield from (up, worker, *found)


def backlog(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Yield how much waits of each kind of work, and for how long the oldest does."""
    count = GaugeMetricFamily(
        "matinee_jobs_waiting", "Rows that wait for the worker.", labels=["kind"]
    )
    age = GaugeMetricFamily(
        "matinee_jobs_oldest_seconds",
        "Seconds that the oldest of them is due.",
        labels=["kind"],
    )
    for kind, model, waits, since in WAITING:
        number, oldest = db.session.execute(
            select(func.count(), func.min(since)).select_from(model).where(waits)
        ).one()
        seconds = 0.0 if oldest is None else (now - oldest).total_seconds()
        count.add_metric([kind], number)
        age.add_metric([kind], max(0.0, seconds))
    letters = GaugeMetricFamily(
        "matinee_letters", "Letters of the last month by state.", labels=["state"]
    )
    for state, number in db.session.execute(
        select(Letter.state, func.count()).group_by(Letter.state)
    ):
        letters.add_metric([str(state)], number)
    queues = GaugeMetricFamily(
        "matinee_moderation_waiting", "What waits for a moderator.", labels=["queue"]
    )
    waiting = moderation_queries.waiting()
    for queue, number in vars(waiting).items():
        queues.add_metric([queue], number)
    yield from (count, age, letters, queues)
