"""P5: a frame for other sites, and the oEmbed answer, from the page cache."""

from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import quote

from bench import sites
from bench.bench import Bench
from bench.goals import Figure
from bench.pages import asked_for

FRAME = f"/embed{sites.DEMO_PAGE}/critic-reviews"
OFTEN = {"MATINEE_OEMBED_LIMIT": "100000000"}


def measure(bench: Bench) -> Sequence[Figure]:
    """Serve the demo with its cache; ask for a frame and an oEmbed answer."""
    with ExitStack() as stack:
        hello = stack.enter_context(bench.hello())
        instance = sites.demo(bench.folder)
        site = stack.enter_context(bench.site(instance, cached=True, **OFTEN))
        oembed = f"/oembed?url={quote(site.base + sites.DEMO_PAGE, safe='')}"
        for path in (FRAME, oembed):
            asked_for(site, path)
        rounds = bench.against_hello(
            hello, {"frame": (site, FRAME, {}), "oEmbed": (site, oembed, {})}
        )
    return [
        Figure(
            f"P5 {path}",
            rounds.ratio(path),
            rounds.ratio_by_processor(path),
            f"hello {rounds.reference_rate:,.0f}/s",
            f"{rounds.rate(path):,.0f}/s",
        )
        for path in ("frame", "oEmbed")
    ]
