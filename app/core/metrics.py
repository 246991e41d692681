"""What the site counts about itself, for Prometheus; nothing at all unless it is set.

Every web process and the worker write into files that they share (prometheus-client's
way with several processes); a process of its own reads them and answers on a port of
its own (`app/upkeep/metrics.py`). Without MATINEE_METRICS_PORT, or where something else
than `matinee serve` runs, the library is not even loaded.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from app.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library reads this variable, once, when it is loaded."""
ENDPOINT = "matinee.endpoint"
KEPT = "page cache"
ELSEWHERE = "none"
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Meters:
    """The figures of one process."""

    def __init__(self) -> None:
        # Loaded here, where it is known that somebody wants them.
        prometheus: Any = import_module("prometheus_client")
        counter, histogram = prometheus.Counter, prometheus.Histogram
        # What is shown is read from the files by another process.
        unshown: Any = {"registry": prometheus.CollectorRegistry()}
        self.requests = counter(
            "matinee_requests",
            "Requests answered, by endpoint, method and class of status.",
            ("endpoint", "method", "status"),
            **unshown,
        )
        self.seconds = histogram(
            "matinee_request_seconds",
            "Seconds until an answer began, by endpoint.",
            ("endpoint",),
            buckets=SECONDS,
            **unshown,
        )
        self.kept = counter(
            "matinee_page_cache",
            "Requests that the page cache could answer: hit, or miss.",
            ("result",),
            **unshown,
        )
        self.kept_bytes = counter(
            "matinee_page_cache_sent_bytes",
            "Bytes of bodies that were sent from the page cache.",
            **unshown,
        )
        self.waits = histogram(
            "matinee_database_wait_seconds",
            "Seconds that a write waited for its turn in its process (SQLite).",
            buckets=SECONDS,
            **unshown,
        )
        self.unavailable = counter(
            "matinee_database_unavailable",
            "Requests that were answered 503 for want of the database.",
            **unshown,
        )
        self.posts = counter(
            "matinee_reviews_published",
            "Reviews that came out, by who writes.",
            ("writer",),
            **unshown,
        )
        self.jobs = counter(
            "matinee_jobs",
            "Jobs that were run, by name and how they ended: done, or failed.",
            ("job", "result"),
            **unshown,
        )


METERS: list[Meters] = []


def init_app(app: Flask, settings: Settings) -> None:
    """Begin to count, if there is a folder for the figures."""
    if not os.environ.get(FOLDER) or settings.metrics_port is None:
        return
    if not METERS:
        METERS.append(Meters())

    @app.before_request
    def name_endpoint() -> None:
        request.environ[ENDPOINT] = request.endpoint or ELSEWHERE


def note_request(environ: "WSGIEnvironment", status: str, seconds: float) -> None:
    """Count an answer."""
    for meters in METERS:
        endpoint = environ.get(ENDPOINT, ELSEWHERE)
        # A method is a reader's word: one that nobody knows makes no row of its own.
        method = environ["REQUEST_METHOD"]
        method = method if method in METHODS else "other"
        meters.requests.labels(endpoint, method, f"{status[0]}xx").inc()
        meters.seconds.labels(endpoint).observe(seconds)


def note_kept(environ: "WSGIEnvironment", size: int) -> None:
    """Count an answer from the page cache, with the bytes of its body.

    One that was made for this very request is none: its endpoint is known already.
    """
    if ENDPOINT in environ:
        return
    environ[ENDPOINT] = KEPT
    for meters in METERS:
        meters.kept.labels("hit").inc()
        meters.kept_bytes.inc(size)


def note_made() -> None:
    """Count an answer that the page cache could have kept, and had not."""
    for meters in METERS:
        meters.kept.labels("miss").inc()


def note_wait(seconds: float) -> None:
    """Count how long a write waited for its turn."""
    for meters in METERS:
        meters.waits.observe(seconds)


def note_unavailable() -> None:
    """Count an answer that could not be given for want of the database."""
    for meters in METERS:
        meters.unavailable.inc()


def note_published(writer: str, count: int) -> None:
    """Count reviews that came out."""
    for meters in METERS:
        meters.posts.labels(writer).inc(count)


def note_job(name: str, result: str) -> None:
    """Count a job that ended."""
    for meters in METERS:
        meters.jobs.labels(name, result).inc()
