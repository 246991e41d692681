"""The picture of a movie for other sites: 1200 by 630, title, poster, both scores.

It is the top of the movie's page as a poster: the picture or a motif, the title, the
lamp sheet of the critics and the dark sheet of the audience. Nothing but what the page
says stands in it.
"""

import io
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from app.core.late import later
from app.scores.rules import Score, Verdict
from app.sharing import motifs, shapes
from app.sharing.lettering import CAPITAL, Lettering

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageOps
else:
    Image = later("PIL.Image")
    ImageDraw = later("PIL.ImageDraw")
    ImageOps = later("PIL.ImageOps")

log = structlog.get_logger()

WIDTH, HEIGHT = 1200, 630
POSTER = (420, HEIGHT)
SHEETS_TOP = 326
GAP = 40
QUALITY = 88
KEPT = 64
MOST_PIXELS = 40_000_000

STOCK, STOCK_DEEP = "#f3f5f2", "#e3e7e2"
INK, INK_SOFT, RUST = "#14161a", "#454a4c", "#9a2d13"
LAMP, LAMP_GLASS = "#ffd21f", "#fffbe6"
HOUSE, HOUSE_INK = "#17191e", "#f3f4ef"
HATCH = "#d3d7d3"

TITLE_SIZES = (184, 164, 148, 132, 118, 106, 96, 86, 76, 68, 60, 54, 48)
NAME_SIZES = (380, 330, 280, 230, *TITLE_SIZES)
PLAIN_SIZES = (64, 56, 48, 42)
HANGING = set("gjpqyQçşţ,;")
FIGURE, LABEL, COUNT, NAME = 184, 42, 36, 40
ONE_DRAWS = threading.Lock()


@dataclass(frozen=True)
class Subject:
    """All that a movie's picture shows."""

    title: str
    bylines: tuple[str, ...]
    motif: str
    ink: str
    poster: Path | None
    critics: Score
    audience: Score
    stars: str | None
    site_name: str
    lettering: Lettering


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    left: int
    top: int
    right: int
    foot: int

    @property
    def room(self) -> int:
        """How wide it is between its margins."""
        return self.right - self.left - 2 * 40


@lru_cache(maxsize=KEPT)
def drawn(subject: Subject) -> bytes:
    """Return the picture of a movie as a JPEG; the last ones are kept."""
    # A font's face is not made for two threads.
    with ONE_DRAWS:
        return encoded(Sheet(subject).drawn())


@lru_cache(maxsize=4)
def drawn_site(name: str, lettering: Lettering) -> bytes:
    """Return the picture of pages that have none of their own: the site's name."""
    with ONE_DRAWS:
        picture = Image.new("RGB", (WIDTH, HEIGHT), LAMP)
        pen = ImageDraw.Draw(picture)
        put_mark(picture, "reel-mark", (GAP, 84), 150, colour=INK)
        words = lettering.printable(name)
        if words:
            room = (WIDTH - 2 * GAP, 300)
            setting = lettering.fitted(words, room, NAME_SIZES)
            lettering.draw_lines(pen, (GAP, HEIGHT - 84), setting, INK)
        return encoded(picture)


def encoded(picture: "Image.Image") -> bytes:
    """Return a picture as a JPEG with sharp edges of colour."""
    buffer = io.BytesIO()
    picture.save(
        buffer, "JPEG", quality=QUALITY, subsampling=0, optimize=True, progressive=True
    )
    return buffer.getvalue()


class Sheet:
    """The picture while it is drawn."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.letters = subject.lettering
        self.picture = Image.new("RGB", (WIDTH, HEIGHT), STOCK)
        self.pen = ImageDraw.Draw(self.picture)

    def drawn(self) -> "Image.Image":
        """Draw everything from the back to the front."""
        poster = read_poster(self.subject.poster)
        if poster is None:
            ink = self.ink()
            figure = motifs.motif(self.subject.motif, ink, SHEETS_TOP)
            self.pen.rectangle([0, 0, WIDTH, SHEETS_TOP], fill=ink.ground)
            self.picture.paste(figure, (WIDTH - figure.width, 0))
            left, right, letters, soft = 0, WIDTH - figure.width, ink.letters, None
        else:
            self.picture.paste(poster, (0, 0))
            left, right, letters, soft = POSTER[0], WIDTH, INK, INK_SOFT
        self.put_words(left + GAP, right - GAP // 2, letters, soft or letters)
        middle = left + (WIDTH - left) * 55 // 100
        self.put_critics(Box(left, SHEETS_TOP, middle, HEIGHT))
        self.put_audience(Box(middle, SHEETS_TOP, WIDTH, HEIGHT))
        return self.picture

    def ink(self) -> motifs.Ink:
        """Return the ink of the sheet; beside the lamp's yellow it lies on paper."""
        ink = motifs.INKS[self.subject.ink]
        lit = self.subject.critics.verdict is Verdict.FRESH
        return replace(ink, ground=STOCK) if lit and ink.ground == LAMP else ink

    def put_words(self, left: int, right: int, letters: str, soft: str) -> None:
        """Draw the site's name, the title, and who made the film when."""
        name = self.letters.printable(self.subject.site_name)
        if name:
            put_mark(self.picture, "reel-mark", (left, 36), 34, colour=letters)
            self.letters.draw(self.pen, (left + 46, 68), name, size=NAME, fill=soft)
        known = (self.letters.printable(each) for each in self.subject.bylines)
        byline = next(filter(None, known), None)
        title = self.letters.printable(self.subject.title)
        if title is None:
            title, byline = byline or name, None
        foot = SHEETS_TOP - 34
        if byline:
            line = self.letters.fitted(byline, (right - left, 40), (40, 34))
            self.letters.draw_lines(self.pen, (left, foot), line, soft)
            foot -= 56
            # What hangs below the title's line must not touch the line under it.
            foot -= 18 if title and HANGING & set(title) else 0
        if title:
            room = (right - left, foot - 96)
            setting = self.letters.fitted(title, room, TITLE_SIZES)
            self.letters.draw_lines(self.pen, (left, foot), setting, letters)

    def put_critics(self, box: Box) -> None:
        """Draw the Critic Score with its verdict in shape and word."""
        score = self.subject.critics
        self.put_ground(box, score.verdict)
        self.put_label(box, "Critic Score", INK)
        if score.verdict is None:
            self.put_plain(box, score, "No reviews yet.", INK)
        else:
            colour = RUST if score.verdict is Verdict.ROTTEN else INK
            end = self.put_figure(box, score, INK)
            word = str(score.verdict).capitalize()
            self.put_lockup(end, box, str(score.verdict), word, colour)
        if score.total:
            self.put_count(box, score.total, "review", INK)

    def put_audience(self, box: Box) -> None:
        """Draw the Audience Score with its stars."""
        score = self.subject.audience
        self.pen.rectangle([box.left, box.top, box.right, box.foot], fill=HOUSE)
        self.put_label(box, "Audience Score", HOUSE_INK)
        if score.verdict is None:
            self.put_plain(box, score, "No ratings yet.", HOUSE_INK)
        else:
            end = self.put_figure(box, score, HOUSE_INK)
            if self.subject.stars:
                words = f"{self.subject.stars} of 5"
                self.put_lockup(end, box, "star", words, LAMP)
        if score.total:
            self.put_count(box, score.total, "rating", HOUSE_INK)

    def put_ground(self, box: Box, verdict: Verdict | None) -> None:
        """Draw the critics' sheet: lit, hatched, or neither."""
        corners = [box.left, box.top, box.right, box.foot]
        self.pen.rectangle(
            corners, fill=LAMP if verdict is Verdict.FRESH else STOCK_DEEP
        )
        if verdict is Verdict.ROTTEN:
            hatch = Image.new(
                "RGB", (box.right - box.left, box.foot - box.top), STOCK_DEEP
            )
            pen = ImageDraw.Draw(hatch)
            for x in range(-hatch.height, hatch.width, 16):
                pen.line(
                    [(x, hatch.height), (x + hatch.height, 0)], fill=HATCH, width=2
                )
            self.picture.paste(hatch, (box.left, box.top))

    def put_label(self, box: Box, words: str, colour: str) -> None:
        """Draw what a sheet is about."""
        start = (box.left + 40, box.top + 60)
        self.letters.draw(self.pen, start, words, size=LABEL, fill=colour)

    def put_count(self, box: Box, number: int, noun: str, colour: str) -> None:
        """Draw how many voted."""
        words = f"{number:,} {noun}" + ("" if number == 1 else "s")
        start = (box.left + 40, box.foot - 26)
        self.letters.draw(self.pen, start, words, size=COUNT, fill=colour)

    def put_figure(self, box: Box, score: Score, colour: str) -> float:
        """Draw the per cent; return where it ends."""
        start = (box.left + 38, box.foot - 78)
        digits = str(score.approval)
        end = self.letters.draw(self.pen, start, digits, size=FIGURE, fill=colour)
        sign = round(FIGURE * 0.46)
        foot = start[1] - round(FIGURE * CAPITAL) + round(sign * CAPITAL)
        return self.letters.draw(self.pen, (end + 9, foot), "%", size=sign, fill=colour)

    def put_lockup(
        self, end: float, box: Box, mark: str, word: str, colour: str
    ) -> None:
        """Draw the mark that hangs beside a figure, and its word at the foot."""
        foot = box.foot - 78
        left = round(end) + 24
        side = round(FIGURE * 0.45)
        top = foot - round(FIGURE * CAPITAL)
        glass = LAMP_GLASS if mark == "fresh" else None
        corner = (left - 6, top - 7)
        put_mark(self.picture, mark, corner, side, colour=colour, glass=glass)
        room = max(box.right - left - 12, 60)
        size = round(FIGURE * 0.27)
        line = self.letters.fitted(word, (room, size), (size, size - 8))
        self.letters.draw_lines(self.pen, (left, foot), line, colour)

    def put_plain(self, box: Box, score: Score, none: str, colour: str) -> None:
        """Draw the plain counts where there are too few for a percentage."""
        words = score.fraction if score.total else none
        setting = self.letters.fitted(words, (box.room, 110), PLAIN_SIZES)
        start = (box.left + 40, box.foot - 104)
        self.letters.draw_lines(self.pen, start, setting, colour)


def put_mark(
    picture: "Image.Image",
    name: str,
    corner: tuple[int, int],
    side: int,
    *,
    colour: str,
    glass: str | None = None,
) -> None:
    """Draw a mark of the site; `glass` is the light in its window."""
    *windows, body = shapes.paths(name)
    if glass is not None:
        for window in windows:
            picture.paste(glass, corner, shapes.mask(window, side))
    picture.paste(colour, corner, shapes.mask(body, side))


def read_poster(path: Path | None) -> "Image.Image | None":
    """Return a poster cut to its place, or None where there is none to be read."""
    if path is None:
        return None
    try:
        with Image.open(path) as found:
            if found.width * found.height > MOST_PIXELS:
                raise ValueError("the poster is too large")
            found.draft("RGB", (2 * POSTER[0], 2 * POSTER[1]))
            return ImageOps.fit(found.convert("RGB"), POSTER, Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        log.warning("a poster cannot be read", file=path.name, error=str(error)[:200])
        return None
