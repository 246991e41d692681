"""How high a frame must be for what it holds, foretold from the words in it.

A frame on another site cannot grow with its content. The sums were taken from widgets
as a browser draws them in the widest face that readers have, so they come out a little
high rather than low: what is left over is foot, what is missing must be scrolled.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from app.critics.queries import CriticReviewCard
from app.scores.rules import Score
from app.widgets.queries import FramedRating, PullQuote
from app.widgets.words import ENGLISH, Words

# Below this width the scores are set more tightly, as the sheet has it; below the other
# one stands under the other.
NARROW, COLUMN = 448, 272
PADDING = 32
FOOT, FOOT_LINE = 52, 36
FOOT_SIGN = 8.7
LONG_TITLE = 48
FILTER_ROW, FILTERS_WIDTH = 44, 480
# A line ends where a word does, so a part of it stays empty.
QUOTE_SIGN, QUOTE_LINE, QUOTE_RAGGED = 8.6, 24.2, 30
TEXT_LINE = 25.5
SMALL_SIGN, SMALL_LINE, SMALL_GAP = 8.5, 24, 16
BADGE_EXTRA, PRINT_LINE, LINK_EXTRA = 6, 26, 9
VERDICT_WIDTH, VERDICT_HEIGHT = 56, 70
BETWEEN_REVIEWS = 24
NO_REVIEWS = 33
ROUNDING = 4
USUAL_FIGURE, LARGEST_FIGURE = 144, 160
STRIP, STRIPS_ABREAST = 128, 480
NAME_SIGN, NAME_LINE, BADGE_SIGN, BADGE_ICON = 10.6, 26, 6.6, 30
FIVE_STARS = 112
PULL_GAPS, PULL_STARS = 64, 26
PULL_SIGN, PULL_LINE, PULL_RAGGED = 10.8, 27.5, 40
SHORT_PULL, SHORT_PULL_SIGN, SHORT_PULL_LINE = 90, 16.4, 41.6
# Letters that our narrow face lacks are drawn in the reader's own, which is wider.
FOREIGN = 1.3


def score_height(
    width: int,
    title: str,
    critics: Score,
    audience: Score,
    *,
    sealed: bool,
    words: Words = ENGLISH,
) -> int:
    """Return how high a frame must be for the two scores."""
    narrow = width < NARROW
    if critics.has_percentage or audience.has_percentage:
        sheets = 268 if sealed and narrow else 236
        # The figures grow with the frame until they are ten letters of body high.
        sheets += max(0, min(width * 24 // 100, LARGEST_FIGURE) - USUAL_FIGURE)
    elif critics.total or audience.total:
        sheets = 220 if narrow else 164
    else:
        sheets = 174 if narrow else 138
    if width < COLUMN:
        sheets = 2 * sheets - 30
    if words is not ENGLISH:
        sheets += SMALL_LINE if narrow else 0
    foot = foot_height(width, words.how_made)
    return ceil(title_height(width, title, title) + sheets + foot)


def compact_height(width: int, title: str, words: Words = ENGLISH) -> int:
    """Return how high a frame must be for the two scores in a line each."""
    strips = float(STRIP * (1 if width >= STRIPS_ABREAST else 2))
    if (width < NARROW and words is not ENGLISH) or width < COLUMN:
        strips += SMALL_LINE
    foot = foot_height(width, words.how_made)
    return ceil(title_height(width, title, title) + strips + foot)


def reviews_height(
    width: int,
    title: str,
    reviews: Iterable[CriticReviewCard],
    words: Words = ENGLISH,
) -> int:
    """Return how high a frame must be for a list of reviews under its filters.

    Worked example: at 320 pixels a quote has 232, of which about 202 are filled, that
    is 23 signs; one of 126 signs takes six lines of 24.2 pixels.
    """
    head = title_height(width, words.critic_reviews_for.format(title=title), title)
    filters = filters_height(width, words)
    listed = list_height([review_height(width, each, words) for each in reviews])
    foot = foot_height(width, words.all_critic_reviews)
    return ceil(head + filters + PADDING + listed + foot) + ROUNDING


def critic_height(
    width: int,
    name: str,
    reviews: Iterable[CriticReviewCard],
    words: Words = ENGLISH,
) -> int:
    """Return how high a frame must be for a critic's reviews, each with its movie."""
    head = title_height(width, words.reviews_by.format(name=name), name)
    listed = list_height(
        [review_height(width, each, words, of_movie=True) for each in reviews]
    )
    foot = foot_height(width, words.all_reviews_by.format(count="100", name=name))
    return ceil(head + PADDING + listed + foot) + ROUNDING


def audience_height(
    width: int,
    title: str,
    ratings: Iterable[FramedRating],
    words: Words = ENGLISH,
) -> int:
    """Return how high a frame must be for a list of the audience's ratings."""
    head = title_height(width, words.audience_reviews_for.format(title=title), title)
    listed = list_height([rating_height(width, each, words) for each in ratings])
    foot = foot_height(width, words.all_audience_reviews)
    return ceil(head + PADDING + listed + foot) + ROUNDING


def quote_height(
    width: int, title: str, quoted: PullQuote | None, words: Words = ENGLISH
) -> int:
    """Return how high a frame must be for one review as a pull quote."""
    head = title_height(width, title, title)
    foot = foot_height(width, words.reviews_of_film)
    if quoted is None:
        return ceil(head + NO_REVIEWS + PADDING + foot)
    room = width - PADDING
    height = float(PULL_GAPS) + (PULL_STARS if quoted.half_steps else 0)
    height += 46 if quoted.verdict else 0
    if quoted.text:
        short = len(quoted.text) < SHORT_PULL
        sign, line = (
            (SHORT_PULL_SIGN, SHORT_PULL_LINE) if short else (PULL_SIGN, PULL_LINE)
        )
        if short and width < NARROW:
            sign, line = sign * 0.75, line * 0.75
        height += line * lines(len(quoted.text) * sign, room - PULL_RAGGED)
    said = [len(each.name) for each in (quoted.by, quoted.publication) if each]
    said += [len(words.top_critic) + 3] if quoted.top_critic else []
    said += [len(words.rating) + len(quoted.grade) + 1] if quoted.grade else []
    said += [len("17 Sept. 2012")] if quoted.reviewed_on else []
    said += [len(words.full_review)] if quoted.url else []
    height += (SMALL_LINE + 7) * rows(said, room)
    return ceil(head + height + foot) + ROUNDING


def title_height(width: int, text: str, title: str) -> float:
    """Return the height of a widget's title; a long film's is set smaller."""
    sign, line = (8.0, 23.5) if len(title) > LONG_TITLE else (9.6, 29.4)
    length = len(text) * sign + sum(FOREIGN * 5 for each in text if each > "\u0250")
    return 24 + line * lines(length, width - PADDING)


def foot_height(width: int, link: str) -> float:
    """Return the height of the last line; a long link has one of its own."""
    pieces = [len(link), len("Matinee") + 2]
    count = rows(pieces, width - PADDING, FOOT_SIGN)
    return FOOT + FOOT_LINE * (max(count, 1) - 1)


def filters_height(width: int, words: Words) -> float:
    """Return the height of the four filters; longer words need more room."""

    def signs(of: Words) -> int:
        return sum(map(len, (of.all_critics, of.top_critics, of.fresh, of.rotten))) + 24

    wanted = FILTERS_WIDTH * signs(words) / signs(ENGLISH)
    room = width - PADDING
    return FILTER_ROW * max(ceil(wanted / room), 1 if room >= wanted else 2)


def list_height(heights: Sequence[float]) -> float:
    """Return the height of things one under the other, or of the word for none."""
    gaps = BETWEEN_REVIEWS * max(len(heights) - 1, 0)
    return sum(heights) + gaps if heights else NO_REVIEWS


def review_height(
    width: int,
    review: CriticReviewCard,
    words: Words = ENGLISH,
    *,
    of_movie: bool = False,
) -> float:
    """Return the height of one review in a list."""
    column = width < COLUMN
    room = width - PADDING - (0 if column else VERDICT_WIDTH)
    height = 8.0 + (38 if column else 0)
    if review.quote:
        length = len(review.quote) * QUOTE_SIGN
        height += QUOTE_LINE * lines(length, room - QUOTE_RAGGED)
    named = (None if of_movie else review.critic, review.publication)
    names = [len(each.name) for each in named if each]
    if of_movie and review.movie:
        names.append(len(review.movie.title))
        height += BADGE_EXTRA
    if review.top_critic:
        names.append(len(words.top_critic))
        height += BADGE_EXTRA
    if names:
        height += 8 + SMALL_LINE * rows(names, room)
    # The grade itself is set in the narrow face.
    printed = [len(review.grade) + len(words.rating)] if review.grade else []
    if review.reviewed_on:
        printed.append(len(words.day(review.reviewed_on)))
    if review.url:
        printed.append(len(words.full_review))
        height += LINK_EXTRA
    height += PRINT_LINE * rows(printed, room)
    return max(height, VERDICT_HEIGHT)


def rating_height(width: int, rating: FramedRating, words: Words = ENGLISH) -> float:
    """Return the height of one of the audience's ratings in a list."""
    room = width - PADDING
    pieces = [len(rating.name) * NAME_SIGN, float(FIVE_STARS)]
    if rating.super_reviewer:
        pieces.append(len(words.super_reviewer) * BADGE_SIGN + BADGE_ICON)
    if rating.verified:
        pieces.append(len(words.verified_viewer) * BADGE_SIGN + BADGE_ICON)
    pieces.append(len(words.day(rating.posted_on)) * SMALL_SIGN)
    height = float(NAME_LINE * rows(pieces, room, 1))
    if rating.text:
        length = len(rating.text) * QUOTE_SIGN
        height += TEXT_LINE * lines(length, room - QUOTE_RAGGED)
    if rating.spoiler or not rating.whole:
        height += SMALL_LINE + 12
    return height


def rows(lengths: Iterable[float], room: float, sign: float = SMALL_SIGN) -> int:
    """Return how many rows pieces of some signs take, side by side and wrapped."""
    count, used = 0, room
    for length in lengths:
        needed = length * sign
        if used + needed > room:
            count, used = count + max(ceil(needed / room), 1), 0.0
            needed = min(needed, room)
        used += needed + SMALL_GAP
    return count


def lines(length: float, room: float) -> int:
    """Return how many lines running words take."""
    return max(ceil(length / room), 1)
