"""Freshness on PostgreSQL: told of each commit, and never trusting what is older than
a second.

A thread of each process listens for what the triggers of the tables with versions send
at each commit, and begins a new generation then, and at every beat in any case. It is
started by the first question, so that each process has its own after a fork.

Where the database gives us no connection of our own, such as when it has no place left,
every question goes by the pool of the site, if that has some.
"""

import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.late import later
from app.core.page_cache.freshness import DatabaseAway
from app.core.versions import Version, question, still_hold

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = later("psycopg")

log = structlog.get_logger()
CHANNEL = "matinee_moved"
BEAT = 0.4
OLDEST = 0.9
"""Seconds after which a generation is not trusted, should the thread come late."""

PATIENCE = 0.5
"""Seconds that a question waits for its turn."""


def connected(address: str) -> "psycopg.Connection":
    """Return a connection in autocommit that does not wait for what is gone."""
    return psycopg.connect(
        address, autocommit=True, connect_timeout=2, tcp_user_timeout=2000
    )


class PostgreSQLFreshness:
    """Fresh within a second, and mostly at once; `pool` is the site's."""

    def __init__(self, address: str, pool: Engine | None = None) -> None:
        self.address = address
        self.pool = pool
        self.process: int | None = None
        self.begin()

    def begin(self) -> None:
        """Start from nothing, in a process that has just been made."""
        self.number = 0
        self.beaten_at = 0.0
        self.is_away = False
        self.by_pool = False
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.turn = threading.Lock()
        self.asking: psycopg.Connection | None = None

    def generation(self) -> int:
        """Return the number of the present generation."""
        if self.process != os.getpid():
            self.start()
        if self.is_away:
            if not self.by_pool:
                raise DatabaseAway
            # Nobody tells of commits: all is asked.
            self.moved()
        elif time.monotonic() - self.beaten_at > OLDEST:
            self.moved()
        return self.number

    def holds(self, versions: Sequence[Version]) -> bool:
        """Tell whether things still stand at these versions."""
        if not versions:
            return True
        statement, keys = question(versions)
        asked = self.asked_by_pool if self.is_away else self.asked
        return still_hold(versions, asked(statement.replace("?", "%s"), keys))

    def asked(self, statement: str, values: tuple[int, ...]) -> Sequence[Any]:
        """Ask by a connection of our own; one that was cut is opened again."""
        if not self.turn.acquire(timeout=PATIENCE):
            raise DatabaseAway
        try:
            if self.asking is not None:
                with suppress(psycopg.Error):
                    return self.asking.execute(statement, values).fetchone() or ()
                self.let_go()
            self.asking = connected(self.address)
            return self.asking.execute(statement, values).fetchone() or ()
        except psycopg.Error as error:
            self.let_go()
            raise DatabaseAway from error
        finally:
            self.turn.release()

    def asked_by_pool(self, statement: str, values: tuple[int, ...]) -> Sequence[Any]:
        """Ask by a connection of the site's pool."""
        try:
            if self.pool is None:
                raise DatabaseAway
            with self.pool.connect() as connection:
                found = connection.exec_driver_sql(statement, values).one()
        except SQLAlchemyError as error:
            self.by_pool = False
            raise DatabaseAway from error
        return tuple(found)

    def moved(self) -> None:
        """Begin a new generation."""
        with self.lock:
            self.number += 1

    def let_go(self) -> None:
        """Close a connection that failed; the next question opens another."""
        if self.asking is not None:
            self.asking.close()
        self.asking = None

    def start(self) -> None:
        """Start the thread of this process; what came through a fork is left alone."""
        with STARTING:
            if self.process == os.getpid():
                return
            self.begin()
            self.process = os.getpid()
            threading.Thread(
                target=self.listen, args=(self.stopped,), name="page-cache", daemon=True
            ).start()

    def stop(self) -> None:
        """End the thread and let go of the connections."""
        self.stopped.set()
        with self.turn:
            self.let_go()
        self.process = None

    def listen(self, stopped: threading.Event) -> None:
        """Hear of commits until told to stop; while the database is away, try again."""
        while not stopped.is_set():
            began = time.monotonic()
            try:
                with connected(self.address) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.beat()
                    while not stopped.is_set():
                        self.hear(connection)
            except psycopg.Error as error:
                if not self.is_away:
                    log.warning("page cache: database away", error=str(error)[:200])
                    self.is_away = True
                elif time.monotonic() - began < BEAT:
                    # One that does not answer at all would keep the thread there, too.
                    self.try_pool()
                stopped.wait(BEAT)

    def try_pool(self) -> None:
        """Find out whether the site's pool has the connections that we cannot get."""
        with suppress(DatabaseAway):
            self.asked_by_pool("SELECT 1", ())
            self.by_pool = True

    def hear(self, connection: "psycopg.Connection") -> None:
        """Begin a generation at each commit, and one when nothing was heard."""
        for _ in connection.notifies(timeout=BEAT, stop_after=1):
            self.moved()
            # At many commits a second there is no quiet moment to beat in.
            if time.monotonic() - self.beaten_at < BEAT:
                return
        connection.execute("SELECT 1")
        self.beat()

    def beat(self) -> None:
        """Take note that the database is there, and trust nothing from before."""
        self.moved()
        self.beaten_at = time.monotonic()
        self.is_away = self.by_pool = False


STARTING = threading.Lock()
