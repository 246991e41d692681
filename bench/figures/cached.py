"""P1 and P2: the movie page from the page cache, and its 304, beside bare Flask."""

from collections.abc import Sequence
from contextlib import ExitStack

from bench import sites
from bench.bench import Bench
from bench.goals import Figure
from bench.pages import asked_for


def measure(bench: Bench) -> Sequence[Figure]:
    """Serve the demo with its cache and ask for one page."""
    with ExitStack() as stack:
        hello = stack.enter_context(bench.hello())
        site = stack.enter_context(bench.site(sites.demo(bench.folder), cached=True))
        page = asked_for(site, sites.DEMO_PAGE)
        known = {"If-None-Match": page.tag}
        packed = asked_for(site, sites.DEMO_PAGE, {"Accept-Encoding": "br"})
        rounds = bench.against_hello(
            hello,
            {
                "page": (site, sites.DEMO_PAGE, {}),
                "304": (site, sites.DEMO_PAGE, known),
                "br": (site, sites.DEMO_PAGE, {"Accept-Encoding": "br"}),
            },
        )
    bench.tell(
        f"P1: {page.size / 1000:.1f} KB plain; packed by brotli "
        f"({packed.size / 1000:.1f} KB) {rounds.ratio('br'):.2f}"
    )
    return [
        Figure(
            key,
            rounds.ratio(path),
            rounds.ratio_by_processor(path),
            f"hello {rounds.reference_rate:,.0f}/s",
            f"{rounds.rate(path):,.0f}/s",
        )
        for key, path in (("P1", "page"), ("P2", "304"))
    ]
