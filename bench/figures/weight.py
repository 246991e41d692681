"""P10: what the first view of the movie page brings over the wire, in Chromium."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import sync_playwright

from bench import sites
from bench.bench import Bench, LeftOut
from bench.goals import Figure
from bench.servers import Server

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PICTURES = {"Image", "Media"}
PHONE = {"width": 390, "height": 844}


@dataclass
class Wire:
    """What came over the wire: kinds of answers, and bytes as they were sent."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def answered(self, event: dict[str, Any]) -> None:
        """Note what kind of answer came."""
        self.kinds[event["requestId"]] = event["type"]

    def finished(self, event: dict[str, Any]) -> None:
        """Note how long it was, headers included."""
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def without_pictures(self) -> Iterator[int]:
        """Yield the lengths of all that is no picture."""
        for request, size in self.sizes.items():
            if self.kinds.get(request) not in PICTURES:
                yield size


def measure(bench: Bench) -> Sequence[Figure]:
    """Open the page once with an empty cache, and add up."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise LeftOut("Chromium is missing: apt-get install chromium")
    instance = sites.demo(bench.folder)
    with bench.site(instance, cached=True) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        wire = opened(browser, site)
        browser.close()
    lengths = list(wire.without_pictures())
    whole = sum(wire.sizes.values())
    bench.tell(f"P10: {len(wire.sizes)} requests and {whole / 1000:.1f} KB in all")
    return [
        Figure("P10 size", sum(lengths) / 1000),
        Figure("P10 requests", len(lengths)),
    ]


def opened(browser: Any, site: Server) -> Wire:
    """Return what a browser fetches of the page until it is quiet."""
    wire = Wire()
    page = browser.new_context(viewport=PHONE).new_page()
    session = page.context.new_cdp_session(page)
    session.on("Network.responseReceived", wire.answered)
    session.on("Network.loadingFinished", wire.finished)
    session.send("Network.enable")
    page.goto(site.base + sites.DEMO_PAGE, wait_until="networkidle")
    return wire
