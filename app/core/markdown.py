"""Readers' words as safe HTML: paragraphs, emphasis, lists, links, and spoilers.

A small part of Markdown and nothing else: no headings, no pictures, no HTML. Words
between two pairs of bars, ||like these||, stay hidden until the reader asks for them,
without any script. What comes out went through one allowlist.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from app.core.late import later

if TYPE_CHECKING:
    from app.core import markdown_parser
else:
    # Most texts are words and nothing else.
    markdown_parser = later("app.core.markdown_parser")

SPOILER = re.compile(r"\|\|(?=\S)(.+?)(?<=\S)\|\|", re.DOTALL)
FOLDED_SPOILER = "[spoiler]"
PLAIN = re.compile(
    r"(?!\d+[.)])[\"'(\u2018\u201c\u2026]*[^\W_]"
    r"(?:[^\W_]|[ ,.;:!?'\"()&%\u2018\u2019\u201c\u201d\u2013\u2014\u2026-]|/(?!/))*"
    r"(?<! )"
)
"""A line that is words and nothing else: no sign in it means anything here.

It may begin with a quotation mark or a number, but not as an item of a list does.
"""
MOST_REMEMBERED = 4096


@lru_cache(MOST_REMEMBERED)
def rendered(text: str) -> Markup:
    """Return a text of a reader's as HTML that is safe to show anywhere.

    >>> str(rendered("*Go* and see it."))
    '<p><em>Go</em> and see it.</p>'
    """
    if PLAIN.fullmatch(text):
        words = text.replace("&", "&amp;")
        return Markup(f"<p>{words}</p>")  # noqa: S704  nothing else is to be escaped
    return markdown_parser.parsed(text)


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
