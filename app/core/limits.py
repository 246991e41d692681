"""How often one client address may ask what costs much: a cheap edge, in memory.

Each process counts by itself, so that a site of several lets through that many times as
much. The address is the one that ProxyFix vouches for, never a header's word.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, current_app, request

from app.config import Settings
from app.core.errors import TooMany

View = TypeVar("View", bound=Callable[..., Any])
MINUTE = 60.0
MOST_ADDRESSES = 50_000
HOME_NETWORK = 64
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


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its limits."""
    app.extensions["limits"] = {
        "search": Limit(settings.search_limit),
        "oembed": Limit(settings.oembed_limit),
        "export": Limit(settings.export_limit),
    }


def limited(name: str) -> Callable[[View], View]:
    """Let each address ask a view so often; more is answered 429 with Retry-After."""

    def mark(view: View) -> View:
        @wraps(view)
        def counted(*arguments: Any, **named: Any) -> Any:
            limit: Limit = current_app.extensions["limits"][name]
            seconds = limit.wait(network_of(request.remote_addr or ""))
            if seconds:
                raise TooMany(WAIT, seconds=seconds)
            return view(*arguments, **named)

        return counted  # type: ignore[return-value]

    return mark


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
