"""What a member brings, film by film: a rating, words, viewings, a wish to see.

The files of another site say one thing in several places. Here they become one item a
film: of several ratings the latest counts, every dated viewing is kept.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FIRST_FILM = date(1888, 1, 1)
LONGEST_TITLE = 300
LONGEST_TAGS = 500


class Kind(StrEnum):
    """Which list of a member's an entry stands in."""

    RATING = "rating"
    VIEWING = "viewing"
    SEEN = "seen"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file, understood. `rating` is in half-steps 1 to 10.

    A line that is `whole` says all of a review: where it has no words, there are none.
    """

    file: str
    line: int
    kind: Kind
    title: str
    year: int | None = None
    on: date | None = None
    rating: int | None = None
    words: str = ""
    spoiler: bool = False
    watched_on: date | None = None
    rewatch: bool = False
    tags: str = ""
    uri: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    is_film: bool = True
    whole: bool = False
    remark: str = ""

    @property
    def key(self) -> tuple[str, object]:
        """What tells films apart within the files of one member."""
        if self.identifiers:
            return self.identifiers[0]
        return plain(self.title), self.year


@dataclass(slots=True)
class Viewing:
    """One evening with a film; the day may be unknown."""

    on: date | None
    rewatch: bool = False
    rating: int | None = None
    words: str = ""
    tags: str = ""


@dataclass(slots=True)
class Item:
    """All that one member's files say of one film."""

    file: str
    line: int
    title: str
    year: int | None
    identifiers: tuple[tuple[str, str], ...] = ()
    is_film: bool = True
    rating: int | None = None
    on: date | None = None
    words: str = ""
    words_on: date | None = None
    spoiler: bool = False
    wish: bool = False
    seen: bool = False
    whole: bool = False
    viewings: list[Viewing] = field(default_factory=list)
    by_uri: dict[tuple[str, date | None], Viewing] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    rank: tuple[date, bool, int] = (date.min, False, 0)
    words_rank: tuple[date, int] = (date.min, 0)


def plain(text: str) -> str:
    """Return a title without accents, capitals and signs, to be compared."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    words = re.findall(r"\w+", letters.encode("utf-8", "ignore").decode())
    return " ".join(words) or text


def gathered(entries: Iterable[Entry]) -> Iterator[Item]:
    """Put the entries of each film together, in the order they first came."""
    items: dict[tuple[str, object], Item] = {}
    for entry in entries:
        item = items.get(entry.key)
        if item is None:
            item = items[entry.key] = Item(
                entry.file,
                entry.line,
                entry.title,
                entry.year,
                entry.identifiers,
                entry.is_film,
            )
        add(item, entry)
    for item in items.values():
        settle(item)
        yield item


def add(item: Item, entry: Entry) -> None:
    """Add what one line says of a film."""
    if entry.remark:
        item.remarks.append(entry.remark)
    if entry.kind is Kind.WISH:
        item.wish = True
        item.on = item.on or entry.on
        return
    item.seen = True
    if entry.kind is Kind.VIEWING:
        note_viewing(item, entry)
    take_words(item, entry)
    take_rating(item, entry)


def note_viewing(item: Item, entry: Entry) -> None:
    """Keep an evening; the diary and the reviews name the same one by its address."""
    known = item.by_uri.get((entry.uri, entry.watched_on)) if entry.uri else None
    if known is None:
        known = Viewing(entry.watched_on)
        item.viewings.append(known)
        item.by_uri[entry.uri, entry.watched_on] = known
    known.rewatch = known.rewatch or entry.rewatch
    known.rating = entry.rating or known.rating
    known.words = entry.words or known.words
    known.tags = entry.tags or known.tags


def take_rating(item: Item, entry: Entry) -> None:
    """Let the latest rating count; on one day the list of ratings wins."""
    is_list = entry.kind is Kind.RATING
    # A rating in a list without days is the present one.
    rank = (entry.on or (date.max if is_list else date.min), is_list, entry.line)
    if entry.rating is not None and (item.rating is None or rank >= item.rank):
        item.rating, item.rank = entry.rating, rank
        item.on = entry.on


def take_words(item: Item, entry: Entry) -> None:
    """Let the latest words be the review; older ones stay with their evening."""
    is_list = entry.kind is Kind.RATING
    rank = (entry.on or (date.max if is_list else date.min), entry.line)
    if entry.whole:
        item.whole, item.words, item.spoiler = True, entry.words, entry.spoiler
    elif item.whole:
        return
    elif entry.words and (not item.words or rank >= item.words_rank):
        item.words, item.words_rank = entry.words, rank
        item.words_on, item.spoiler = entry.on, entry.spoiler


def settle(item: Item) -> None:
    """Say what follows from all entries together."""
    dated = [viewing.on for viewing in item.viewings if viewing.on]
    if (
        item.rating is not None
        and item.words_on
        and item.words_on > (item.on or date.min)
    ):
        item.on = item.words_on
    if item.seen and not item.viewings and item.rating is None:
        item.viewings.append(Viewing(None))
    if item.rating is None and item.words:
        item.remarks.append(
            "It has words but no stars: the words are kept with the viewing and are "
            "not posted."
        )
        if not any(viewing.words for viewing in item.viewings):
            item.viewings.append(Viewing(item.words_on, words=item.words))
        item.words = ""
    if item.on is None and dated:
        item.on = max(dated)
    item.by_uri.clear()
