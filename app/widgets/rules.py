"""What may be asked of a widget, and how high a frame for it must be.

A frame on another site cannot grow with what it holds, so its height is foretold from
the words in it. The sums were taken from widgets as browsers draw them; they come out a
little high rather than low, because what is left over is foot and what is missing must
be scrolled.
"""

from enum import StrEnum
from urllib.parse import urlencode

DEFAULT_COUNT = 5
MOST_REVIEWS = 10
WIDTHS = (320, 600)
DEFAULT_WIDTH = 600
LONG_TITLE = 48
NARROW = 448


class Theme(StrEnum):
    """The light a widget is asked to stand in; by default the reader's own."""

    SYSTEM = ""
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def read(cls, text: str | None) -> "Theme":
        """Return the theme of that name; an unknown name follows the system."""
        return next((each for each in cls if each == text), cls.SYSTEM)


def read_count(text: str | None) -> int:
    """Return how many reviews are asked for, one to ten; nonsense asks for five."""
    if text is None or not text.isdecimal() or len(text) > 4:
        return DEFAULT_COUNT
    return min(max(int(text), 1), MOST_REVIEWS)


def read_width(text: str | None) -> int:
    """Return the width that a frame is chosen in; an unknown one is the wide one."""
    return next((each for each in WIDTHS if str(each) == text), DEFAULT_WIDTH)


def address(path: str, **options: object) -> str:
    """Return a path with those of the options that were chosen.

    `address("/embed/x", theme="dark", show="")` is `/embed/x?theme=dark`.
    """
    chosen = {name: value for name, value in options.items() if value}
    return f"{path}?{urlencode(chosen)}" if chosen else path
