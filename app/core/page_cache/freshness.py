"""Whether what is kept is still true, asked as cheaply as each database allows.

Both kinds count generations: a number that moves whenever something may have been
committed. A page whose versions were found to hold in this generation is true without
another question; else one small statement reads the versions.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import URL

from app.core.page_cache.commits import CommitSign, sign_of
from app.core.sqlite import is_read_only
from app.core.versions import Version, question, still_hold

PATIENCE = 0.25
"""Seconds to wait for a SQLite file that another program has to itself."""

MOST_WAITING = 2
"""How many readers wait: as many as ask at once, as a rule."""


class DatabaseAway(Exception):
    """The database does not answer; nobody can say what is true."""


class Freshness(Protocol):
    """What the cache asks of a database."""

    def generation(self) -> int:
        """Return the number of the present generation; raises DatabaseAway."""

    def holds(self, versions: Sequence[Version]) -> bool:
        """Tell whether things still stand at these versions; raises DatabaseAway."""

    def moved(self) -> None:
        """Take note that this process has committed something."""


class SQLiteFreshness:
    """Exactly fresh: SQLite's sign of a commit, read from memory, or SQLite asked.

    Whoever finds the sign changed begins a new generation: what holds in a generation
    was asked after every commit that any thread had seen before it. Where there is no
    sign to read, `PRAGMA data_version` is asked, which moves when another connection
    has committed. The readers are read-only and in autocommit, since a transaction of
    their own would freeze what they see. A thread has one for the moment of a question,
    and few wait for the next: each holds half a megabyte, what SQLite knows of our
    tables.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path).resolve()
        self.number = 0
        self.lock = threading.Lock()
        self.readers: list[Reader] = []
        self.process: int | None = None
        self.sign: CommitSign | None = None
        self.seen = b""

    def generation(self) -> int:
        """Return the number of the present generation."""
        sign = self.sign if self.process == os.getpid() else self.found_sign()
        if sign is None:
            return self.asked_generation()
        seen = sign.seen()
        if seen != self.seen:
            with self.lock:
                self.number += 1
                self.seen = seen
        return self.number

    def found_sign(self) -> CommitSign | None:
        """Return the sign that this process can read, if it can."""
        try:
            with self.lock:
                self.sign = sign_of(self.path, self.connected())
        except sqlite3.Error as error:
            raise DatabaseAway from error
        self.process = os.getpid()
        return self.sign

    def asked_generation(self) -> int:
        """Ask SQLite whether another connection has committed."""
        with self.reader() as reader:
            seen = reader.ask("PRAGMA data_version")[0]
            if seen != reader.seen:
                self.moved()
                reader.seen = seen
        return self.number

    def holds(self, versions: Sequence[Version]) -> bool:
        """Tell whether things still stand at these versions."""
        if not versions:
            return True
        statement, keys = question(versions)
        with self.reader() as reader:
            numbers = reader.ask(statement, keys)
        return still_hold(versions, numbers)

    def moved(self) -> None:
        """Begin a new generation."""
        with self.lock:
            self.number += 1

    @contextmanager
    def reader(self) -> Iterator["Reader"]:
        """Lend a connection of this process; close one that fails."""
        reader = None
        try:
            reader = self.free() or Reader(self.connected(), os.getpid())
            yield reader
        except sqlite3.Error as error:
            if reader is not None:
                reader.connection.close()
            raise DatabaseAway from error
        if len(self.readers) < MOST_WAITING:
            self.readers.append(reader)
        else:
            reader.connection.close()

    def free(self) -> "Reader | None":
        """Return the reader that was given back last, if there is one."""
        with suppress(IndexError):
            while (reader := self.readers.pop()).process != os.getpid():
                # It came through a fork, and is the parent's.
                pass
            return reader
        return None

    def connected(self) -> sqlite3.Connection:
        """Open a reader; any thread may close it. Raises DatabaseAway."""
        if is_read_only(str(self.path)):
            # Nothing moves there, and who reads now would keep others from writing once
            # they can.
            raise DatabaseAway
        return sqlite3.connect(
            f"file:{quote(str(self.path))}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=PATIENCE,
            check_same_thread=False,
        )


@dataclass(slots=True)
class Reader:
    """A connection that one thread at a time asks, and what it has seen."""

    connection: sqlite3.Connection
    process: int
    seen: int | None = None

    def ask(self, statement: str, values: Sequence[object] = ()) -> Any:
        """Return the one row of an answer."""
        return self.connection.execute(statement, values).fetchall()[0]


def sqlite_path(url: URL) -> str | None:
    """Return the file of a SQLite database; None for one in memory."""
    name = url.database
    return None if not name or name == ":memory:" or name.startswith("file:") else name
