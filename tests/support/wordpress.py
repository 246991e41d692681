"""What WordPress does to the html of an oEmbed answer, written from its behaviour.

Of an unknown site it keeps three elements with few attributes; wants one frame, and a
blockquote right at the beginning to fall back on; gives both a secret, and shuts the
frame into a sandbox. The frame stays hidden until it tells its height.
"""

import re
from html import escape
from html.parser import HTMLParser

ALLOWED = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {
        *("src", "width", "height", "frameborder", "marginwidth", "marginheight"),
        *("scrolling", "title"),
    },
}
SWALLOWED = {"script", "style"}
WHOLE = re.compile(
    r"(<blockquote>.*?</blockquote>)?.*?(<iframe.*?></iframe>)", re.DOTALL
)
HIDDEN = "position: absolute; clip: rect(1px, 1px, 1px, 1px);"


class Sieve(HTMLParser):
    """Lets through what WordPress lets through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.inside = 0

    def handle_starttag(self, tag, attrs):
        if tag in SWALLOWED:
            self.inside += 1
        if tag in ALLOWED:
            said = "".join(
                f' {name}="{escape(value or "")}"'
                for name, value in attrs
                if name in ALLOWED[tag] and allowed_address(name, value)
            )
            self.kept.append(f"<{tag}{said}>")

    def handle_endtag(self, tag):
        if tag in SWALLOWED:
            self.inside -= 1
        if tag in ALLOWED:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.inside:
            self.kept.append(escape(data))


def allowed_address(name: str, value: str | None) -> bool:
    """Tell whether an address may stay: only the web's."""
    return name not in {"src", "href"} or bool(re.match("https?://", value or ""))


def sanitised(said: str) -> str:
    """Return html without all that WordPress takes away."""
    sieve = Sieve()
    sieve.feed(said)
    sieve.close()
    return "".join(sieve.kept)


def embedded(said: str, *, secret: str) -> str | None:
    """Return what stands in a WordPress page in the end, or None: nothing does."""
    found = WHOLE.match(sanitised(said))
    if found is None:
        return None
    quoted, frame = found[1] or "", found[2]
    frame = re.sub(r'src="([^"]*)"', rf'src="\1#?secret={secret}"', frame, count=1)
    style = f' style="{HIDDEN}"' if quoted else ""
    frame = frame.replace(
        "<iframe",
        f'<iframe{style} sandbox="allow-scripts" security="restricted" '
        f'data-secret="{secret}"',
        1,
    )
    quoted = quoted.replace(
        "<blockquote",
        f'<blockquote class="wp-embedded-content" data-secret="{secret}"',
        1,
    )
    return quoted + frame
