"""SQLite for the web: WAL, foreign keys, and one writer at a time in a process.

Reads run outside a transaction. The first write of a unit of work takes the gate of
the process, in the order of those who came to it, and begins IMMEDIATE, so that no
update is lost and none fails halfway.
Python's driver would begin DEFERRED, and such a transaction fails at once when
another has written in between, however long it is willing to wait.

On a file system that is read-only, SQLite cannot make the files that WAL needs beside
the database; where they are not there already, it is told that nobody changes the file,
so that pages go on. A connection that was opened there can never write, nor can another
of the process beside it: once somebody can, all of them make room for new ones.
"""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import (
    DBAPIConnection,
    ExceptionContext,
    ExecutionContext,
)
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from app.core import folding, metrics
from app.core.turns import Turns

FUNCTIONS = {"search_fold": folding.fold, "search_bare": folding.bare}
PAUSE = 0.001
"""Seconds after which a write looks again whether another process has done."""

SMALL_CACHE, LARGE_CACHE = 2_000, 8_000
"""KiB that a connection keeps at hand; SQLite by itself has the former."""

PART = 5
"""A fifth of the database is kept, within these bounds."""

IN_MEMORY = (":memory:", "file:")
WRITING_WORDS = ("INSERT", "UPDATE", "DELETE", "REPLACE", "SAVEPOINT", "WITH")
PRIMARY = 0xFF
"""The part of an error's number that says its kind; the rest tells more of it."""

LOCKING = " /* FOR UPDATE */"
"""Ends a reading statement after which nobody else may write, as SQLite has no word."""


class WriterGateTimeout(OperationalError):
    """Another write of this process held the gate for longer than we wait."""

    def __init__(self, wait: float) -> None:
        super().__init__(None, None, TimeoutError(f"no turn to write in {wait} s"))


def install(engine: Engine, *, wait: float) -> None:
    """Teach an engine our way with SQLite; leave other databases alone.

    `wait` is how many seconds a write waits for its turn before it gives up.
    """
    if engine.dialect.name != "sqlite":
        return
    gate = Gate(wait)

    @event.listens_for(engine, "do_connect")
    def _open(
        dialect: Dialect,
        record: ConnectionPoolEntry,
        names: list[str],
        options: dict[str, Any],
    ) -> Any:
        if not is_frozen(names[0]):
            if not is_in_memory(engine.url.database):
                make_private(Path(names[0]))
            return None
        address = f"file:{quote(names[0])}?mode=ro&immutable=1"
        return sqlite3.connect(address, **options | {"uri": True})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(set_patience(wait))
        keep_at_hand(cursor)
        cursor.close()
        # The triggers of the search index call them.
        for name, function in FUNCTIONS.items():
            connection.create_function(name, 1, function, deterministic=True)

        path = engine.url.database
        record.info["frozen"] = path is not None and is_read_only(path)

    @event.listens_for(engine, "checkout")
    def _thaw(
        connection: DBAPIConnection,
        record: ConnectionPoolEntry,
        proxy: PoolProxiedConnection,
    ) -> None:
        path = engine.url.database
        if record.info["frozen"] and path is not None and not is_read_only(path):
            engine.dispose()
            raise DisconnectionError("it was opened while nobody could write")

    @event.listens_for(engine, "handle_error")
    def _thaw_others(context: ExceptionContext) -> None:
        path = engine.url.database
        is_refused = "readonly database" in str(context.original_exception)
        if is_refused and path is not None and not is_read_only(path):
            # Another thread still held one of those; this one is as bad.
            engine.dispose()
            context.is_disconnect = True

    @event.listens_for(engine, "before_cursor_execute")
    def _begin_at_first_write(  # noqa: PLR0917  the event hands over six
        connection: Connection,
        cursor: Any,
        statement: str,
        parameters: Any,
        context: ExecutionContext | None,
        executemany: bool,
    ) -> None:
        driver: Any = connection.connection.dbapi_connection
        if driver.in_transaction or not writes(statement, context):
            return
        record = connection.connection._connection_record  # noqa: SLF001  the event below gets it
        began = time.monotonic()
        try:
            if record is not None and not record.record_info.get("gate"):
                gate.enter()
                record.record_info["gate"] = True
            gate.begin(driver, until=began + wait)
        finally:
            metrics.note_wait(time.monotonic() - began)

    @event.listens_for(engine, "checkin")
    def _release_gate(
        connection: DBAPIConnection | None, record: ConnectionPoolEntry
    ) -> None:
        kept = record.record_info or {}
        if kept.pop("unchecked", None) and connection is not None:
            check_again(connection)
        # The commit event fires before COMMIT; only here has the write ended.
        if kept.pop("gate", None):
            gate.turns.give_back()


class Gate:
    """Lets one write of this process at a time begin.

    Once one has waited in vain, those who come do so no more until another has begun:
    a row of them would hold the threads that pages need.
    """

    def __init__(self, wait: float) -> None:
        self.wait = wait
        self.turns = Turns()
        self.in_vain = False

    def enter(self) -> None:
        """Wait for the turn of a write; raise where it does not come."""
        if not self.turns.take(0 if self.in_vain else self.wait):
            self.in_vain = True
            raise WriterGateTimeout(self.wait)

    def begin(self, driver: Any, *, until: float) -> None:
        """Begin a write whose turn it is; raise where another process does not end."""
        try:
            begin(driver, self.wait, until=until)
        except sqlite3.OperationalError:
            self.in_vain = True
            raise
        self.in_vain = False


def begin(driver: Any, wait: float, *, until: float) -> None:
    """Begin to write, as soon as no other process does, `until` a moment is over.

    SQLite itself sleeps up to a tenth of a second before it looks again, and whoever
    writes one row after the other would always be there first. For all else it still
    waits `wait` seconds.
    """
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not has_begun(driver, is_last=time.monotonic() >= until):
            time.sleep(PAUSE)
    finally:
        driver.execute(set_patience(wait))


def has_begun(driver: Any, *, is_last: bool) -> bool:
    """Try to begin; raise what SQLite says of a database that stays locked."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def keep_at_hand(cursor: Any) -> None:
    """Let a connection keep a fifth of its database in memory, within bounds.

    A search looks at hundreds of rows that lie far apart, a small site has no more than
    its few megabytes.
    """
    pages, size = (
        cursor.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "page_size")
    )
    share = pages * size // 1024 // PART
    kept = min(max(share, SMALL_CACHE), LARGE_CACHE)
    cursor.execute(f"PRAGMA cache_size=-{kept}")


def set_patience(wait: float) -> str:
    """Return what tells SQLite how many seconds it waits where it has to."""
    return f"PRAGMA busy_timeout={int(wait * 1000)}"


def leave_keys_unchecked(connection: Connection) -> bool:
    """Check no foreign keys until the connection is given back; tell whether it is so.

    For who has made sure in the same transaction that all rows exist which theirs point
    to, and deletes none. Within a transaction that has begun it stays as it is.
    """
    fairy: Any = connection.connection
    kept: dict[Any, Any] = fairy._connection_record.record_info  # noqa: SLF001  as above
    if fairy.dbapi_connection.in_transaction:
        return "unchecked" in kept
    kept["unchecked"] = True
    fairy.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    return True


def check_again(connection: Any) -> None:
    """Check foreign keys and the lists of columns as always."""
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA ignore_check_constraints=OFF")


def is_in_memory(database: str | None) -> bool:
    """Tell whether a database has no file, or is named in a way only SQLite reads."""
    return not database or database.startswith(IN_MEMORY)


def make_private(path: Path) -> None:
    """Make the file of a database that only we may read, where there is none yet.

    What SQLite puts beside it has the same mode. Where it cannot be made, SQLite says
    so in its own words.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def is_frozen(database: str) -> bool:
    """Tell whether a database lies, cleanly closed, where nobody can write."""
    path = Path(database)
    if not path.is_file() or Path(f"{path}-wal").exists():
        return False
    return is_read_only(database)


def is_read_only(database: str) -> bool:
    """Tell whether a database lies on a file system that nobody can write."""
    try:
        return bool(os.statvfs(database).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def writes(statement: str, context: ExecutionContext | None) -> bool:
    """Tell whether a statement needs the write lock."""
    if context is not None:
        known: Any = context
        if known.isinsert or known.isupdate or known.isdelete or known.isddl:
            return True
        compiled = known.compiled
        locked = getattr(getattr(compiled, "statement", None), "_for_update_arg", None)
        if locked is not None:
            return True
        if compiled is not None and not statement.startswith("SAVEPOINT"):
            return False
    begin = statement.lstrip()[:10].upper()
    return begin.startswith(WRITING_WORDS) or statement.endswith(LOCKING)
