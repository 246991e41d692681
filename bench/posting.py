"""Send posts over kept connections from several clients, each its own list of them."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.measuring import Load, percentile
from bench.servers import Server

PATIENCE = 60.0


@dataclass(frozen=True)
class Post:
    """What is sent."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass
class Client:
    """A client and what came back to it."""

    server: Server
    posts: Sequence[Post]
    expected: Callable[[int], bool]
    took: list[float] = field(default_factory=list)
    failed: int = 0

    def run(self, end: float) -> None:
        """Send one post after the other until the time is over or none is left."""
        connection = connect(self.server)
        for post in self.posts:
            begin = time.perf_counter()
            if begin >= end:
                break
            try:
                connection.request("POST", post.path, post.body, dict(post.headers))
                answer = connection.getresponse()
                answer.read()
                fine = self.expected(answer.status)
            except (OSError, http.client.HTTPException):
                fine = False
                connection.close()
                connection = connect(self.server)
            self.took.append(time.perf_counter() - begin)
            self.failed += not fine
        connection.close()

    @property
    def sent(self) -> int:
        """How many posts were sent."""
        return len(self.took)


class Lists:
    """A list of posts for each client, from which every round takes what is next."""

    def __init__(self, posts: Sequence[Sequence[Post]]) -> None:
        self.posts = [list(each) for each in posts]

    def send(
        self, server: Server, seconds: float, expected: Callable[[int], bool]
    ) -> Load:
        """Send from all clients at once for some seconds."""
        clients = [Client(server, each, expected) for each in self.posts]
        processor, begin = server.processor(), time.perf_counter()
        threads = [
            threading.Thread(target=client.run, args=(begin + seconds,))
            for client in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        passed = time.perf_counter() - begin
        for place, client in enumerate(clients):
            self.posts[place] = self.posts[place][client.sent :]
        took = [each for client in clients for each in client.took]
        return Load(
            requests=len(took),
            seconds=passed,
            failed=sum(client.failed for client in clients),
            percentiles={share: percentile(took, share / 100) for share in (50, 99)},
            processor=server.processor() - processor,
        )


def connect(server: Server) -> http.client.HTTPConnection:
    """Open a connection that is kept."""
    host = urlsplit(server.base)
    return http.client.HTTPConnection(host.hostname or "", host.port, timeout=PATIENCE)
