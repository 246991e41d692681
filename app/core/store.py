"""What all processes of the site share for a moment: Valkey or Redis, if there is one.

Nothing in it is the truth, and it may be away or empty at any time. Who asks says what
holds then, and is answered at once: after a failure nobody is kept waiting for it
again, until one call in `PAUSE` seconds has found it back.
"""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from flask import Flask

from app.config import Settings
from app.core.late import later

if TYPE_CHECKING:
    import redis
    from redis import Redis, backoff, retry
else:
    redis, backoff, retry = map(later, ("redis", "redis.backoff", "redis.retry"))

log = structlog.get_logger()
Answer = TypeVar("Answer")

PATIENCE = 0.25
PAUSE = 2.0
MOST_CONNECTIONS = 300
KEYS = "matinee:"


class Store:
    """A way to Valkey or Redis that never keeps a reader waiting.

    Its keys are bytes or text of the caller's; begin them with `KEYS` and a name.
    """

    def __init__(
        self, address: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.client = connected(address)
        self.clock = clock
        self.lock = threading.Lock()
        self.closed_until: float | None = None

    def ask(self, question: "Callable[[Redis], Answer]", otherwise: Answer) -> Answer:
        """Return the answer to `question(client)`, or `otherwise` where there is none.

        >>> store = Store("unix:///nowhere")
        >>> store.ask(lambda client: client.get("matinee:page"), None) is None
        True
        """
        if not self.is_my_turn():
            return otherwise
        try:
            answer = question(self.client)
        except (redis.RedisError, OSError) as error:
            self.note_failure(error)
            return otherwise
        if self.closed_until is not None:
            log.info("the cache is back")
            self.closed_until = None
        return answer

    def is_there(self) -> bool:
        """Tell whether it answers."""
        return self.ask(lambda client: bool(client.ping()), otherwise=False)

    def is_my_turn(self) -> bool:
        """Tell whether to ask: while it is away, one caller tries after each pause."""
        if self.closed_until is None:
            return True
        with self.lock:
            now = self.clock()
            if self.closed_until is not None and now < self.closed_until:
                return False
            self.closed_until = now + PAUSE
            return True

    def note_failure(self, error: Exception) -> None:
        """Keep others from waiting for it for a while."""
        if self.closed_until is None:
            log.warning("the cache is away", error=str(error)[:200])
        self.closed_until = self.clock() + PAUSE

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()


def connected(address: str, **others: Any) -> "Redis":
    """Return a client that gives up soon, and tries a connection that was cut again."""
    options: dict[str, Any] = {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "retry": retry.Retry(
            backoff.NoBackoff(), 1, supported_errors=(redis.ConnectionError,)
        ),
        "max_connections": MOST_CONNECTIONS,
    }
    return redis.Redis.from_url(address, **(options | others))


def init_app(app: Flask, settings: Settings) -> None:
    """Open the store that the settings name; without one there is None."""
    address = settings.cache_url
    app.extensions["store"] = None if address is None else Store(address)


def store_of(app: Flask) -> Store | None:
    """Return the store of an application, if its processes share one."""
    found: Store | None = app.extensions["store"]
    return found
