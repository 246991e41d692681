"""The typographic poster without its title: six motifs in six inks, as pages have them.

A motif is drawn on a field 100 wide and 76 high; pixels are these units times a scale.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.late import later

if TYPE_CHECKING:
    from PIL import Image, ImageColor, ImageDraw
else:
    Image = later("PIL.Image")
    ImageColor = later("PIL.ImageColor")
    ImageDraw = later("PIL.ImageDraw")

FIELD = (100, 76)
FINER = 3


@dataclass(frozen=True)
class Ink:
    """The colours of a sheet: its ground, the figure on it, the letters."""

    ground: str
    figure: str
    letters: str = "#f6f1e4"


INKS = {
    "ember": Ink("#c4301a", "#ffd21f"),
    "harbour": Ink("#123f8c", "#ffd21f"),
    "moss": Ink("#0d5a4e", "#8fd8b4"),
    "wine": Ink("#5b1730", "#e8476a"),
    "blush": Ink("#f3c9b6", "#dd3b1f", "#14161a"),
    "lamp": Ink("#ffd21f", "#14161a", "#14161a"),
}


def motif(name: str, ink: Ink, height: int) -> "Image.Image":
    """Return a motif in an ink as a picture of a height."""
    scale = height * FINER / FIELD[1]
    size = (round(FIELD[0] * scale), height * FINER)
    picture = Image.new("RGB", size, ink.ground)
    Drawing(ImageDraw.Draw(picture), ink, scale).draw(name)
    return picture.resize((round(size[0] / FINER), height), Image.Resampling.LANCZOS)


@dataclass(frozen=True)
class Drawing:
    """A motif on its way: the pen, the ink, and how many pixels a unit is."""

    pen: "ImageDraw.ImageDraw"
    ink: Ink
    scale: float

    def draw(self, name: str) -> None:
        """Draw the motif of a name."""
        getattr(self, name)()

    def beam(self) -> None:
        """A beam of light from the upper left."""
        corners = [(0.0, 8.0)]
        for degrees in (104, 142):
            angle = math.radians(degrees - 90)
            corners.append((200 * math.cos(angle), 8 + 200 * math.sin(angle)))
        scaled = [(x * self.scale, y * self.scale) for x, y in corners]
        self.pen.polygon(scaled, fill=self.ink.figure)

    def disc(self) -> None:
        """A sun or a moon."""
        self.circle(66, 40, 27, self.ink.figure)

    def rows(self) -> None:
        """Rows of seats around a stage."""
        for step in range(16, -1, -1):
            self.circle(50, 70, 7 * step + 2.4, self.ink.figure)
            self.circle(50, 70, 7 * step, self.ink.ground)
        self.circle(50, 70, 2.4, self.ink.figure)
        self.box(0, 70, 100, 76, self.ink.ground)

    def drape(self) -> None:
        """The folds of a curtain."""
        for left in range(0, 100, 12):
            self.box(left, 0, left + 5, 76, self.ink.figure)
            self.box(left + 5, 0, left + 9, 76, self.mixed(0.55))

    def horizon(self) -> None:
        """A sun that sets."""
        self.box(0, 0, 100, 62, self.mixed(0.25))
        self.circle(50, 62, 26, self.ink.figure)
        self.box(0, 62, 100, 76, self.ink.ground)

    def leader(self) -> None:
        """The clock of a film's first metres."""
        self.box(50, 0, 100, 42, self.mixed(0.28))
        for radius in (29.4, 24.4):
            self.ring(50, 42, radius, 0.8)
        self.box(0, 41.7, 100, 42.2, self.ink.figure)
        self.box(49.8, 0, 50.3, 76, self.ink.figure)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """Fill a circle."""
        s = self.scale
        corners = [
            (x - radius) * s,
            (y - radius) * s,
            (x + radius) * s,
            (y + radius) * s,
        ]
        self.pen.ellipse(corners, fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float) -> None:
        """Draw a circle's line."""
        s = self.scale
        corners = [
            (x - radius) * s,
            (y - radius) * s,
            (x + radius) * s,
            (y + radius) * s,
        ]
        self.pen.ellipse(corners, outline=self.ink.figure, width=round(width * s))

    def box(
        self, left: float, top: float, right: float, foot: float, fill: str
    ) -> None:
        """Fill a rectangle."""
        s = self.scale
        self.pen.rectangle([left * s, top * s, right * s - 1, foot * s - 1], fill=fill)

    def mixed(self, share: float) -> str:
        """Return the figure's colour thinned with the ground's."""
        figure = ImageColor.getrgb(self.ink.figure)
        ground = ImageColor.getrgb(self.ink.ground)
        parts = (
            round(one * share + other * (1 - share))
            for one, other in zip(figure, ground, strict=True)
        )
        return "#" + "".join(f"{part:02x}" for part in parts)
