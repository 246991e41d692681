"""Connections for who only reads, past the session and, on SQLite, past the pool.

A session takes longer to open and to close than a short answer to read, and a pool as
long as three statements of SQLite: a lock, a record, a proxy, and a transaction taken
back that there was not. So a few connections of SQLite wait beside the pool, and go
from one answer to the next. PostgreSQL's stay with the pool, which knows whether they
are alive.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool

from app.core.db import db

View = TypeVar("View", bound=Callable[..., Any])
NAME = "readers"
ASIDE: ContextVar[Connection | None] = ContextVar("a reader's own", default=None)
MOST_WAITING = 2
"""How many wait: as many as read at once, as a rule; each holds half a megabyte."""


def init_app(app: Flask) -> None:
    """Give the application connections that wait, if its database is SQLite's file."""
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite" and isinstance(engine.pool, QueuePool):
            app.extensions[NAME] = Readers(engine)


def aside() -> AbstractContextManager[object]:
    """Let statements go past the session meanwhile, by a connection of their own."""
    engine = db.engine
    readers: Readers | None = current_app.extensions.get(NAME)
    if readers is None or readers.engine is not engine:
        return borrowed(engine)
    return readers.lent()


@contextmanager
def borrowed(engine: Engine) -> Iterator[None]:
    """Let statements go by a connection of the pool meanwhile."""
    with engine.connect() as connection:
        token = ASIDE.set(connection)
        try:
            yield
        finally:
            ASIDE.reset(token)


def past_session(view: View) -> View:
    """Mark a view that only reads: what it reads goes past the session."""

    @wraps(view)
    def read_aside(*arguments: Any, **named: Any) -> Any:
        with aside():
            return view(*arguments, **named)

    return cast("View", read_aside)


class Readers:
    """Connections of an engine that wait between two answers."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.waiting: list[Reader] = []
        event.listen(engine, "engine_disposed", self.close)

    def lent(self) -> "Reader":
        """Return the one that was given back last, or a new one, for a `with`."""
        pool = self.engine.pool
        try:
            while (reader := self.waiting.pop()).process != os.getpid():
                # It came through a fork, and is the parent's.
                pass
            return reader
        except IndexError:
            return Reader(self, pool)

    def close(self, engine: Engine) -> None:
        """Close those that wait: their pool is no more."""
        waiting, self.waiting = self.waiting, []
        for reader in waiting:
            reader.connection.detach()
            reader.connection.close()


class Reader:
    """A connection that one answer at a time reads by; one that fails goes back."""

    def __init__(self, readers: Readers, pool: Any) -> None:
        self.readers = readers
        self.pool = pool
        self.process = os.getpid()
        self.connection = connection = readers.engine.connect()
        self.info = connection.info
        self.driver: Any = connection.connection.dbapi_connection
        self.token: Token[Connection | None] | None = None

    def __enter__(self) -> None:
        self.token = ASIDE.set(self.connection)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.token is not None:
            ASIDE.reset(self.token)
        waiting = self.readers.waiting
        if error is None and len(waiting) < MOST_WAITING and self.is_as_new():
            waiting.append(self)
        else:
            self.connection.close()

    def is_as_new(self) -> bool:
        """Tell whether the next answer finds it as if it came from the pool."""
        return (
            self.pool is self.readers.engine.pool
            and not self.connection.in_transaction()
            and not self.driver.in_transaction
            # One that was opened where nobody can write is looked at by the pool.
            and not self.info["frozen"]
        )
