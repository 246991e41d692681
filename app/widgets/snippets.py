"""What another site pastes: lines of HTML, Markdown and script, from a frame.

Nothing here reads the database. Whatever comes from outside is escaped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.widgets.frames import PHONE, Frame

# A page keeps a margin around a frame; where that much is left beside it, it has its
# whole width.
MARGINS = 40
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>|~])|^([#+-])|^(\d+)([.)])")


@dataclass(frozen=True)
class Extract:
    """What a widget says, as lines of plain words that need nothing of us later."""

    title: str
    url: str
    lines: Sequence[str]
    as_of: str
    site_name: str


@dataclass(frozen=True)
class Drawing:
    """A badge as a picture: its full addresses, its size, the words in its place.

    `path` is the address of the SVG on this site.
    """

    path: str
    svg: str
    png: str
    page: str
    width: int
    height: int
    alt: str


def plain_frame(frame: Frame) -> str:
    """Return a frame that reserves its place on wide screens and on phones."""
    return (
        f'<iframe src="{escape(frame.src)}" width="{frame.width}" '
        f'height="{frame.height}" title="{escape(frame.title)}" loading="lazy" '
        f'style="border:0;max-width:100%;{reserved("height", frame)}"></iframe>'
    )


def by_script(frame: Frame, loader: str) -> str:
    """Return an element that the loader fills; the link in it stays if it does not."""
    asked = dict(frame.options.asked())
    names = {
        "matinee": frame.slug,
        "widget": str(frame.kind),
        "theme": asked.pop("theme", "auto"),
        **asked,
    }
    said = " ".join(f'data-{name}="{escape(value)}"' for name, value in names.items())
    return (
        f"<div {said} "
        f'style="max-width:{frame.width}px;{reserved("min-height", frame)}">'
        f'<a href="{escape(frame.page)}">{escape(frame.title)}</a></div>\n'
        f'<script async src="{escape(loader)}"></script>'
    )


def quoted_frame(frame: Frame, site_name: str) -> str:
    """Return what oEmbed hands out: a quoted link, then one frame.

    WordPress keeps nothing but these elements and attributes, loads its script only
    where a blockquote begins the text, and shows the link where the frame fails.
    """
    page, title = escape(frame.page), escape(frame.title)
    return (
        f'<blockquote><a href="{page}">{title} · {escape(site_name)}</a></blockquote>'
        f'<iframe src="{escape(frame.src)}" width="{frame.width}" '
        f'height="{frame.height}" title="{title}" frameborder="0" marginwidth="0" '
        'marginheight="0"></iframe>'
    )


def reserved(name: str, frame: Frame) -> str:
    """Return the rule that reserves a frame's height at every width of the window.

    Worked example: 900 pixels at a width of 600, 1,400 on a phone. From 320 pixels of
    window to 640 the height falls by 500, that is 1.5625 for each.
    """
    low, high = frame.height, frame.phone_height
    span = frame.width + MARGINS - PHONE
    if high <= low or span <= MARGINS:
        return f"{name}:{high}px"
    slope = f"{(high - low) / span:.4f}"
    return f"{name}:clamp({low}px,{high}px - (100vw - {PHONE}px)*{slope},{high}px)"


def html_block(extract: Extract) -> str:
    """Return an extract as HTML in the page's own type."""
    url = escape(extract.url)
    said = "".join(f"\n  <p>{escape(line)}</p>" for line in extract.lines)
    return (
        f'<blockquote cite="{url}">\n'
        f'  <p><a href="{url}"><strong>{escape(extract.title)}</strong></a></p>{said}\n'
        f'  <p><small>{escape(extract.as_of)}, <a href="{url}">'
        f"{escape(extract.site_name)}</a></small></p>\n</blockquote>"
    )


def markdown(extract: Extract) -> str:
    """Return an extract as Markdown."""
    url = extract.url
    said = [f"> {in_markdown(line)}" for line in extract.lines]
    head = f"> **[{in_markdown(extract.title)}]({url})**"
    foot = f"> {in_markdown(extract.as_of)}, [{in_markdown(extract.site_name)}]({url})"
    return "\n>\n".join([head, *said, foot])


def in_markdown(text: str) -> str:
    """Return words that Markdown leaves as they are."""
    return MARKDOWN_SIGNS.sub(escaped_sign, " ".join(text.split()))


def escaped_sign(found: re.Match[str]) -> str:
    """Return a sign that Markdown would read with a backslash before it."""
    anywhere, at_start, number, point = found.groups()
    return f"{number}\\{point}" if number else f"\\{anywhere or at_start}"


def badge_html(drawing: Drawing) -> str:
    """Return a badge for pages."""
    return linked_picture(drawing, drawing.svg)


def badge_mail(drawing: Drawing) -> str:
    """Return a badge for mail, which shows no SVG."""
    return linked_picture(drawing, drawing.png)


def badge_markdown(drawing: Drawing) -> str:
    """Return a badge for Markdown."""
    return f"[![{in_markdown(drawing.alt)}]({drawing.svg})]({drawing.page})"


def linked_picture(drawing: Drawing, source: str) -> str:
    """Return a picture that leads to the film."""
    return (
        f'<a href="{escape(drawing.page)}"><img src="{escape(source)}" '
        f'width="{drawing.width}" height="{drawing.height}" '
        f'alt="{escape(drawing.alt)}"></a>'
    )
