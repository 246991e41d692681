"""Somebody else's site: pages of another origin that carry our widgets."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

# What a page of the host measures: how far its content moved without being asked.
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# What WordPress does with a frame that it took over from an oEmbed answer, written
# from what is known of it: a secret behind the address, heights between 200 and 1,000,
# links only to the frame's own host, and a word when its script is ready.
WORDPRESS = """
const frame = document.querySelector("iframe");
const quote = document.querySelector("blockquote");
window.left = "";
addEventListener("message", ({ data, source }) => {
  if (!data || !data.secret || !data.message || !data.value) return;
  if (/[^a-zA-Z0-9]/.test(data.secret) || data.secret !== frame.dataset.secret) return;
  if (source !== frame.contentWindow) return;
  if (data.message === "height") {
    frame.height = Math.min(Math.max(parseInt(data.value, 10), 200), 1000);
    frame.style.cssText = "";
    quote.hidden = true;
  }
  if (data.message === "link") {
    if (new URL(data.value).host === new URL(frame.src).host) window.left = data.value;
  }
});
addEventListener("load", () => {
  const secret = frame.dataset.secret;
  frame.contentWindow.postMessage({ message: "ready", secret }, "*");
});
"""
SECRET = "aBcD123456"


class Host:
    """A site whose pages are put there by a test: `put("/a", body)`, `url("/a")`."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str]] = {}
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            known: ClassVar = pages

            def do_GET(self):
                body, policy = self.known.get(self.path, ("", ""))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *arguments):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def origin(self) -> str:
        """Another name of the same machine: a browser takes it for another site."""
        return f"http://localhost:{self.server.server_port}"

    def put(self, path: str, body: str, *, head: str = "", policy: str = "") -> str:
        """Put a page there and return its address."""
        page = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,">{head}<body>{body}'
        )
        self.pages[path] = page, policy
        return f"{self.origin}{path}"

    def close(self) -> None:
        """End the server."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def measured(body: str) -> str:
    """Return a page's body with the measuring of its shifts before it."""
    return f"<script>{SHIFTS}</script>{body}<p id=after>What the host says after.</p>"


def in_wordpress(frame_html: str) -> str:
    """Return an oEmbed answer's HTML as WordPress puts it into a post."""
    hidden = "position:absolute;visibility:hidden"
    html = frame_html.replace(
        "<iframe ",
        f'<iframe sandbox="allow-scripts" data-secret="{SECRET}" style="{hidden}" ',
        1,
    )
    source = html.split('src="', 1)[1].split('"', 1)[0]
    html = html.replace(f'src="{source}"', f'src="{source}#?secret={SECRET}"', 1)
    return f"{html}<script>{WORDPRESS}</script>"
