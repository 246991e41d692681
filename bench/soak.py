"""Readers and writers at once for some minutes: what is promised is counted.

    make soak [MINUTES=2] [READERS=200] [WRITERS=20]

A site of two processes on SQLite is served on this machine, with movies and members of
its own; asynchronous clients read pages and post reviews. The table at the end stands
beside what is promised; the exit code is 1 where a promise was broken.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from tests.factories.accounts import PASSWORD, member
from tests.factories.movies import movie
from tests.support.databases import Databases
from tests.support.page import Page
from tests.support.posting import kept, miscounted
from tests.support.site import Site, descendants

MOVIES = 40
MOST_SPREAD = 50
"""The slowest hundredth of cached pages may take so many times the middle one."""

MOST_GROWTH = 1.15
"""Memory at the end, against that after a quarter of the time."""

PAUSE = 0.5
"""Seconds that a reader looks at a page, on average."""

MOST_CAUSES = 20
"""Lines of the log about what failed that are shown."""

CACHED = ("/movies/film-{n}", "/movies/film-{n}/audience-reviews", "/", "/movies")


@dataclass
class Soak:
    """A site under load, and what was seen."""

    site: Site
    emails: list[str]
    seconds: float
    readers: int
    least: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    lost_answers: int = 0
    page_times: list[float] = field(default_factory=list)
    post_times: list[float] = field(default_factory=list)
    posted: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    memory: list[tuple[float, int]] = field(default_factory=list)
    until: float = 0.0

    async def run(self) -> None:
        """Let everybody in, and wait for the last one."""
        self.until = time.monotonic() + self.seconds
        async with asyncio.TaskGroup() as group:
            for number in range(self.readers):
                group.create_task(self.read(number))
            for email in self.emails:
                group.create_task(self.write(email))
            group.create_task(self.weigh())

    def goes_on(self) -> bool:
        """Tell whether there is time left, or too little was posted yet."""
        return time.monotonic() < self.until or len(self.posted) < self.least

    async def read(self, number: int) -> None:
        """Open one page after the other, with pauses."""
        chance = random.Random(number)
        client = Client(self.site.port)
        await asyncio.sleep(chance.random() * PAUSE * 2)
        while self.goes_on():
            path = chance.choice(CACHED).format(n=chance.randrange(MOVIES))
            began = time.perf_counter()
            if self.note(await client.ask("GET", path)):
                self.page_times.append(time.perf_counter() - began)
            await asyncio.sleep(chance.random() * PAUSE * 2)
        client.close()

    async def write(self, email: str) -> None:
        """Sign in, then post about one movie after the other."""
        chance = random.Random(email)
        client = Client(self.site.port)
        token = (await client.ask("GET", "/account/login")).token
        fields = {"csrf_token": token, "email": email, "password": PASSWORD}
        self.note(await client.ask("POST", "/account/login", fields))
        token = (await client.ask("GET", "/movies/film-0/review")).token
        number = 0
        while self.goes_on():
            number += 1
            slug, rating = f"film-{number % MOVIES}", chance.randint(1, 10)
            body = f"{email} for the {number}th time."
            fields = {"csrf_token": token, "rating": str(rating), "body": body}
            began = time.perf_counter()
            path = f"/movies/{slug}/audience-reviews"
            answer = await client.ask("POST", path, fields)
            if self.note(answer) and answer.status == 303:
                self.post_times.append(time.perf_counter() - began)
                self.posted[email, slug] = (rating, body)
            await asyncio.sleep(chance.random() * PAUSE)
        client.close()

    def note(self, answer: "Answer") -> bool:
        """Count an answer; tell whether there was one."""
        if answer.status:
            self.statuses[answer.status] += 1
        else:
            self.lost_answers += 1
        return bool(answer.status)

    async def weigh(self) -> None:
        """Note what all processes weigh, every second."""
        began = time.monotonic()
        while self.goes_on():
            self.memory.append((time.monotonic() - began, weight(self.site.pid)))
            await asyncio.sleep(1)

    def lost_writes(self) -> int:
        """Return how many acknowledged posts are not there as they were sent last."""
        found = kept(self.site)
        return sum(
            found.get(key, []) != [said] for key, said in self.posted.items()
        ) + sum(len(rows) != 1 for rows in found.values())

    def growth(self) -> float:
        """Return the memory at the end against that after a quarter of the time."""
        quarter = [size for at, size in self.memory if at >= self.seconds / 4]
        few = max(1, len(quarter) // 10)
        return median(quarter[-few:]) / median(quarter[:few])

    def spread(self) -> float:
        """Return the 99th hundredth of the pages' times against the middle one."""
        times = sorted(self.page_times)
        return times[int(len(times) * 0.99)] / median(times)


@dataclass
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    text: str = ""

    @property
    def token(self) -> str:
        """The token of the page's forms."""
        return Page(self).token


class Client:
    """One connection that is kept open, and the cookies that it was given."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> Answer:
        """Send a request and read its answer; a lost connection is no answer."""
        try:
            return await self.tried(method, path, fields)
        except (OSError, EOFError, ValueError):
            self.close()
            return Answer(0)

    async def tried(
        self, method: str, path: str, fields: dict[str, str] | None
    ) -> Answer:
        """Send a request and read its answer."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        body = urlencode(fields).encode() if fields else b""
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.cookies:
            said = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
            head.append(f"Cookie: {said}")
        if fields:
            head.append("Content-Type: application/x-www-form-urlencoded")
            head.append(f"Content-Length: {len(body)}")
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        first = await reader.readline()
        status, length, chunked = int(first.split()[1]), 0, False
        while (line := await reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "transfer-encoding":
                chunked = True
            elif name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value.strip()).items():
                    self.cookies[key] = morsel.value
        content = b""
        while chunked and (size := int(await reader.readline(), 16)):
            content += await reader.readexactly(size)
            await reader.readline()
        if chunked:
            await reader.readline()
        else:
            content = await reader.readexactly(length)
        return Answer(status, content.decode(errors="replace"))

    def close(self) -> None:
        """Hang up."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


def weight(pid: int) -> int:
    """Return the memory of a process and all below it, in bytes, shared parts once."""
    total = 0
    for each in (pid, *descendants(pid)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def soaked(
    site: Site, *, seconds: float, readers: int, writers: int, least: int = 0
) -> Soak:
    """Fill a site, serve it, and put it under load; it still runs afterwards.

    On a machine however busy, `least` posts are waited for.
    """
    with site.rows():
        for number in range(MOVIES):
            movie(f"Film {number}")
        emails = [member(f"Member {number}").email for number in range(writers)]
    site.start()
    soak = Soak(site, emails, seconds, readers, least)
    asyncio.run(soak.run())
    return soak


def broken(soak: Soak, *, timed: bool) -> list[tuple[str, str, str, bool]]:
    """Return each promise: its name, what was seen, what was promised, whether kept."""
    faults = sum(n for status, n in soak.statuses.items() if status >= 500)
    lost, wrong = soak.lost_writes(), len(miscounted(soak.site))
    rows = [
        ("answers of 5xx", f"{faults}", "0", faults == 0),
        (
            "requests without an answer",
            f"{soak.lost_answers}",
            "0",
            not soak.lost_answers,
        ),
        ("posts lost or double", f"{lost}", "0", lost == 0),
        ("movies that are miscounted", f"{wrong}", "0", wrong == 0),
    ]
    if timed:
        spread, growth = soak.spread(), soak.growth()
        rows += [
            (
                "p99 : p50 of cached pages",
                f"{spread:.1f}",
                f"below {MOST_SPREAD}",
                spread < MOST_SPREAD,
            ),
            (
                "memory at the end : after a quarter",
                f"{growth:.3f}",
                f"below {MOST_GROWTH}",
                growth < MOST_GROWTH,
            ),
        ]
    return rows


def main() -> int:
    """Soak a site, print the table, and tell whether every promise was kept."""
    minutes = float(os.environ.get("MINUTES", "2"))
    readers = int(os.environ.get("READERS", "200"))
    writers = int(os.environ.get("WRITERS", "20"))
    with tempfile.TemporaryDirectory(prefix="matinee-soak-") as made:
        folder = Path(made)
        (folder / "instance").mkdir()
        url = Databases(folder, None, "soak").with_tables("sqlite")
        site = Site(url, folder, MATINEE_WORKERS="2")
        try:
            soak = soaked(site, seconds=minutes * 60, readers=readers, writers=writers)
            rows = broken(soak, timed=True)
        finally:
            site.stop()
        # Why there was a 503, or an error of ours, stands in the log alone.
        causes = [
            line
            for line in site.output.splitlines()
            if "unavailable" in line or "Error" in line
        ]
    console = Console()
    table = Table("promise", "seen", "promised", "")
    for name, seen, promised, holds in rows:
        table.add_row(name, seen, promised, "" if holds else "BROKEN")
    console.print(table)
    pages, posts = sorted(soak.page_times), sorted(soak.post_times)
    console.print(
        f"{readers} readers, {writers} writers, {minutes:g} minutes: "
        f"{len(pages):,} pages at {median(pages) * 1000:.1f} ms, "
        f"{len(posts):,} posts at {median(posts) * 1000:.1f} ms in the middle; "
        f"{soak.memory[-1][1] / 1e6:.0f} MB; statuses {dict(soak.statuses)}"
    )
    for line in causes[:MOST_CAUSES]:
        console.print(line, markup=False, highlight=False)
    return 0 if all(holds for *_, holds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
