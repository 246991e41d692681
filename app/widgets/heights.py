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
QUOTE_SIGN, QUOTE_LINE = 10.4, 24.2
SMALL_SIGN, SMALL_LINE, SMALL_GAP = 9, 26, 16
PRINT_LINE = 34
VERDICT_WIDTH, VERDICT_HEIGHT = 56, 70
BETWEEN_REVIEWS = 24
NO_REVIEWS = 33


def score_height(
    width: int, title: str, critics: Score, audience: Score, *, sealed: bool
) -> int:
    """Return how high a frame must be for the two scores."""
    narrow = width < NARROW
    if critics.has_percentage or audience.has_percentage:
        sheets = 268 if sealed and narrow else 236
    elif critics.total or audience.total:
        sheets = 238 if narrow else 160
    else:
        sheets = 174 if narrow else 138
    return ceil(title_height(width, title, "") + sheets + FOOT)


def reviews_height(width: int, title: str, reviews: Iterable[CriticReviewCard]) -> int:
    """Return how high a frame must be for a list of reviews under its filters.

    Worked example: at 320 pixels a quote of 126 signs has 232 pixels to a line, that
    is 22 signs, so it takes six lines of 24.2 pixels.
    """
    filters = FILTER_ROW * (1 if width - PADDING >= FILTERS_WIDTH else 2)
    heights = [review_height(width, review) for review in reviews]
    gaps = BETWEEN_REVIEWS * max(len(heights) - 1, 0)
    listed = sum(heights) + gaps if heights else NO_REVIEWS
    head = title_height(width, title, "Critic Reviews for ")
    return ceil(head + filters + PADDING + listed + FOOT)


def title_height(width: int, title: str, before: str) -> float:
    """Return the height of a widget's title; a long film's is set smaller."""
    sign, line = (8.0, 23.5) if len(title) > LONG_TITLE else (9.6, 29.4)
    return 24 + line * lines((len(before) + len(title)) * sign, width - PADDING)


def review_height(width: int, review: CriticReviewCard) -> float:
    """Return the height of one review in a list."""
    room = width - PADDING - VERDICT_WIDTH
    height = 8.0
    if review.quote:
        height += QUOTE_LINE * lines(len(review.quote) * QUOTE_SIGN, room)
    names = [each.name for each in (review.critic, review.publication) if each]
    if review.top_critic:
        names.append("Top Critic")
    if names:
        height += 8 + SMALL_LINE * rows(names, room)
    printed = [f"Rating: {review.grade}"] if review.grade else []
    if review.reviewed_on:
        printed.append("Sep 17, 2012")
    if review.url:
        printed.append("Full Review…")
    height += PRINT_LINE * rows(printed, room)
    return max(height, VERDICT_HEIGHT)


def rows(pieces: Iterable[str], room: float) -> int:
    """Return how many rows pieces take that stand side by side and wrap."""
    count, used = 0, room
    for piece in pieces:
        length = len(piece) * SMALL_SIGN
        if used + length > room:
            count, used = count + 1, 0.0
        used += length + SMALL_GAP
    return count


def lines(length: float, room: float) -> int:
    """Return how many lines running words take."""
    return max(ceil(length / room), 1)
