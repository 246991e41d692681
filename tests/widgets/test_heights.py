"""How high a frame is made for what it holds (W4)."""

from datetime import date

import pytest

from app.critics.queries import CriticReviewCard, Link, MovieLink
from app.scores.rules import Score, ScoreKind, Verdict
from app.widgets import heights
from app.widgets.queries import FramedRating, PullQuote
from app.widgets.rules import WIDTHS
from app.widgets.words import LANGUAGES


def score(positive, total, minimum=5):
    return Score(ScoreKind.CRITIC, positive, total, minimum, 60)


def card(**values):
    return CriticReviewCard(
        **{
            "id": 1,
            "quote": "A movie that somehow mixes apprehension with warmth and fun.",
            "url": None,
            "grade": "4/4",
            "verdict": Verdict.FRESH,
            "top_critic": False,
            "reviewed_on": date(2012, 8, 10),
            "listed_on": date(2012, 8, 10),
            "critic": Link("Cleo Marsh", "/critics/cleo-marsh"),
            "publication": None,
        }
        | values
    )


def rating(**values):
    return FramedRating(
        **{
            "id": 1,
            "half_steps": 7,
            "text": "Saw it twice.",
            "whole": True,
            "spoiler": False,
            "name": "Ada",
            "posted_on": date(2026, 3, 1),
            "super_reviewer": False,
            "verified": False,
            "url": "/movies/z/audience-reviews#review-1",
        }
        | values
    )


def pull(**values):
    return PullQuote(
        **{
            "text": "A movie that somehow mixes apprehension with warmth and fun.",
            "verdict": Verdict.FRESH,
            "half_steps": None,
            "grade": None,
            "by": Link("Cleo Marsh", "/critics/cleo-marsh"),
            "publication": None,
            "reviewed_on": None,
            "top_critic": False,
            "url": None,
            "ours": False,
        }
        | values
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_scores_need_more_room_than_plain_counts_and_those_more_than_none(width):
    numbers = [
        heights.score_height(width, "Z", score(*votes), score(*votes), sealed=False)
        for votes in ((9, 10), (2, 3), (0, 0))
    ]

    assert numbers == sorted(numbers, reverse=True)


def test_a_seal_takes_a_row_only_where_the_sheets_are_narrow():
    narrow, wide = (
        heights.score_height(width, "Z", score(9, 10), score(9, 10), sealed=True)
        - heights.score_height(width, "Z", score(9, 10), score(9, 10), sealed=False)
        for width in (320, 600)
    )

    assert (narrow, wide) == (32, 0)


def test_a_long_title_takes_more_lines_in_a_narrow_frame():
    title = "The Remarkable and Entirely Truthful Account of the Night Train"
    narrow, wide = (heights.title_height(w, title, title) for w in (320, 600))

    assert narrow > wide > 0


def test_the_worked_example_of_a_quote_takes_six_lines():
    quoted = heights.review_height(320, card(quote="x" * 126))
    silent = heights.review_height(320, card(quote=None))

    assert quoted == pytest.approx(heights.QUOTE_LINE * 6 + 8 + 24 + 8 + 26)
    assert silent == heights.VERDICT_HEIGHT


@pytest.mark.parametrize(
    "longer",
    [
        {"quote": "word " * 60},
        {"url": "https://paper.example/review"},
        {"top_critic": True},
        {"publication": Link("The Extremely Long Evening Reel of Ostrava", "/p/x")},
    ],
)
def test_whatever_is_said_more_takes_more_room(longer):
    assert heights.review_height(320, card(**longer)) > heights.review_height(
        320, card()
    )


def test_a_list_is_as_high_as_its_reviews_with_gaps_between():
    none, one, two = (
        heights.reviews_height(600, "Z", [card()] * number) for number in (0, 1, 2)
    )

    assert 0 < none < one < two
    assert two - one == pytest.approx(
        heights.review_height(600, card()) + heights.BETWEEN_REVIEWS, abs=1
    )


def test_many_pieces_wrap_into_rows():
    assert heights.rows([], 100) == 0
    assert heights.rows([5, 5], 200) == 1
    assert heights.rows([10, 10], 120) == 2


@pytest.mark.parametrize(
    "longer",
    [
        {"text": "word " * 40},
        {"whole": False},
        {"spoiler": True},
        {"super_reviewer": True, "verified": True},
    ],
)
def test_a_rating_that_says_more_takes_more_room(longer):
    plain = heights.rating_height(320, rating(), LANGUAGES["en"])

    assert heights.rating_height(320, rating(**longer), LANGUAGES["en"]) > plain


@pytest.mark.parametrize(
    "longer",
    [
        {"text": "word " * 40},
        {"half_steps": 7},
        {"url": "https://paper.example/review", "grade": "B", "top_critic": True},
    ],
)
def test_a_quote_that_says_more_takes_more_room(longer):
    plain = heights.quote_height(320, "Z", pull())

    assert heights.quote_height(320, "Z", pull(**longer)) > plain
    assert heights.quote_height(320, "Z", None) < plain


def test_two_lines_of_scores_stand_side_by_side_where_there_is_room():
    column, narrow, wide = (heights.compact_height(w, "Z") for w in (200, 320, 600))

    assert column > narrow > wide
    assert wide < heights.score_height(600, "Z", score(9, 10), score(9, 10), sealed=0)


def test_a_critics_list_names_the_films():
    named = card(movie=MovieLink("The Lamplighter", 2012, "/movies/x"), critic=None)

    assert heights.critic_height(320, "Cleo", [named]) > heights.critic_height(
        320, "Cleo", []
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [200, *WIDTHS, 1200])
def test_every_language_and_width_has_a_height(language, width):
    words = LANGUAGES[language]

    for height in (
        heights.score_height(
            width, "Z", score(9, 10), score(0, 0), sealed=True, words=words
        ),
        heights.compact_height(width, "Z", words),
        heights.reviews_height(width, "Z", [card()] * 3, words),
        heights.audience_height(width, "Z", [rating()] * 3, words),
        heights.critic_height(width, "Cleo", [card()], words),
        heights.quote_height(width, "Z", pull(), words),
    ):
        assert isinstance(height, int)
        assert 100 < height < 2000
