"""Sorting and filtering of audience reviews: the rows, the addresses, the links."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audience import operations, queries, rules
from app.audience.jobs import rank_reviews
from app.audience.models import AudienceReview
from app.audience.queries import Only, Order, View
from app.core.db import db
from app.scores.rules import AudienceTally
from tests.factories import accounts, audience, movies

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
TALLY = AudienceTally((0, 0, 0, 1, 0, 0, 0, 2, 0, 0), (0, 0, 0, 1, 0, 0, 0, 0, 0, 0))


@pytest.fixture
def film(app):
    """Return a movie with four ratings of different kinds, a day apart."""
    film = movies.movie("Asa")
    for day, (name, rating, body) in enumerate(
        [
            ("Ada", 9, "Long words."),
            ("Bo", 3, ""),
            ("Cyd", 9, "Short."),
            ("Di", 6, "So."),
        ]
    ):
        member = accounts.member(name)
        if name == "Di":
            member.super_reviewer_since = NOON
        at = NOON + timedelta(days=day)
        audience.review(film, member, rating=rating, body=body, at=at)
    return film


def names(film, view: View, limit: int = 10) -> list[str]:
    page = queries.reviews_of(film.id, view=view, after=None, limit=limit)
    return [card.name for card in page.items]


def test_each_order_sorts(film):
    assert names(film, View(Order.NEWEST)) == ["Di", "Cyd", "Bo", "Ada"]
    assert names(film, View(Order.HIGHEST)) == ["Cyd", "Ada", "Di", "Bo"]
    assert names(film, View(Order.LOWEST)) == ["Bo", "Di", "Cyd", "Ada"]


def test_each_filter_filters(film):
    assert names(film, View(only=Only.WORDS)) == ["Di", "Cyd", "Ada"]
    assert names(film, View(only=Only.SUPER)) == ["Di"]
    assert names(film, View(only=Only.VERIFIED)) == []
    assert names(film, View(half_steps=9)) == ["Cyd", "Ada"]


@pytest.mark.parametrize("order", list(Order))
def test_a_list_in_steps_is_the_whole_list(film, order):
    view, seen, after = View(order), [], None
    while True:
        page = queries.reviews_of(
            film.id, view=view, after=queries.cursor_in(view, after), limit=1
        )
        seen += [card.name for card in page.items]
        after = page.after
        if after is None:
            break

    assert seen == names(film, view)


def test_the_most_helpful_stands_first_and_stars_alone_last(film):
    voters = [accounts.member(f"Voter {number}") for number in range(3)]
    review = db.session.query(AudienceReview).filter_by(body="Long words.").one()
    for voter in voters:
        operations.find_helpful(review.id, user_id=voter.id, at=NOON + WEEK)
    db.session.commit()

    assert names(film, View(Order.HELPFUL)) == ["Ada", "Di", "Cyd", "Bo"]


def test_a_helpful_review_sinks_with_its_age(film):
    review = db.session.query(AudienceReview).filter_by(body="Long words.").one()
    operations.find_helpful(
        review.id, user_id=accounts.member("Eve").id, at=NOON + WEEK
    )
    db.session.commit()
    young = review.helpful_rank
    version = film.version

    assert operations.rank_anew(at=NOON + 50 * WEEK) == 1
    db.session.refresh(review)
    db.session.refresh(film)

    assert 1 < review.helpful_rank < young
    assert film.version == version + 1


def test_the_nightly_job_ranks_what_an_import_wrote(film):
    db.session.query(AudienceReview).update({"helpful_rank": 0})
    db.session.commit()

    rank_reviews()

    ranks = {card.name: card.helpful_rank for card in rows(film)}
    assert ranks["Bo"] == 0
    assert min(ranks[name] for name in ("Ada", "Cyd", "Di")) >= 1


def rows(film):
    return db.session.execute(
        queries.published().where(AudienceReview.movie_id == film.id)
    ).all()


@given(st.integers(0, 10_000), st.integers(0, 2000))
def test_a_vote_more_never_sinks_a_review_and_a_week_more_never_lifts_it(votes, weeks):
    def rank(votes, weeks):
        return rules.helpful_rank(
            votes, posted_at=NOON, at=NOON + weeks * WEEK, body="x"
        )

    assert rank(votes + 1, weeks) >= rank(votes, weeks)
    assert rank(votes, weeks + 1) <= rank(votes, weeks)


@given(
    st.sampled_from(Order),
    st.sampled_from(Only),
    st.one_of(st.none(), st.integers(1, 10)),
)
def test_a_view_is_read_from_its_own_address(order, only, half_steps):
    view = View(order, only, half_steps)
    words = dict(each.split("=") for each in view.query.split("&") if each)

    assert View.read(words) == view


@pytest.mark.parametrize("stars", ["0", "5.5", "4.25", "-1", "nan", "1e0", "٣", " 4"])
def test_stars_that_nobody_can_give_filter_nothing(stars):
    assert View.read({"stars": stars}) == View()


def test_links_lead_to_every_view_and_say_which_is_current():
    links = queries.links_from(View(half_steps=8), TALLY, "/movies/asa")

    assert [link.current for link in links.orders] == [True, False, False, False]
    assert links.orders[1].href == ("/movies/asa/audience-reviews?sort=helpful&stars=4")
    assert links.stars.fragment == "/fragments/movies/asa/audience-reviews"
    whole = queries.links_from(View(), TALLY, "/movies/asa")
    assert [link.label for link in whole.only] == [
        "All (3)",
        "With text",
        "Verified viewers (1)",
        "Super Reviewers",
    ]


def test_a_page_shows_a_view_and_keeps_it_over_the_next_step(film, visit):
    page = visit("/movies/asa/audience-reviews?sort=lowest&only=words")

    assert page.find("#audience-sort-lowest").get("aria-current") == "true"
    assert page.all(".comment__name") == ["Di", "Cyd", "Ada"]


def test_a_fragment_shows_a_view_and_says_it_aloud(film, visit):
    page = visit("/fragments/movies/asa/audience-reviews?stars=4.5")

    assert page.all(".comment__name") == ["Cyd", "Ada"]
    assert "4.5 stars" in page.text
    assert page.find("#audience-stars-all").get("href") == (
        "/movies/asa/audience-reviews"
    )


def test_a_bar_of_the_histogram_leads_to_its_stars(film, visit):
    page = visit("/movies/asa")

    bars = [each.get("href") for each in page.root.cssselect("a.histogram__bar")]
    assert bars == [
        "/movies/asa/audience-reviews?stars=1.5",
        "/movies/asa/audience-reviews?stars=3",
        "/movies/asa/audience-reviews?stars=4.5",
    ]


def test_a_view_without_reviews_says_so(film, visit):
    page = visit("/movies/asa/audience-reviews?stars=5")

    assert page.all(".empty") == ["No reviews of this kind yet."]
