"""Whole files of the headers that others write, through the command; all made up."""

import pytest

from app.core.db import db
from app.critics.models import Critic, Publication
from app.movies.models import MovieIdentifier
from tests.factories import movies

KAGGLE = (
    "rotten_tomatoes_link,critic_name,top_critic,publisher_name,review_type,"
    "review_score,review_date,review_content\n"
    "m/the_lamplighter,Cleo Marsh,False,The Evening Reel,Fresh,3.5/5,2012-08-01,"
    '"Warm &amp; slow,\nthen bright."\n'
    "m/the_lamplighter,,True,The Morning Reel,Rotten,,2000-01-01,Dim.  \n"
)
SCRAPED = {
    "reviewId": "9001",
    "movieId": "77-ab",
    "creationDate": "2012-08-01",
    "criticName": "Cleo Marsh",
    "criticPageUrl": "/critics/cleo-marsh",
    "reviewState": "fresh",
    "isFresh": "True",
    "isRotten": "False",
    "isRtUrl": "False",
    "isTopCritic": "True",
    "publicationUrl": "/critics/source/1",
    "publicationName": "The Evening Reel",
    "reviewUrl": "https://reel.example/lamplighter",
    "quote": "Warm &amp; slow.",
    "scoreSentiment": "POSITIVE",
    "originalScore": "3.5/5",
}
LATIN = (
    b"id\treview\trating\tfresh\tcritic\ttop_critic\tpublisher\tdate\r\n"
    b"3\tWarm, f\xeate by f\xeate.\t3/5\tfresh\tCl\xe9o Marsh\t0\tThe Reel\t"
    b"November 10, 2018\r\n"
    b"3\tA stray \x81 byte.\t\trotten\tVera Vik\t1\tThe Lantern\tMay 2, 2018\r\n"
)


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


def number(film, catalogue, value):
    db.session.add(MovieIdentifier(movie_id=film.id, catalogue=catalogue, value=value))
    db.session.commit()


def name_of(table, number):
    return number and db.session.get(table, number).name


def told(row):
    return (
        row.verdict,
        row.original_grade,
        row.reviewed_on and row.reviewed_on.isoformat(),
        row.top_critic,
        row.quote,
        name_of(Critic, row.critic_id),
        name_of(Publication, row.publication_id),
    )


def is_known_again(bring, path, rows):
    result = bring("critic-reviews", path, "--yes")
    return f"0 new, 0 changed, {rows} same" in result.output


def test_kaggles_critic_reviews_come_in(
    film, write, bring, all_reviews, scores_are_right
):
    number(film, "rt", "m/the_lamplighter")
    path = write(KAGGLE.encode(), "rotten_tomatoes_critic_reviews.csv")

    result = bring("critic-reviews", path, "--yes")

    assert result.exit_code == 0, result.output
    first, second = all_reviews()
    assert told(first) == (
        "fresh", "3.5/5", "2012-08-01", False, "Warm & slow, then bright.",
        "Cleo Marsh", "The Evening Reel",
    )  # fmt: skip
    assert told(second)[0] == "rotten"
    assert told(second)[3:] == (True, "Dim.", None, "The Morning Reel")
    assert is_known_again(bring, path, 2)
    scores_are_right()


@pytest.mark.parametrize("turn", [0, 5, 11])
def test_a_scrapers_reviews_come_in_in_any_order_of_columns(
    film, write, bring, all_reviews, scores_are_right, turn
):
    number(film, "ems", "77-ab")
    names = [*SCRAPED][turn:] + [*SCRAPED][:turn]
    text = f"{','.join(names)}\n{','.join(SCRAPED[name] for name in names)}\n"
    path = write(text.encode())

    result = bring("critic-reviews", path, "--yes")

    assert result.exit_code == 0, result.output
    (row,) = all_reviews()
    assert told(row) == (
        "fresh", "3.5/5", "2012-08-01", True, "Warm & slow.", "Cleo Marsh",
        "The Evening Reel",
    )  # fmt: skip
    assert row.url == "https://reel.example/lamplighter"
    assert is_known_again(bring, path, 1)
    scores_are_right()


def test_latin_1_with_tabs_crlf_and_a_bad_byte_comes_in(
    film, write, bring, all_reviews, scores_are_right
):
    path = write(LATIN, "reviews.tsv")

    number(film, "fi", "3")
    result = bring("critic-reviews", path, "--yes")

    assert result.exit_code == 0, result.output
    first, second = all_reviews()
    assert told(first) == (
        "fresh", "3/5", "2018-11-10", False, "Warm, fête by fête.", "Cléo Marsh",
        "The Reel",
    )  # fmt: skip
    assert told(second)[:4] == ("rotten", None, "2018-05-02", True)
    assert second.quote.startswith("A stray")
    assert is_known_again(bring, path, 2)
    scores_are_right()
