"""PostgreSQL made fit for a network: what a connection is opened with.

A host that vanishes without a word (a machine without power, a firewall that forgets)
sends no end of the connection. Without the limits below the thread that asked it would
wait for as long as the system tries, a quarter of an hour and more.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import make_url

VANISHED = {
    # What was sent and not acknowledged: no database of ours is that far away.
    "tcp_user_timeout": 10_000,
    # While an answer is waited for: asked after 10 seconds, given up after 20.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


def connect_args(address: str, *, wait: float) -> Mapping[str, Any]:
    """Return what the driver opens a connection with; what the address says wins.

    `wait` are the seconds for a connection, and for a lock. Moments are in UTC in any
    case.
    """
    said = make_url(address).query
    ours = {"connect_timeout": max(1, round(wait)), **VANISHED}
    options = (
        f"-c lock_timeout={int(wait * 1000)}",
        *made_many(said.get("options", ())),
        "-c timezone=UTC",
    )
    return {
        **{name: value for name, value in ours.items() if name not in said},
        "options": " ".join(options),
    }


def made_many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return a parameter as often as an address names it."""
    return (value,) if isinstance(value, str) else value
