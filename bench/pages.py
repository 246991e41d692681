"""Ask for a page once and look at it, before it is asked for often."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.request import Request, urlopen

from bench.servers import PATIENCE, Server


@dataclass(frozen=True)
class Page:
    """What came."""

    content: bytes
    tag: str

    @property
    def size(self) -> int:
        """Its length in bytes, as it was sent."""
        return len(self.content)

    @property
    def articles(self) -> int:
        """How many reviews stand on it."""
        return self.content.count(b"<article")


def asked_for(
    server: Server, path: str, headers: Mapping[str, str] | None = None
) -> Page:
    """Return an answer; raises for all but 200."""
    request = Request(server.base + path, headers=dict(headers or {}))
    with urlopen(request, timeout=PATIENCE) as answer:
        return Page(answer.read(), answer.headers.get("ETag", ""))
