"""P3 and P4: the movie page and a filter's fragment when nothing is kept."""

from collections.abc import Sequence
from contextlib import ExitStack

from bench import sites
from bench.bench import Bench
from bench.goals import Figure
from bench.pages import asked_for

FRAGMENT = f"/fragments{sites.DEMO_PAGE}/critic-reviews?show=rotten"


def measure(bench: Bench) -> Sequence[Figure]:
    """Serve the demo without its cache; ask for page and fragment."""
    with ExitStack() as stack:
        hello = stack.enter_context(bench.hello())
        site = stack.enter_context(bench.site(sites.demo(bench.folder), cached=False))
        page = asked_for(site, sites.DEMO_PAGE)
        part = asked_for(site, FRAGMENT)
        rounds = bench.against_hello(
            hello,
            {"page": (site, sites.DEMO_PAGE, {}), "part": (site, FRAGMENT, {})},
        )
    bench.tell(
        f"P3: {page.size / 1000:.1f} KB, {page.articles} reviews; "
        f"P4: {part.size / 1000:.1f} KB, {part.articles} reviews"
    )
    return [
        Figure(
            "P3",
            rounds.ratio("page"),
            rounds.ratio_by_processor("page"),
            f"hello {rounds.reference_rate:,.0f}/s",
            f"{rounds.rate('page'):,.0f}/s",
        ),
        Figure(
            "P4",
            rounds.ratio("part", "page"),
            rounds.ratio_by_processor("part", "page"),
            f"page {rounds.rate('page'):,.0f}/s",
            f"{rounds.rate('part'):,.0f}/s",
        ),
    ]
