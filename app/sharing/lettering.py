"""Words set in the site's own face, for pictures.

League Gothic comes in two files, each with some letters; a site may add a font of its
own for scripts that neither has. A line is set letter by letter from the first that
knows it. What none of them knows is not drawn as empty boxes: the line is left out.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import ROOT
from app.core.late import later
from app.movies.rules import PLAIN_LETTERS

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont
else:
    ImageDraw = later("PIL.ImageDraw")
    ImageFont = later("PIL.ImageFont")

FONTS = ROOT / "static" / "fonts"
OWN = (FONTS / "league-gothic-latin.woff2", FONTS / "league-gothic-latin-ext.woff2")
WIDTHS = (100, 84, 75)
PROBE_SIZE = 32
NOBODYS_LETTER = "\U0010ffff"
CAPITAL = 0.735
"""How high a capital is, in the size of its face."""
ACCENTED = 0.96
"""The same with an accent on it."""

LEADING = 0.94


@dataclass(frozen=True)
class Setting:
    """How words are set: their lines, the size, the width of the face."""

    lines: tuple[str, ...]
    size: int
    stretch: int

    @property
    def leading(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        """Pixels from the top of the first capitals to the foot of the last ones."""
        tall = any(
            letter.isupper() and unicodedata.decomposition(letter)
            for letter in self.lines[0]
        )
        top = round(self.size * (ACCENTED if tall else CAPITAL))
        return top + self.leading * (len(self.lines) - 1)


@dataclass(frozen=True)
class Lettering:
    """The fonts that a site draws with, the one that is asked first at the head."""

    fonts: tuple[Path, ...] = OWN

    @classmethod
    def with_font(cls, font: Path | None) -> "Lettering":
        """Return the site's own face, and after it a font that the site added."""
        return cls(OWN if font is None else (*OWN, font))

    def printable(self, text: str) -> str | None:
        """Return a text in letters that can be drawn, or None if some letter cannot.

        Where no font has an accent, its letter stands without; a sign such as an emoji
        is left out. A letter or a figure that is missing is not: it would be missed.
        """
        kept: list[str] = []
        for character in unicodedata.normalize("NFC", text):
            kind = unicodedata.category(character)[0]
            drawn = None if kind == "C" else self.nearest(character)
            if drawn is None and kind in "LN":
                return None
            kept.append(drawn or "")
        return " ".join("".join(kept).split()) or None

    def nearest(self, character: str) -> str | None:
        """Return a letter as it can be drawn: itself, or without its accents."""
        plain = character.translate(PLAIN_LETTERS)
        if character.isupper():
            plain = plain.capitalize()
        base = unicodedata.normalize("NFKD", plain)
        bare = "".join(c for c in base if not unicodedata.combining(c))
        for form in (character, bare):
            if form and all(self.font_for(each) is not None for each in form):
                return form
        return None

    def font_for(self, character: str) -> Path | None:
        """Return the first font that has a letter."""
        return next((font for font in self.fonts if has(font, character)), None)

    def runs(self, text: str) -> Iterator[tuple[Path, str]]:
        """Yield pieces of a printable text with the font of each."""
        for font, letters in groupby(text, lambda c: self.font_for(c) or self.fonts[0]):
            yield font, "".join(letters)

    def length(self, text: str, size: int, stretch: int = 100) -> float:
        """Return how wide a line is."""
        return sum(
            loaded(font, size, stretch).getlength(piece)
            for font, piece in self.runs(text)
        )

    def draw(
        self,
        on: "ImageDraw.ImageDraw",
        start: tuple[float, float],
        text: str,
        *,
        size: int,
        fill: str,
        stretch: int = 100,
    ) -> float:
        """Draw a line from the left end of its foot on; return where it ends."""
        left, foot = start
        for font, piece in self.runs(text):
            face = loaded(font, size, stretch)
            on.text((left, foot), piece, fill=fill, font=face, anchor="ls")
            left += face.getlength(piece)
        return left

    def draw_lines(
        self,
        on: "ImageDraw.ImageDraw",
        start: tuple[float, float],
        setting: Setting,
        fill: str,
    ) -> None:
        """Draw lines, the last of which begins at `start`."""
        left, foot = start
        top = foot - setting.leading * (len(setting.lines) - 1)
        for place, line in enumerate(setting.lines):
            self.draw(
                on,
                (left, top + place * setting.leading),
                line,
                size=setting.size,
                fill=fill,
                stretch=setting.stretch,
            )

    def fitted(self, text: str, room: tuple[int, int], sizes: Sequence[int]) -> Setting:
        """Set words as large as a room allows, in as few lines as that takes.

        The face is narrowed before it is made smaller by much. What does not even fit
        in the smallest size is cut, and says so by an ellipsis.
        """
        width, height = room
        for size in sizes:
            for stretch in WIDTHS:
                lines = self.broken(text, width, size, stretch)
                setting = Setting(tuple(lines), size, stretch)
                wide = max(self.length(line, size, stretch) for line in lines)
                if setting.height <= height and wide <= width:
                    return Setting(tuple(self.evened(setting, width)), size, stretch)
        return self.cut(text, room, sizes[-1], WIDTHS[-1])

    def cut(self, text: str, room: tuple[int, int], size: int, stretch: int) -> Setting:
        """Set as many words as a room holds, and an ellipsis for the others."""
        width, height = room
        lines = self.broken(
            self.chopped(text, width, size, stretch), width, size, stretch
        )
        most = 1 + max(0, height - round(size * CAPITAL)) // round(size * LEADING)
        if len(lines) <= most:
            return Setting(tuple(lines), size, stretch)
        last = lines[most - 1]
        while last and self.length(f"{last}…", size, stretch) > width:
            last = last[:-1].rstrip(" ,;:")
        return Setting((*lines[: most - 1], f"{last}…"), size, stretch)

    def chopped(self, text: str, width: int, size: int, stretch: int) -> str:
        """Part words that are wider than a line."""
        pieces: list[str] = []
        for word in text.split():
            pieces.append("")
            for letter in word:
                if self.length(pieces[-1] + letter, size, stretch) > width:
                    pieces.append("")
                pieces[-1] += letter
        return " ".join(pieces)

    def broken(self, text: str, width: float, size: int, stretch: int) -> list[str]:
        """Break words into lines that are no wider than `width`."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.length(longer, size, stretch) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines or [""]

    def evened(self, setting: Setting, width: int) -> list[str]:
        """Break the lines of a setting anew, as even as they can be in that number."""
        text, count = " ".join(setting.lines), len(setting.lines)
        narrow, wide = 0, width
        while wide - narrow > 1:
            middle = (narrow + wide) // 2
            lines = self.broken(text, middle, setting.size, setting.stretch)
            longest = max(
                self.length(line, setting.size, setting.stretch) for line in lines
            )
            if len(lines) <= count and longest <= middle:
                wide = middle
            else:
                narrow = middle
        return self.broken(text, wide, setting.size, setting.stretch)


@cache
def loaded(font: Path, size: int, stretch: int) -> "ImageFont.FreeTypeFont":
    """Return a font in a size; one that varies in width is set to a width."""
    face = ImageFont.truetype(str(font), size)
    if font in OWN:
        face.set_variation_by_axes([stretch])
    return face


@cache
def has(font: Path, character: str) -> bool:
    """Tell whether a font has a letter: whether it is not drawn as a missing one."""
    if character.isspace():
        return True
    face = loaded(font, PROBE_SIZE, WIDTHS[0])
    drawn, missing = (face.getmask(each) for each in (character, NOBODYS_LETTER))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)
