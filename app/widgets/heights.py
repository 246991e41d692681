"""How high a frame must be for what it holds, foretold from the words in it.

A frame on another site cannot grow with its content. The sums were taken from widgets
as a browser draws them in the widest face that readers have, so they come out a little
high rather than low: what is left over is foot, what is missing must be scrolled.
"""

from collections.abc import Iterable
from math import ceil

from app.critics.queries import CriticReviewCard
from app.scores.rules import Score

# Below this width the scores are set more tightly, as the sheet has it.
NARROW = 448
PADDING = 32
FOOT = 52
LONG_TITLE = 48
FILTER_ROW, FILTERS_WIDTH = 44, 480
# A line ends where a word does, so a part of it stays empty.
QUOTE_SIGN, QUOTE_LINE, QUOTE_RAGGED = 8.6, 24.2, 30
SMALL_SIGN, SMALL_LINE, SMALL_GAP = 8.5, 24, 16
BADGE_EXTRA, PRINT_LINE, LINK_EXTRA = 6, 26, 9
VERDICT_WIDTH, VERDICT_HEIGHT = 56, 70
BETWEEN_REVIEWS = 24
NO_REVIEWS = 33
ROUNDING = 4


def score_height(
    width: int, title: str, critics: Score, audience: Score, *, sealed: bool
) -> int:
    """Return how high a frame must be for the two scores."""
    narrow = width < NARROW
    if critics.has_percentage or audience.has_percentage:
        sheets = 268 if sealed and narrow else 236
    elif critics.total or audience.total:
        sheets = 220 if narrow else 164
    else:
        sheets = 174 if narrow else 138
    return ceil(title_height(width, title, "") + sheets + FOOT)


def reviews_height(width: int, title: str, reviews: Iterable[CriticReviewCard]) -> int:
    """Return how high a frame must be for a list of reviews under its filters.

    Worked example: at 320 pixels a quote has 232, of which about 202 are filled, that
    is 23 signs; one of 126 signs takes six lines of 24.2 pixels.
    """
    filters = FILTER_ROW * (1 if width - PADDING >= FILTERS_WIDTH else 2)
    heights = [review_height(width, review) for review in reviews]
    gaps = BETWEEN_REVIEWS * max(len(heights) - 1, 0)
    listed = sum(heights) + gaps if heights else NO_REVIEWS
    head = title_height(width, title, "Critic Reviews for ")
    return ceil(head + filters + PADDING + listed + FOOT) + ROUNDING


def title_height(width: int, title: str, before: str) -> float:
    """Return the height of a widget's title; a long film's is set smaller."""
    sign, line = (8.0, 23.5) if len(title) > LONG_TITLE else (9.6, 29.4)
    return 24 + line * lines((len(before) + len(title)) * sign, width - PADDING)


def review_height(width: int, review: CriticReviewCard) -> float:
    """Return the height of one review in a list."""
    room = width - PADDING - VERDICT_WIDTH
    height = 8.0
    if review.quote:
        length = len(review.quote) * QUOTE_SIGN
        height += QUOTE_LINE * lines(length, room - QUOTE_RAGGED)
    names = [len(each.name) for each in (review.critic, review.publication) if each]
    if review.top_critic:
        names.append(len("Top Critic"))
        height += BADGE_EXTRA
    if names:
        height += 8 + SMALL_LINE * rows(names, room)
    # The grade itself is set in the narrow face.
    printed = [len(review.grade) + len("Rated ")] if review.grade else []
    if review.reviewed_on:
        printed.append(len("Sep 17, 2012"))
    if review.url:
        printed.append(len("Full Review…"))
        height += LINK_EXTRA
    height += PRINT_LINE * rows(printed, room)
    return max(height, VERDICT_HEIGHT)


def rows(lengths: Iterable[int], room: float) -> int:
    """Return how many rows pieces of some signs take, side by side and wrapped."""
    count, used = 0, room
    for length in lengths:
        needed = length * SMALL_SIGN
        if used + needed > room:
            count, used = count + 1, 0.0
        used += needed + SMALL_GAP
    return count


def lines(length: float, room: float) -> int:
    """Return how many lines running words take."""
    return max(ceil(length / room), 1)
