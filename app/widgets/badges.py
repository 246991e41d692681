"""Badges: the Critic Score as a small picture in three shapes, laid out in pixels.

A badge is a list of parts; `app.widgets.drawing` makes an SVG or a PNG of it. Every
width is measured in our typeface.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from app.core.late import later
from app.scores.rules import Score, Verdict
from app.widgets.words import ENGLISH, Words

if TYPE_CHECKING:
    from app.widgets import lettering
else:
    lettering = later("app.widgets.lettering")


class Shape(StrEnum):
    """The three shapes of a badge."""

    FLAT = "flat"
    CARD = "card"
    ROUND = "round"

    @classmethod
    def read(cls, text: str | None) -> "Shape":
        """Return the shape of that name; an unknown name is the flat one."""
        return next((each for each in cls if each == text), cls.FLAT)

    @property
    def words(self) -> str:
        """What the shape is called."""
        return self.name.capitalize()


class Ink(StrEnum):
    """What a part is coloured by; each has a value in light and in dark."""

    GROUND = "ground"
    ON_GROUND = "on-ground"
    MARK = "mark"
    HOUSE = "house"
    ON_HOUSE = "on-house"


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


@dataclass(frozen=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    ink: Ink


@dataclass(frozen=True)
class Text:
    """Words that begin at a point of their baseline."""

    x: float
    baseline: float
    size: float
    words: str
    ink: Ink


@dataclass(frozen=True)
class Mark:
    """One of the site's marks in a square."""

    x: float
    y: float
    size: float
    name: str
    ink: Ink


Part = Box | Disc | Text | Mark


@dataclass(frozen=True)
class Saying:
    """What a badge says; `figure` is the per cent, or nothing where there is none."""

    label: str
    figure: str
    verdict: str
    mark: str
    count: str
    site_name: str


@dataclass(frozen=True)
class Badge:
    """A badge: its size, its parts from back to front, and the same in words."""

    width: int
    height: int
    parts: Sequence[Part]
    title: str
    lit: bool
    rotten: bool


def badge(
    shape: Shape, title: str, score: Score, site_name: str, words: Words = ENGLISH
) -> Badge:
    """Lay out the Critic Score of a movie in a shape."""
    if not lettering.can_draw("".join(saying(score, "", words).__dict__.values())):
        words = ENGLISH
    said = saying(score, site_name if lettering.can_draw(site_name) else "", words)
    draw = {Shape.FLAT: flat, Shape.CARD: card, Shape.ROUND: round_seal}[shape]
    width, height, parts = draw(said)
    return Badge(
        width=ceil(width),
        height=ceil(height),
        parts=parts,
        title=in_words(title, score, site_name, words),
        lit=score.verdict == Verdict.FRESH,
        rotten=score.verdict == Verdict.ROTTEN,
    )


def saying(score: Score, site_name: str, words: Words) -> Saying:
    """Return what a badge says of a score."""
    counted = words.total_count.format(count=words.number(score.total))
    if score.verdict is not None:
        verdict = words.verdict(score.verdict)
        figure = f"{score.approval}%"
        return Saying(
            words.critic_score, figure, verdict, score.verdict, counted, site_name
        )
    told = words.fraction_of(score) if score.total else words.no_reviews
    return Saying(words.critic_score, "", told, "", "", site_name)


def in_words(title: str, score: Score, site_name: str, words: Words) -> str:
    """Return what a badge says, for those who listen and where no picture is shown."""
    said = saying(score, site_name, words)
    parts = [f"{said.figure} {said.verdict}".strip(), said.count]
    told = ", ".join(part for part in parts if part)
    return f"{title}: {said.label} {told} ({site_name})"


def flat(said: Saying) -> tuple[float, float, list[Part]]:
    """Lay out one line: the label in the dark, the score on its ground."""
    height, size, pad = 32.0, 20.0, 10.0
    baseline = (height + lettering.CAPITAL * size) / 2
    left = 2 * pad + lettering.width(said.label, size)
    parts: list[Part] = [
        Box(0, 0, left, height, Ink.HOUSE),
        Text(pad, baseline, size, said.label, Ink.ON_HOUSE),
    ]
    x = left + pad
    row: list[Part] = []
    if said.mark:
        row.append(Mark(x, (height - 18) / 2, 18, said.mark, Ink.MARK))
        x += 18 + 7
    for text in (said.figure, said.verdict):
        if text:
            row.append(Text(x, baseline, size, text, Ink.ON_GROUND))
            x += lettering.width(text, size) + 6
    width = x - 6 + pad
    return width, height, [*parts, Box(left, 0, width - left, height, Ink.GROUND), *row]


def card(said: Saying) -> tuple[float, float, list[Part]]:
    """Lay out a sheet like that of a movie's page: label, figure, verdict, count."""
    pad = 14.0
    rows: list[Part] = [Text(pad, 30, 20, said.label, Ink.ON_GROUND)]
    right = pad + lettering.width(said.label, 20)
    if said.figure:
        rows.append(Text(pad, 96, 74, said.figure, Ink.ON_GROUND))
        x = pad + lettering.width(said.figure, 74) + 12
        rows.append(Mark(x - 1, 41, 30, said.mark, Ink.MARK))
        rows.append(Text(x, 96, 24, said.verdict, Ink.ON_GROUND))
        right = max(right, x + max(29, lettering.width(said.verdict, 24)))
    else:
        rows.append(Text(pad, 78, 26, said.verdict, Ink.ON_GROUND))
        right = max(right, pad + lettering.width(said.verdict, 26))
    # The count and the site's name share the foot, and never touch.
    names = lettering.width(said.count, 17), lettering.width(said.site_name, 17)
    width = max(right + pad, sum(names) + 2 * pad + 18)
    foot: list[Part] = [Box(0, 110, width, 30, Ink.HOUSE)]
    if said.count:
        foot.append(Text(pad, 131, 17, said.count, Ink.ON_HOUSE))
    if said.site_name:
        x = width - pad - names[1]
        foot.append(Text(x, 131, 17, said.site_name, Ink.ON_HOUSE))
    return width, 140, [Box(0, 0, width, 110, Ink.GROUND), *rows, *foot]


def round_seal(said: Saying) -> tuple[float, float, list[Part]]:
    """Lay out a disc in a ring: label above, figure across, verdict below."""
    side = 132.0
    middle = side / 2
    parts: list[Part] = [
        Disc(middle, middle, middle, Ink.HOUSE),
        Disc(middle, middle, middle - 5, Ink.GROUND),
        centred(middle, 38, 15, said.label, 82),
    ]
    if said.figure:
        parts.append(centred(middle, 84, 54, said.figure, 100))
        size = fitting(said.verdict, 19, 60)
        wide = 18 + 5 + lettering.width(said.verdict, size)
        x = middle - wide / 2
        parts.append(Mark(x, 93, 18, said.mark, Ink.MARK))
        parts.append(Text(x + 23, 109, size, said.verdict, Ink.ON_GROUND))
    else:
        parts.append(centred(middle, 76, 24, said.verdict, 108))
    return side, side, parts


def centred(
    middle: float, baseline: float, size: float, text: str, most: float
) -> Text:
    """Return words in the middle of a line, smaller where they are too wide for it."""
    size = fitting(text, size, most)
    x = middle - lettering.width(text, size) / 2
    return Text(x, baseline, size, text, Ink.ON_GROUND)


def fitting(text: str, size: float, most: float) -> float:
    """Return a size at which a text is no wider than it may be."""
    return min(size, size * most / max(lettering.width(text, size), 1))
