"""What may be asked of a widget, and the frame that another site copies."""

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from urllib.parse import urlencode

DEFAULT_COUNT = 5
MOST_REVIEWS = 10
LONGEST_NUMBER = 4
WIDTHS = (320, 600)
DEFAULT_WIDTH = 600


class Theme(StrEnum):
    """The light a widget is asked to stand in; by default the reader's own."""

    SYSTEM = ""
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def read(cls, text: str | None) -> "Theme":
        """Return the theme of that name; an unknown name follows the system."""
        return next((each for each in cls if each == text), cls.SYSTEM)

    @property
    def words(self) -> str:
        """What the theme is called."""
        return self.name.capitalize() if self else "As the reader’s system"


@dataclass(frozen=True)
class Choice:
    """One of several ways to have a widget, as a link."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """A widget as its page shows it; `src` is its full address."""

    key: str
    heading: str
    explanation: str
    title: str
    path: str
    src: str
    width: int
    height: int

    @property
    def line(self) -> str:
        """The line to copy: a plain frame that reserves its place."""
        return (
            f'<iframe src="{escape(self.src)}" width="{self.width}" '
            f'height="{self.height}" title="{escape(self.title)}" loading="lazy" '
            'style="border:0;max-width:100%"></iframe>'
        )


def read_count(text: str | None) -> int:
    """Return how many reviews are asked for, one to ten; nonsense asks for five."""
    if text is None or not text.isdecimal() or len(text) > LONGEST_NUMBER:
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
