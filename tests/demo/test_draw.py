"""The rows that are drawn: as many as laid down, always the same, plainly made up."""

from collections import Counter
from datetime import date

import pytest

from app.demo import draw, words
from app.demo.content import Film, films
from app.scores.rules import Verdict

EVERY_FILM = pytest.mark.parametrize("film", films(), ids=lambda film: film.slug)
NEVER_SORRY = next(film for film in films() if film.slug == "ai-weiwei-never-sorry")


@EVERY_FILM
def test_the_draw_is_the_same_every_time(film: Film):
    assert draw.critic_reviews(film) == draw.critic_reviews(film)
    assert draw.ratings(film) == draw.ratings(film)


@EVERY_FILM
def test_as_many_critic_reviews_are_drawn_as_laid_down(film: Film):
    reviews = draw.critic_reviews(film)
    fill = film.fill.critics

    counts = Counter((review.verdict, review.top_critic) for review in reviews)

    assert counts[Verdict.FRESH, False] == (fill.fresh if fill else 0)
    assert counts[Verdict.ROTTEN, False] == (fill.rotten if fill else 0)
    assert counts[Verdict.FRESH, True] == (fill.top_fresh if fill else 0)
    assert counts[Verdict.ROTTEN, True] == (fill.top_rotten if fill else 0)
    assert len({review.critic for review in reviews}) == len(reviews)


@EVERY_FILM
def test_every_drawn_quote_says_that_it_is_made_up_and_comes_once(film: Film):
    quotes = [r.quote for r in draw.critic_reviews(film) if r.quote is not None]

    assert all(quote.startswith(words.CRITIC_OPENINGS) for quote in quotes)
    assert all(len(quote) <= 200 for quote in quotes)
    assert len({quote.partition(":")[2] for quote in quotes}) == len(quotes)


@EVERY_FILM
def test_each_member_rates_a_film_once(film: Film):
    members = [rating.member for rating in draw.ratings(film)]

    assert len(set(members)) == len(members)


@EVERY_FILM
def test_every_drawn_text_says_that_it_is_made_up(film: Film):
    texts = [rating.body for rating in draw.ratings(film) if rating.body]

    assert all(text.startswith(words.AUDIENCE_OPENINGS) for text in texts)


@EVERY_FILM
def test_drawn_rows_come_oldest_first(film: Film):
    days = [review.day for review in draw.critic_reviews(film)]
    moments = [rating.posted_at for rating in draw.ratings(film)]

    assert days == sorted(days)
    assert moments == sorted(moments)


def test_the_drawn_rows_of_never_sorry_are_older_than_its_page():
    reviews = draw.critic_reviews(NEVER_SORRY)
    ratings = draw.ratings(NEVER_SORRY)

    assert max(review.day for review in reviews) < date(2012, 8, 9)
    assert max(rating.posted_at for rating in ratings).date() < date(2012, 9, 4)


def test_the_audience_of_never_sorry_has_the_shape_that_was_laid_down():
    ratings = draw.ratings(NEVER_SORRY)

    positive = sum(rating.half_steps >= 7 for rating in ratings)
    assert 80 <= 100 * positive / len(ratings) <= 82
    assert 7.7 <= sum(rating.half_steps for rating in ratings) / len(ratings) <= 7.9
    assert sum(rating.verified for rating in ratings) == 212
    assert sum(bool(rating.body) for rating in ratings) == 41
    assert sum(rating.spoiler for rating in ratings) == 3
    assert sum(len(rating.body) > 700 for rating in ratings) == 1
    assert any(rating.body and rating.verified for rating in ratings)


def test_a_share_that_does_not_divide_goes_to_the_largest_remainder():
    assert Counter(draw.shared_out(10, (1, 1, 1))) == {1: 4, 2: 3, 3: 3}
    assert draw.shared_out(0, (1, 1)) == []
    assert draw.shared_out(3, (0, 1)) == [2, 2, 2]
