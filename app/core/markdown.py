"""Readers' words as safe HTML: paragraphs, emphasis, lists, links, and spoilers.

A small part of Markdown and nothing else: no headings, no pictures, no HTML. Words
between two pairs of bars, ||like these||, stay hidden until the reader asks for them,
without any script. What comes out went through one allowlist.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

SPOILER = re.compile(r"\|\|(?=\S)(.+?)(?<=\S)\|\|", re.DOTALL)
FOLDED_SPOILER = "[spoiler]"
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
PLAIN = re.compile(
    r"[^\W\d_]"
    r"(?:[^\W_]|[ ,.;:!?'\"()\u2018\u2019\u201c\u201d\u2013\u2014\u2026-])*(?<! )"
)
"""A line that is words and nothing else: no sign in it means anything here."""
NOT_FUZZY = {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False}
MOST_REMEMBERED = 4096


@lru_cache(MOST_REMEMBERED)
def rendered(text: str) -> Markup:
    """Return a text of a reader's as HTML that is safe to show anywhere.

    >>> str(rendered("*Go* and see it."))
    '<p><em>Go</em> and see it.</p>'
    """
    if PLAIN.fullmatch(text):
        return Markup(f"<p>{text}</p>")  # noqa: S704  there is nothing to escape
    return parsed(text)


def parsed(text: str) -> Markup:
    """Return a text as HTML, whatever it is."""
    html = nh3.clean(
        MARKDOWN.render(spoilers_by_line(text)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="ugc nofollow noopener",
    )
    return Markup(html.strip())  # noqa: S704  cleaned on the line above


def spoilers_folded(text: str) -> str:
    """Return a text with each spoiler in it replaced by a word.

    For places where nothing can be unfolded: feeds, mail, excerpts.
    """
    return replaced(FOLDED_SPOILER, text)


def has_spoilers(text: str) -> bool:
    """Tell whether some words of a text are marked as a spoiler."""
    return SPOILER.search(text, 0, last_closing(text, len(text))) is not None


def replaced(by: str | Callable[[re.Match[str]], str], text: str) -> str:
    """Return a text with something else in the place of each spoiler."""
    end = last_closing(text, len(text))
    return SPOILER.sub(by, text[:end]) + text[end:]


@lru_cache(64)
def last_closing(text: str, end: int) -> int:
    """Return where the last bars that can close a spoiler end, or 0.

    Beyond them nothing is looked for: many bars that open and never close would each
    be followed to the end of the text.
    """
    at = text.rfind("||", 0, end)
    while at > 0 and text[at - 1].isspace():
        at = text.rfind("||", 0, at + 1)
    return at + 2 if at > 0 else 0


def spoilers_by_line(text: str) -> str:
    r"""Return a text in which no spoiler goes on over the end of a line.

    >>> spoilers_by_line("||He dies.\nShe too.||")
    '||He dies.||\n||She too.||'
    """

    def closed(found: re.Match[str]) -> str:
        lines = found[1].split("\n")
        return "\n".join(
            f"||{line.strip()}||" if line.strip() else "" for line in lines
        )

    return replaced(closed, text)


def spoiler(state: StateInline, silent: bool) -> bool:
    """Read words between bars."""
    end = last_closing(state.src, state.posMax)
    found = SPOILER.match(state.src, state.pos, end)
    if found is None:
        return False
    if state.linkLevel:
        # A link cannot hold a switch: there the words are left out.
        if not silent:
            state.append_pending(FOLDED_SPOILER)
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
