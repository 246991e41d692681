"""The parser of readers' words, for those that are more than words.

It is loaded by the first text that needs it: most have no sign that means anything.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from app.core import markdown

LINK = re.compile(r"^https?://", re.IGNORECASE)
SWITCH = (
    '<label class="spoiler"><input class="spoiler__switch" type="checkbox" '
    'autocomplete="off" aria-label="Show the spoiler">'
    '<span class="spoiler__word">spoiler</span><span class="spoiler__text">'
)
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "label", "input", "span"}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "label": {"class"},
    "span": {"class"},
    "input": {"class", "type", "autocomplete", "aria-label"},
}
NOT_FUZZY = {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}


def parsed(text: str) -> Markup:
    """Return a text as HTML, whatever it is."""
    html = nh3.clean(
        MARKDOWN.render(markdown.spoilers_by_line(text)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="ugc nofollow noopener",
    )
    return Markup(html.strip())  # noqa: S704  cleaned on the line above


def spoiler(state: StateInline, silent: bool) -> bool:
    """Read words between bars."""
    end = markdown.last_closing(state.src, state.posMax)
    found = markdown.SPOILER.match(state.src, state.pos, end)
    if found is None:
        return False
    if state.linkLevel:
        # A link cannot hold a switch: there the words are left out.
        if not silent:
            state.append_pending(markdown.FOLDED_SPOILER)
    elif not silent:
        state.push("spoiler_open", "span", 1)
        ends = state.posMax
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.posMax = ends
        state.push("spoiler_close", "span", -1)
    state.pos = found.end()
    return True


def spoiler_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    place: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    """Begin a spoiler."""
    return SWITCH


def spoiler_close(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    place: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    """End a spoiler."""
    return "</span></label>"


def parser() -> MarkdownIt:
    """Return a parser that knows no more than readers need."""
    made = MarkdownIt("zero", {"breaks": True, "linkify": True})
    made.enable(
        ["list", "emphasis", "link", "autolink", "newline", "escape", "linkify"]
    )
    made.linkify = LinkifyIt(options=NOT_FUZZY)
    made.validateLink = lambda url: bool(LINK.match(url))  # type: ignore[method-assign]
    made.inline.add_terminator_char("|")
    made.inline.ruler.before("emphasis", "spoiler", spoiler)
    made.add_render_rule("spoiler_open", spoiler_open)
    made.add_render_rule("spoiler_close", spoiler_close)
    return made


MARKDOWN = parser()
