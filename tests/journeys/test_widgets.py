"""A widget in a frame on somebody else's site."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.journeys.screen import FILM

SANDBOXES = {"plain": "", "sandboxed": ' sandbox="allow-scripts"'}


@pytest.fixture
def host(site):
    """Serve a page of another origin with our widgets in frames; yield its address."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self):
            sandbox = SANDBOXES[self.path.strip("/") or "plain"]
            frames = "".join(
                f'<iframe src="{site}/embed{FILM}/{name}" title="{name}" width="600"'
                f' height="900"{sandbox}></iframe>'
                for name in ("critic-reviews", "score")
            )
            body = (
                '<!doctype html><html lang="en"><title>Host</title>'
                f'<link rel="icon" href="data:,">{frames}</html>'
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    # Another name of the same machine: the browser takes it for another site.
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("kind", SANDBOXES)
def test_widgets_work_on_another_site(screen, host, kind):
    window = screen(also=(host,))
    page = window.page

    page.goto(f"{host}/{kind}")
    list_, score = (
        page.frame_locator(f"iframe[title={name}]")
        for name in ("critic-reviews", "score")
    )

    expect(list_.locator("article").first).to_be_visible()
    expect(score.locator("body")).to_contain_text("Never Sorry")
    list_.get_by_role("link", name=re.compile("^Rotten")).click()
    expect(list_.locator("article")).to_have_count(2)
    expect(list_.locator("[aria-current=true]")).to_contain_text("Rotten")
    assert window.context.cookies() == []


def test_the_widgets_page_shows_the_widget_and_the_line_to_copy(page, site):
    page.goto(f"{FILM}/widgets")

    expect(page.get_by_text(re.compile("<iframe")).first).to_be_attached()
    preview = page.frame_locator("iframe").first
    expect(preview.locator("body")).to_contain_text("Never Sorry")
