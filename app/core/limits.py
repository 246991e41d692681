"""How often one client address may ask what costs much: a cheap edge.

With CACHE_URL all processes count together; without it, or while it is away, each
counts in its own memory, so that a site of several lets through that many times as
much. The address is the one that ProxyFix vouches for, never a header's word.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from flask import Flask, current_app, request

from app.config import Settings
from app.core.errors import TooMany
from app.core.store import KEYS, Store, store_of

if TYPE_CHECKING:
    from redis import Redis

View = TypeVar("View", bound=Callable[..., Any])
MINUTE = 60.0
MOST_ADDRESSES = 50_000
HOME_NETWORK = 64
# One number a bucket: when it will be full again. The clock is the store's; when it is
# set back, nobody waits longer than a bucket takes to fill.
COUNT_TOGETHER = """
local moment = redis.call('TIME')
local now = moment[1] + moment[2] / 1000000
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)
full_at = math.min(math.max(full_at, now), now + 60) + 60 / ARGV[1]
local wait = full_at - now - 60
if wait > 0.000001 then
  return math.max(1, math.ceil(wait))
end
redis.call('SET', KEYS[1], string.format('%.6f', full_at), 'EX', 61)
return 0
"""
COUNTED = "matinee.counted"
"""In an environ: whether its request was counted already, on the way to the view."""

WAIT = "That was asked very often from your address. Wait a little, then try again."


@dataclass
class Bucket:
    """What one address has left, and since when."""

    left: float
    at: float


class Limit:
    """A bucket for each address, filled again evenly; the oldest are forgotten."""

    def __init__(
        self, per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_minute = per_minute
        self.clock = clock
        self.buckets: OrderedDict[str, Bucket] = OrderedDict()
        self.lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Count one request; return 0, or the seconds until there may be another."""
        rate = self.per_minute / MINUTE
        with self.lock:
            now = self.clock()
            bucket = self.buckets.pop(address, None) or Bucket(self.per_minute, now)
            left = min(self.per_minute, bucket.left + (now - bucket.at) * rate)
            allowed = left >= 1
            self.buckets[address] = Bucket(left - allowed, now)
            if len(self.buckets) > MOST_ADDRESSES:
                self.buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / rate))


class Counting(Protocol):
    """Who says whether an address may ask again."""

    def wait(self, address: str) -> int:
        """Count one request; return 0, or the seconds until there may be another."""


@dataclass(frozen=True)
class SharedLimit:
    """The same bucket for all processes of the site; `alone` counts when none is."""

    name: str
    alone: Limit
    store: Store

    def wait(self, address: str) -> int:
        """Count one request; return 0, or the seconds until there may be another."""

        def count(client: "Redis") -> int:
            key = f"{KEYS}limit:{self.name}:{address}"
            counted: Any = client.eval(COUNT_TOGETHER, 1, key, self.alone.per_minute)
            return int(counted)

        seconds = self.store.ask(count, otherwise=None)
        return self.alone.wait(address) if seconds is None else seconds


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its limits."""
    store = store_of(app)
    app.extensions["limits"] = {
        name: limit if store is None else SharedLimit(name, limit, store)
        for name, limit in (
            ("search", Limit(settings.search_limit)),
            ("oembed", Limit(settings.oembed_limit)),
            ("export", Limit(settings.export_limit)),
        )
    }


def limited(name: str) -> Callable[[View], View]:
    """Let each address ask a view so often; more is answered 429 with Retry-After."""

    def mark(view: View) -> View:
        @wraps(view)
        def counted(*arguments: Any, **named: Any) -> Any:
            if not request.environ.pop(COUNTED, False):
                count(name, request.remote_addr or "")
            return view(*arguments, **named)

        counted.limit = name  # type: ignore[attr-defined]
        return counted  # type: ignore[return-value]

    return mark


def count(name: str, address: str) -> None:
    """Count that an address has asked; raises TooMany where it has to wait."""
    limit: Counting = current_app.extensions["limits"][name]
    seconds = limit.wait(network_of(address))
    if seconds:
        raise TooMany(WAIT, seconds=seconds)


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """Return who is counted: an address, or the network of a home for IPv6.

    >>> network_of("192.0.2.7"), network_of("2001:db8::1:2")
    ('192.0.2.7', '2001:db8::/64')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), HOME_NETWORK), strict=False))
