"""Each verb moves standing, tally, versions and seal of a review together."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.jobs import SWEEPS
from app.critics import jobs, operations, queries
from app.critics.editions import Edition
from app.critics.models import CriticReview, Publication
from app.critics.rules import Standing, standing_of
from app.ledger.queries import differences
from app.movies.models import Movie, SiteVersion
from app.scores import queries as score_queries
from app.scores.models import SealEvent
from app.scores.rules import Verdict
from tests.factories import critics, movies

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def review(film):
    return critics.review(film, top_critic=True)


def tally(movie):
    return score_queries.critic_tally(score_queries.tally_row(movie.id))


def versions(movie):
    return (
        db.session.scalar(select(Movie.version).where(Movie.id == movie.id)),
        db.session.scalar(select(SiteVersion.number)),
    )


def listed(movie):
    return queries.reviews_of(movie.id, queries.Show.ALL, after=None, limit=9).items


def edition(review, **values):
    names = Edition.__dataclass_fields__
    return Edition(**{name: getattr(review, name) for name in names} | values)


def test_a_withdrawn_review_counts_nowhere_until_it_is_restored(film, review):
    before = versions(film)

    operations.withdraw(review, at=NOW)

    assert review.standing is Standing.WITHDRAWN
    assert (tally(film).total, tally(film).graded, listed(film)) == (0, 0, ())
    assert versions(film) == (before[0] + 1, before[1] + 1)
    assert differences(at=NOW) == []
    operations.restore(review, at=NOW)
    assert (tally(film).total, tally(film).top_total, len(listed(film))) == (1, 1, 1)
    assert differences(at=NOW) == []


def test_withdrawing_or_restoring_twice_is_a_conflict(review):
    with pytest.raises(Conflict):
        operations.restore(review, at=NOW)
    operations.withdraw(review, at=NOW)
    with pytest.raises(Conflict):
        operations.withdraw(review, at=NOW)


def test_an_embargo_holds_a_review_back_and_can_be_taken_off(film, review):
    operations.embargo(review, LATER, at=NOW)

    assert (review.standing, tally(film).total) == (Standing.EMBARGOED, 0)
    operations.embargo(review, None, at=NOW)
    assert (review.standing, tally(film).total) == (Standing.COUNTED, 1)


def test_the_sweep_lifts_what_has_ended_and_nothing_else(film):
    ended, lasting = critics.reviews(film, 2)
    unsure = critics.review(film, verdict=None)
    operations.embargo(ended, NOW, at=NOW - timedelta(hours=1))
    operations.embargo(unsure, NOW, at=NOW - timedelta(hours=1))
    operations.embargo(lasting, LATER, at=NOW)
    before = versions(film)

    lifted = operations.lift_embargoes(at=NOW)

    assert lifted == 2
    assert (ended.standing, unsure.standing) == (Standing.COUNTED, Standing.UNSURE)
    assert lasting.standing == Standing.EMBARGOED
    assert tally(film).total == 1
    assert versions(film) == (before[0] + 1, before[1] + 1)
    assert differences(at=NOW) == []
    assert operations.lift_embargoes(at=NOW) == 0
    assert versions(film) == (before[0] + 1, before[1] + 1)


def test_the_sweep_runs_every_minute_and_commits(film, review):
    operations.embargo(review, LATER, at=NOW)
    db.session.commit()

    jobs.lift_embargoes()

    db.session.rollback()
    assert tally(film).total == 1
    assert (jobs.lift_embargoes, 1) in [(each.job, each.minutes) for each in SWEEPS]


def test_an_embargo_that_waits_for_its_sweep_is_no_difference_for_a_moment(review):
    operations.embargo(review, LATER, at=NOW)

    assert differences(at=LATER + timedelta(seconds=59)) == []
    named = differences(at=LATER + timedelta(minutes=3))
    assert [each.what for each in named] == [f"standing of critic review {review.id}"]
    assert (named[0].stored, named[0].counted) == ("embargoed", "counted")


def test_a_duplicate_does_not_count_and_its_original_does(film):
    original, copy = critics.reviews(film, 2)

    operations.mark_duplicate(copy, original.id, at=NOW)

    assert (copy.standing, tally(film).total) == (Standing.DUPLICATE, 1)
    operations.mark_duplicate(copy, None, at=NOW)
    assert tally(film).total == 2


def test_a_duplicate_needs_an_original_of_the_same_film(film):
    one, other, third = critics.reviews(film, 3)
    foreign = critics.review(movies.movie("Dust"))
    operations.mark_duplicate(other, one.id, at=NOW)

    for review, original_id in (
        (one, one.id),
        (third, foreign.id),
        (third, 10**6),
        (third, other.id),
        (one, third.id),
    ):
        with pytest.raises(Conflict):
            operations.mark_duplicate(review, original_id, at=NOW)
    assert differences(at=NOW) == []


def test_when_the_original_is_removed_its_copies_stand_by_themselves(film):
    original, copy = critics.reviews(film, 2)
    operations.mark_duplicate(copy, original.id, at=NOW)

    operations.remove(original, at=NOW)

    assert (copy.standing, copy.duplicate_of_id) == (Standing.COUNTED, None)
    assert tally(film).total == 1
    assert differences(at=NOW) == []


def test_a_disclosed_interest_keeps_a_review_out(film, review):
    operations.disclose_interest(review, "  She wrote the songs. ", at=NOW)

    assert review.interest == "She wrote the songs."
    assert (review.standing, tally(film).total) == (Standing.DISCLOSED_INTEREST, 0)
    operations.disclose_interest(review, " ", at=NOW)
    assert (review.interest, tally(film).total) == (None, 1)


def test_a_publication_takes_its_reviews_along_in_every_film(film):
    gazette = critics.publication("The Gazette")
    dust = movies.movie("Dust")
    critics.reviews(film, 2, publication_id=gazette.id)
    critics.review(film, publication_id=gazette.id, verdict=None)
    critics.review(film)
    critics.reviews(dust, 3, publication_id=gazette.id, verdict=Verdict.ROTTEN)
    before = versions(film), versions(dust)

    moved = operations.disapprove(gazette.id, at=NOW)

    assert moved == 6
    assert (tally(film).fresh, tally(dust).rotten) == (1, 0)
    assert versions(film)[0] == before[0][0] + 1
    assert versions(dust)[0] == before[1][0] + 1
    assert differences(at=NOW) == []
    assert operations.approve(gazette.id, at=NOW) == 6
    assert (tally(film).fresh, tally(dust).rotten) == (3, 3)
    assert differences(at=NOW) == []


def test_a_new_review_of_an_outlet_that_is_not_approved_does_not_count(film):
    gazette = critics.publication("The Gazette", approved=False)

    review = operations.publish(
        CriticReview(movie_id=film.id, publication_id=gazette.id, original_grade="A"),
        at=NOW,
    )

    assert review.standing is Standing.OUTLET_NOT_APPROVED
    assert tally(film).total == 0


def test_an_unknown_publication_or_review_is_not_found(film, review):
    with pytest.raises(NotFound):
        operations.approve(10**6, at=NOW)
    operations.remove(review, at=NOW)
    db.session.commit()
    gone = CriticReview(id=review.id, movie_id=film.id)
    with pytest.raises(NotFound):
        operations.hold(gone)


def test_an_edit_moves_grades_day_and_top_critic(film, review):
    corrected = edition(
        review,
        quote="Better than I said.",
        original_grade="1/5",
        reviewed_on=date(2013, 2, 3),
        top_critic=False,
    )

    operations.edit(review, corrected, at=NOW)

    assert review.verdict == Verdict.FRESH
    assert (review.normalised_grade, review.listed_on) == (2000, date(2013, 2, 3))
    counted = tally(film)
    assert (counted.fresh, counted.top_total, counted.grade_sum) == (1, 0, 2000)
    assert differences(at=NOW) == []


def test_an_edit_that_moves_a_review_to_another_outlet_asks_that_one(film, review):
    gazette = critics.publication("The Gazette", approved=False)

    operations.edit(review, edition(review, publication_id=gazette.id), at=NOW)

    assert review.standing is Standing.OUTLET_NOT_APPROVED
    assert tally(film).total == 0


def test_an_edit_with_a_telling_grade_decides_an_unsure_review(film):
    unsure = critics.review(film, verdict=None, original_grade="2.5/4")

    operations.edit(unsure, edition(unsure, original_grade="1/4"), at=NOW)

    assert (unsure.verdict, tally(film).rotten) == (Verdict.ROTTEN, 1)


def test_the_seal_goes_and_comes_with_the_reviews(film):
    fresh = critics.reviews(film, 12, top_critic=True)
    rotten = critics.reviews(film, 4, verdict=Verdict.ROTTEN)
    for review in fresh[:4]:
        operations.withdraw(review, at=NOW)
    for review in rotten:
        operations.withdraw(review, at=NOW)
    operations.restore(fresh[0], at=NOW)

    changes = db.session.scalars(select(SealEvent.change).order_by(SealEvent.id)).all()

    assert changes == ["gained", "lost"]
    assert differences(at=NOW) == []


def test_a_standing_that_was_tampered_with_is_named_and_set_right(film, review):
    db.session.execute(update(CriticReview).values(standing=Standing.WITHDRAWN))

    assert {each.what for each in differences(at=NOW)} == {
        f"standing of critic review {review.id}",
        "critic reviews",
    }
    assert operations.restate(at=NOW) == 1
    assert [each.what for each in differences(at=NOW)] == ["critic reviews"]


def test_the_rule_says_the_same_in_the_database(film):
    approved = critics.publication("The Gazette")
    refused = critics.publication("The Rag", approved=False)
    original = critics.review(film)
    facts = list(
        product(
            (None, "fresh"),
            (None, NOW, LATER),
            (None, NOW),
            (None, original.id),
            (None, "", "A friend."),
            (None, approved.id, refused.id),
        )
    )
    names = (
        "verdict",
        "embargoed_until",
        "withdrawn_at",
        "duplicate_of_id",
        "interest",
        "publication_id",
    )
    rows = [
        CriticReview(
            movie_id=film.id,
            listed_on=date(2026, 1, 1),
            **dict(zip(names, each, strict=True)),
        )
        for each in facts
    ]
    db.session.add_all(rows)
    db.session.flush()

    found = db.session.execute(
        select(CriticReview, queries.standing_by_rule(NOW)).where(
            CriticReview.id != original.id
        )
    ).all()

    assert len(found) == len(facts)
    for review, standing in found:
        publication = db.session.get(Publication, review.publication_id or 0)
        asked = {name: getattr(review, name) for name in names[:-1]}
        expected = standing_of(
            at=NOW, approved=publication is None or publication.approved, **asked
        )
        assert standing == expected, asked
