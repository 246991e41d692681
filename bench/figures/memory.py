"""P11: the memory of a worker that has answered ten thousand requests."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import sites
from bench.bench import Bench
from bench.goals import Figure
from bench.servers import Server
from bench.wrk import load, round_robin

REQUESTS = 10_000
PAGES = (
    *("/", "/movies", "/movies?sort=title", "/critics", "/search?q=dust"),
    *(sites.DEMO_PAGE, f"{sites.DEMO_PAGE}?show=top", f"{sites.DEMO_PAGE}/score"),
    f"{sites.DEMO_PAGE}/critic-reviews",
    f"{sites.DEMO_PAGE}/audience-reviews",
    f"/fragments{sites.DEMO_PAGE}/critic-reviews?show=fresh",
    f"/embed{sites.DEMO_PAGE}/score",
    *("/movies/dust", "/movies/understudy", "/movies/z", "/sitemap.xml"),
)


def measure(bench: Bench) -> Sequence[Figure]:
    """Ask both for many answers and look at their workers."""
    bench.need("wrk", "wrk")
    instance = sites.demo(bench.folder)
    with ExitStack() as stack:
        hello = stack.enter_context(bench.hello())
        site = stack.enter_context(
            bench.site(instance, cached=True, MATINEE_SEARCH_LIMIT="1000000")
        )
        plain = round_robin(bench.folder, "hello", ["/"])
        pages = round_robin(bench.folder, "pages", PAGES)
        fill(hello, plain)
        fill(site, pages)
        theirs, ours = hello.megabytes(), site.megabytes()
    return [Figure("P11", ours / theirs, None, f"{theirs:.1f} MB", f"{ours:.1f} MB")]


def fill(server: Server, script: Path) -> None:
    """Ask until so many requests were answered."""
    answered = 0
    while answered < REQUESTS:
        answered += load(server, "/", 1.0, script=script).requests
