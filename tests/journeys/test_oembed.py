"""oEmbed as those who use it see it: micawber, a WordPress, and a reader there."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from lxml import html
from micawber import Provider, ProviderException, ProviderRegistry
from playwright.sync_api import expect

from tests.journeys.screen import FILM
from tests.support import wordpress
from tests.support.site import until

PAGES = (FILM, f"{FILM}/critic-reviews", f"{FILM}/audience-reviews")
SECRET = "s3cr3tw0rd"
# What a WordPress page runs: it shows a frame once that has told its height, keeps
# heights between 200 and 1000, and follows links to the frame's own site.
LISTENER = """
addEventListener("message", ({ source, data }) => {
  if (!data || !(data.secret || data.message || data.value)) return;
  if (/[^a-zA-Z0-9]/.test(data.secret)) return;
  const frames = document.querySelectorAll(`iframe[data-secret="${data.secret}"]`);
  const quotes = document.querySelectorAll(`blockquote[data-secret="${data.secret}"]`);
  for (const quote of quotes) quote.style.display = "none";
  for (const frame of frames) {
    if (source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    if (data.message === "height") {
      frame.height = Math.min(Math.max(parseInt(data.value, 10), 200), 1000);
    }
    if (data.message === "link") {
      const from = new URL(frame.getAttribute("src"));
      const to = new URL(data.value);
      const asked = document.activeElement === frame;
      if (asked && from.host === to.host) top.location.href = to.href;
    }
  }
});
addEventListener("load", () => {
  for (const frame of document.querySelectorAll("iframe[data-secret]")) {
    const { secret } = frame.dataset;
    frame.contentWindow.postMessage({ message: "ready", secret }, "*");
  }
});
"""


@pytest.fixture
def blog(site):
    """Serve a post of a WordPress in which stands the address of one of our pages."""

    class Blog(BaseHTTPRequestHandler):
        def do_GET(self):
            said = answer_for(site, self.path, maxwidth=500, maxheight=750)["html"]
            body = (
                '<!doctype html><html lang="en"><title>Post</title>'
                '<link rel="icon" href="data:,">'
                f"<script>{LISTENER}</script>"
                f"<main>{wordpress.embedded(said, secret=SECRET)}</main></html>"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    # Another name of the same machine: the browser takes it for another site.
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def answer_for(site: str, path: str, **room) -> dict:
    """Find what a page says of itself as programs do: page, link, answer."""
    with urlopen(site + path) as page:
        head = html.parse(page).getroot()
    (link,) = head.cssselect("link[type='application/json+oembed']")
    asked = "".join(f"&{name}={value}" for name, value in room.items())
    with urlopen(urljoin(site, link.get("href")) + asked) as answer:
        return json.load(answer)


def test_micawber_reads_our_answers(site):
    registry = ProviderRegistry()
    registry.register(f"{site}/(movies|critics)/.*", Provider(f"{site}/oembed"))

    for path in (*PAGES, "/critics/tom-long"):
        said = registry.request(site + path, maxwidth=320, maxheight=900)

        assert said["type"] == "rich"
        assert (said["width"], said["height"] <= 900) == (320, True)
        assert said["html"] in registry.parse_text(
            site + path, maxwidth=320, maxheight=900
        )
    with pytest.raises(ProviderException):
        registry.request(f"{site}/movies/no-such-film")


@pytest.mark.parametrize("path", PAGES)
def test_c3_wordpress_shows_the_frame_at_its_height(screen, site, blog, path):
    window = screen(also=(blog,))
    page = window.page

    page.goto(blog + path)

    frame = page.locator("iframe")
    inside = page.frame_locator("iframe").locator("body")
    expect(frame).not_to_have_attribute("style", wordpress.HIDDEN)
    expect(page.locator("blockquote")).to_be_hidden()
    expect(inside).to_contain_text("Never Sorry")
    widget = inside.locator(".widget")
    # Both change as long as faces come in.
    until(
        lambda: (
            int(frame.get_attribute("height"))
            == round(widget.bounding_box()["height"] + 0.4999)
        )
    )
    assert 200 <= int(frame.get_attribute("height")) <= 1000
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert window.context.cookies() == []


def test_c3_a_bare_link_fits_on_a_phone(screen, blog):
    page = screen(also=(blog,), width=360).page

    page.goto(blog + FILM)

    expect(page.locator("blockquote")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_c3_a_link_in_the_frame_leads_the_whole_page_to_us(screen, site, blog):
    page = screen(also=(blog,)).page
    page.goto(blog + FILM)
    expect(page.locator("blockquote")).to_be_hidden()

    page.frame_locator("iframe").get_by_role("link", name="How this score").click()

    page.wait_for_url(f"{site}{FILM}/score")


def test_without_script_the_link_stays(screen, site, blog):
    page = screen(also=(blog,), script=False).page

    page.goto(blog + FILM)

    link = page.get_by_role("link", name="Never Sorry")
    expect(link).to_be_visible()
    assert link.get_attribute("href") == f"{site}{FILM}"


def test_the_data_for_search_engines_is_no_script_to_the_browser(page):
    page.goto(FILM)

    block = page.locator("script[type='application/ld+json']")

    assert json.loads(block.text_content())["@type"] == "Movie"
