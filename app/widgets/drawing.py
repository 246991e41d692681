"""Badges drawn: as SVG for pages, as PNG for mail."""

from io import BytesIO
from typing import Any

from markupsafe import escape
from PIL import Image, ImageChops, ImageDraw

from app.widgets import accents, lettering
from app.widgets.badges import Badge, Box, Disc, Ink, Part, Text
from app.widgets.lettering import path_of_mark, path_of_words, short
from app.widgets.rules import Theme

FINER = 4
SCALES = (1, 2)
HOUSE = {"light": ("17191e", "f3f4ef"), "dark": ("262930", "f3f4ef")}
LIT = {"light": "ffd21f", "dark": "f7c815"}
DIM = {"light": ("e3e7e2", "14161a"), "dark": ("1b1d22", "f0f1ec")}
RUST = {"light": "9a2d13", "dark": "ff9b7c"}
DARK = "dark"


def svg(badge: Badge, sheet: str) -> str:
    """Return a badge as SVG, dressed by a style sheet (`sheet_of`)."""
    title = escape(badge.title)
    drawn = "".join(drawn_part(part) for part in badge.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{badge.width}" '
        f'height="{badge.height}" viewBox="0 0 {badge.width} {badge.height}" '
        f'role="img" aria-label="{title}"><title>{title}</title>'
        f"<style>{sheet}</style>{drawn}</svg>\n"
    )


def sheet_of(badge: Badge, theme: Theme, accent: str = "") -> str:
    """Return the style sheet of a badge; without a theme it follows the system's."""
    sheet = rules_for(badge, accent, str(theme or Theme.LIGHT))
    if theme is Theme.SYSTEM:
        dark = rules_for(badge, accent, DARK)
        sheet += f"@media (prefers-color-scheme:dark){{{dark}}}"
    return sheet


def drawn_part(part: Part) -> str:
    """Return a part as an element of SVG."""
    if isinstance(part, Box):
        return (
            f'<rect class="{part.ink}" x="{short(part.x)}" y="{short(part.y)}" '
            f'width="{short(part.width)}" height="{short(part.height)}"/>'
        )
    if isinstance(part, Disc):
        return (
            f'<circle class="{part.ink}" cx="{short(part.x)}" cy="{short(part.y)}" '
            f'r="{short(part.radius)}"/>'
        )
    if isinstance(part, Text):
        path = path_of_words(part.words, part.x, part.baseline, part.size)
        return f'<path class="{part.ink}" d="{path}"/>'
    path = path_of_mark(part.name, part.x, part.y, part.size)
    return f'<path class="{part.ink}" fill-rule="evenodd" d="{path}"/>'


def rules_for(badge: Badge, accent: str, theme: str) -> str:
    """Return the colours of a badge as rules of a sheet."""
    colours = colours_of(badge, accent, theme)
    return "".join(f".{ink}{{fill:#{value}}}" for ink, value in colours.items())


def colours_of(badge: Badge, accent: str, theme: str) -> dict[Ink, str]:
    """Return what each part of a badge is coloured by."""
    house, on_house = HOUSE[theme]
    ground, ink = DIM[theme]
    if badge.lit:
        ground, ink = accents.readable(accent) if accent else (LIT[theme], "14161a")
    return {
        Ink.HOUSE: house,
        Ink.ON_HOUSE: on_house,
        Ink.GROUND: ground,
        Ink.ON_GROUND: ink,
        Ink.MARK: RUST[theme] if badge.rotten else ink,
    }


def png(badge: Badge, theme: Theme, scale: int, accent: str = "") -> bytes:
    """Return a badge as PNG, `scale` pixels to each of its own; light by default."""
    colours = colours_of(badge, accent, str(theme or Theme.LIGHT))
    fine = scale * FINER
    canvas = Image.new("RGBA", (badge.width * fine, badge.height * fine))
    for part in badge.parts:
        mask = Image.new("L", canvas.size)
        draw_into(mask, part, fine)
        canvas.paste(f"#{colours[part.ink]}", (0, 0), mask)
    size = (badge.width * scale, badge.height * scale)
    file = BytesIO()
    canvas.resize(size, Image.Resampling.BOX).save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_into(mask: Image.Image, part: Part, fine: int) -> None:
    """Draw a part, white on black, at a scale."""
    pen: Any = ImageDraw.Draw(mask)
    if isinstance(part, Box):
        end = (part.x + part.width) * fine - 1, (part.y + part.height) * fine - 1
        pen.rectangle((part.x * fine, part.y * fine, *end), fill=255)
    elif isinstance(part, Disc):
        pen.circle((part.x * fine, part.y * fine), part.radius * fine, fill=255)
    elif isinstance(part, Text):
        size = round(part.size * fine)
        for each in lettering.measured(part.words)[0]:
            place = part.x * fine + each.at * size, part.baseline * fine
            font = lettering.drawing(each.file, size)
            pen.text(place, each.letter, font=font, fill=255, anchor="ls")
    else:
        where = [part.x * fine, part.y * fine, part.size * fine]
        for outline in lettering.polygons_of_mark(part.name, *where):
            one = Image.new("L", mask.size)
            ImageDraw.Draw(one).polygon(outline, fill=255)
            mask.paste(ImageChops.difference(mask, one))
