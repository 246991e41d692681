"""What may be asked of a widget: which one, in what light, how much of it.

Whatever cannot be read is left out, and the widget shows what it shows by itself: a
frame on somebody else's page must not break for a letter that was mistyped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from app.widgets import accents
from app.widgets.words import ENGLISH, Words, words_in

DEFAULT_COUNT = 5
MOST_REVIEWS = 10
LONGEST_NUMBER = 4
NARROWEST, WIDEST = 200, 1200
WIDTHS = (320, 600, 900)
DEFAULT_WIDTH = 600
COMPACT_WIDTH = 480
LARGEST_ID = 2**31 - 1
NEWEST = "newest"
FILTERS = ("top", "fresh", "rotten")


class Kind(StrEnum):
    """The widgets, each with a switch of its own."""

    SCORE = "score"
    CRITIC_REVIEWS = "critic-reviews"
    AUDIENCE_REVIEWS = "audience-reviews"
    QUOTE = "quote"
    CRITIC = "critic"
    BADGE = "badge"

    @classmethod
    def read(cls, text: str | None) -> "Kind":
        """Return the widget of that name; an unknown name is the score."""
        return next((each for each in cls if each == text), cls.SCORE)


OF_A_MOVIE = (Kind.SCORE, Kind.CRITIC_REVIEWS, Kind.AUDIENCE_REVIEWS, Kind.QUOTE)
WITH_COUNT = (Kind.CRITIC_REVIEWS, Kind.AUDIENCE_REVIEWS, Kind.CRITIC)


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


class Size(StrEnum):
    """How much room the score takes: two sheets, or one line of each."""

    CARD = ""
    COMPACT = "compact"

    @classmethod
    def read(cls, text: str | None) -> "Size":
        """Return the size of that name; an unknown name is the card."""
        return next((each for each in cls if each == text), cls.CARD)


@dataclass(frozen=True)
class ChosenReview:
    """The one review that a pull quote shows; number 0 is a review that cannot be."""

    number: int
    by_audience: bool = False

    def __str__(self) -> str:
        return f"{'audience' if self.by_audience else 'critic'}-{self.number}"


@dataclass(frozen=True)
class Options:
    """What an address asks for; each field at its default is left out of addresses."""

    theme: Theme = Theme.SYSTEM
    accent: str = ""
    words: Words = ENGLISH
    count: int = DEFAULT_COUNT
    show: str = ""
    size: Size = Size.CARD
    review: ChosenReview | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Options":
        """Read what stands behind the question mark of an address."""
        show = asked.get("show", "")
        return cls(
            theme=Theme.read(asked.get("theme")),
            accent=accents.read(asked.get("accent")),
            words=words_in(asked.get("lang")),
            count=read_count(asked.get("count")),
            show=show if show in FILTERS else "",
            size=Size.read(asked.get("size")),
            review=read_review(asked.get("review")),
        )

    def only_for(self, kind: Kind) -> "Options":
        """Return what of these a widget knows; the rest is at its default."""
        return replace(
            self,
            count=self.count if kind in WITH_COUNT else DEFAULT_COUNT,
            show=self.show if kind is Kind.CRITIC_REVIEWS else "",
            size=self.size if kind is Kind.SCORE else Size.CARD,
            review=self.review if kind is Kind.QUOTE else None,
        )

    def asked(self) -> dict[str, str]:
        """Return names and values as an address holds them."""
        language = self.words.language
        values = {
            "theme": str(self.theme),
            "accent": self.accent,
            "lang": "" if self.words is ENGLISH else language,
            "count": "" if self.count == DEFAULT_COUNT else str(self.count),
            "show": self.show,
            "size": str(self.size),
            "review": str(self.review) if self.review else "",
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Choice:
    """One of several ways to have a widget, as a link."""

    label: str
    url: str
    current: bool


def reads(kind: Kind | None = None) -> dict[str, Callable[[str], object]]:
    """Return what reads each option of a widget by itself; without a kind, all."""
    names = {"theme", "accent", "lang"}
    if kind in WITH_COUNT:
        names.add("count")
    if kind is Kind.CRITIC_REVIEWS:
        names.add("show")
    if kind is Kind.SCORE:
        names.add("size")
    if kind is Kind.QUOTE:
        names.add("review")
    every: dict[str, Callable[[str], object]] = {
        "theme": Theme.read,
        "accent": accents.read,
        "lang": lambda text: words_in(text).language,
        "count": read_count,
        "show": lambda text: text if text in FILTERS else "",
        "size": Size.read,
        "review": read_review,
    }
    return {name: read for name, read in every.items() if kind is None or name in names}


def options_of(kind: Kind, asked: Mapping[str, str]) -> Options:
    """Read of an address the options that a widget knows, and no other."""
    known = {name: asked[name] for name in reads(kind) if name in asked}
    return Options.read(known).only_for(kind)


def read_count(text: str | None) -> int:
    """Return how many reviews are asked for, one to ten; nonsense asks for five."""
    if not is_number(text, LONGEST_NUMBER):
        return DEFAULT_COUNT
    return min(max(int(text or 0), 1), MOST_REVIEWS)


def read_width(text: str | None) -> int:
    """Return the width that a frame is chosen in; an unknown one is the middle one."""
    return next((each for each in WIDTHS if str(each) == text), DEFAULT_WIDTH)


def read_review(text: str | None) -> ChosenReview | None:
    """Return which review is asked for: `critic-12`, `audience-7`, or `12`.

    Without one, or by the word `newest`, the widget chooses. What names no review that
    can be is number 0, which is nowhere: a page that asked for one review must not show
    another.
    """
    if not text or text == NEWEST:
        return None
    who, _, number = text.rpartition("-")
    known = who in {"", "critic", "audience"} and is_number(number, 10)
    if not known or int(number) > LARGEST_ID:
        return ChosenReview(0)
    return ChosenReview(int(number), by_audience=who == "audience")


def is_number(text: str | None, longest: int) -> bool:
    """Tell whether a text is a plain number of so many digits at the most."""
    digits = text or ""
    return len(digits) <= longest and digits.isascii() and digits.isdecimal()


def address(path: str, **options: object) -> str:
    """Return a path with those of the options that were chosen.

    `address("/embed/x", theme="dark", show="")` is `/embed/x?theme=dark`.
    """
    chosen = {name: value for name, value in options.items() if value}
    return f"{path}?{urlencode(chosen)}" if chosen else path


def shortened(text: str, most: int) -> str:
    """Return a text cut between two words, with an ellipsis where something went.

    `shortened("One two three", 9)` is "One two…".
    """
    if len(text) <= most:
        return text
    cut = text.rfind(" ", 0, most)
    return text[: cut if cut > 0 else most - 1].rstrip(" ,;:.–—-") + "…"
