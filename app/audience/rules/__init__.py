"""Pure rules of audience reviews: cleaning, folding, and what a rating changes."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from app.movies.rules import INKS
from app.scores.rules import AudienceTally, wilson
from app.scores.rules.audience import NO_RATINGS

LONGEST_REVIEW = 10_000
LONG_TEXT = 700
SHOWN_TEXT = 520
MILLION = 1_000_000
LIST_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
SENTENCE_END = re.compile(r"([.!?][\"')\u201d\u2019]*)(?=[\s(])")
MARKS = re.compile(r"\|\||[*_\[\]]")
UNWANTED = {"Cc", "Cs", "Co", "Cn"}
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Return a text without control and direction marks, with even line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # What is printable is wanted; most texts are nothing else.
    if not lines.replace("\n", "").replace("\t", "").isprintable():
        lines = "".join(filter(is_wanted, lines))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def is_wanted(character: str) -> bool:
    """Tell whether a character may stand in a text."""
    return character in "\n\t" or (
        unicodedata.category(character) not in UNWANTED
        and character not in BIDI_CONTROLS
    )


def length(text: str) -> int:
    """Count characters as a browser's field does: a line break is one."""
    return len(text.replace("\r\n", "\n"))


def blocks(text: str) -> Sequence[str]:
    r"""Return the paragraphs and the lists of a text; a line is a paragraph.

    >>> blocks("First.\nSecond.\n- one\n- two")
    ['First.', 'Second.', '- one\\n- two']
    """
    found: list[str] = []
    listing = False
    for line in (part.strip() for part in text.split("\n")):
        is_item = LIST_ITEM.match(line) is not None
        if is_item and listing:
            found[-1] += f"\n{line}"
        elif line:
            found.append(line)
        listing = is_item
    return found


def folded(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """Part a text into what is shown at once and what stands behind "Read more".

    A text of 700 characters or fewer is shown whole. A longer one is parted where a
    sentence ends near the 520th character, else between two words; nothing is lost,
    and no emphasis, link or spoiler is cut in two.
    """
    whole = blocks(text)
    if len(text) <= LONG_TEXT:
        return whole, []
    shown: list[str] = []
    room = SHOWN_TEXT
    for place, paragraph in enumerate(whole):
        if len(paragraph) <= room:
            shown.append(paragraph)
            room -= len(paragraph)
            continue
        first, rest = parted(paragraph, room)
        if first:
            shown.append(first)
        return shown, [part for part in (rest, *whole[place + 1 :]) if part]
    return shown, []


def parted(paragraph: str, room: int) -> tuple[str, str]:
    """Part a paragraph at the last sentence that fits, else at the last word."""
    if LIST_ITEM.match(paragraph):
        return "", paragraph
    ends = [match.end(1) for match in SENTENCE_END.finditer(paragraph)]
    blanks = [match.start() for match in re.finditer(" ", paragraph[: room + 1])]
    sentences = [end for end in ends if room // 3 < end <= room]
    for places in (sentences, blanks):
        for cut in reversed(places):
            if is_whole(paragraph[:cut]):
                return paragraph[:cut].strip(), paragraph[cut:].strip()
    if is_whole(paragraph) and not MARKS.search(paragraph):
        cut = room if room > SHOWN_TEXT // 2 else 0
        return paragraph[:cut], paragraph[cut:]
    return "", paragraph


def is_whole(text: str) -> bool:
    """Tell whether no emphasis, spoiler or link begins in a text and ends behind it."""
    return (
        all(text.count(mark) % 2 == 0 for mark in ("||", "*", "_"))
        and text.count("[") == text.count("]")
        and text.count("(") == text.count(")")
    )


def counted(rating: int, *, verified: bool) -> AudienceTally:
    """Return the tally of one rating: a one in its bucket."""
    one = tuple(int(step == rating) for step in range(1, len(NO_RATINGS) + 1))
    return AudienceTally(one, one if verified else NO_RATINGS)


def helpful_rank(helpful: int, *, posted_at: datetime, at: datetime, body: str) -> int:
    """Return by what reviews are sorted that readers found helpful; more is better.

    It is the lower end of the Wilson interval, in millionths, of helpful votes among
    the times that a review was passed by or voted for. Nobody counts who passed by: a
    review counts as passed by once, and once more for each week that it has stood. So a
    review of this week with 3 votes (3 of 4) stands before one of last year with 9
    (9 of 62), and a single vote never wins over a steady following. Stars without words
    stand behind every review.
    """
    if not body:
        return 0
    weeks = max(timedelta(0), at - posted_at) // timedelta(weeks=1)
    ends = wilson.bounds(helpful, helpful + 1 + weeks, scale=MILLION)
    return 1 + (ends[0] if ends is not None else 0)


@dataclass(frozen=True)
class Merit:
    """What a member has done so far, as the rule for Super Reviewers counts it."""

    reviews: int
    helpful: int
    days: int
    upheld_reports: int

    @property
    def in_words(self) -> str:
        """The four figures, for the member and for the log."""
        return (
            f"Reviews with text: {self.reviews:,}. Helpful votes: {self.helpful:,}. "
            f"Days as a member: {self.days:,}. "
            f"Reports upheld within a year: {self.upheld_reports:,}."
        )


@dataclass(frozen=True)
class SuperReviewerRule:
    """Who is a Super Reviewer: enough words, found helpful, for long enough."""

    reviews: int = 20
    helpful: int = 100
    days: int = 90

    def deserves(self, merit: Merit) -> bool:
        """Tell whether a member fulfils the rule; one upheld report is too many."""
        return (
            merit.reviews >= self.reviews
            and merit.helpful >= self.helpful
            and merit.days >= self.days
            and merit.upheld_reports == 0
        )


def ink(name: str) -> str:
    """Choose the ink of a member's initial by their name, so that it stays theirs."""
    return INKS[sha256(name.encode()).digest()[0] % len(INKS)]
