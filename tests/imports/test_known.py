"""While the indexes of marks are away, reviews are known again all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.core.db import db
from app.critics.models import CriticReview
from app.imports import importing
from app.imports.models.runs import SuspendedIndex
from app.imports.operations import indexes, known
from app.imports.operations.reviews import ReviewImport
from app.imports.rules.columns import Kind
from app.imports.rules.memory import Owners
from tests.factories import critics, movies
from tests.imports.files import as_csv, review, reviews

KEYS = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.tuples(st.integers(1, 2**31), KEYS), max_size=40), KEYS)
def test_every_owner_of_a_key_is_named(owned, other):
    owners = Owners(128)

    owners.add([number for number, _ in owned], [key for _, key in owned])

    for number, key in owned:
        assert number in owners.of([key])
    if other not in {key for _, key in owned}:
        named = owners.of([other])
        assert len(named) <= len(owned)


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(indexes, "LARGE", 0)
    monkeypatch.setattr(known, "PLACES", 1 << 10)
    monkeypatch.setitem(importing.BATCHES, Kind.REVIEWS, 3)


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


def away() -> list[str]:
    return [each.name for each in db.session.scalars(select(SuspendedIndex))]


def test_copies_in_later_batches_are_refused(film, write, bring, scores_are_right):
    rows = [*reviews(4), *reviews(4), review(quote="Another.")]

    result = bring("critic-reviews", write(as_csv(rows)), "--yes")

    assert "5 new, 0 changed, 0 same, 4 refused" in result.output
    scores_are_right()


def test_what_was_here_before_is_known(film, write, bring, all_reviews):
    bring("critic-reviews", write(as_csv(reviews(5))), "--yes")
    rows = [*reviews(4), reviews(5)[4] | {"verdict": "rotten"}, *reviews(7)[5:]]

    result = bring("critic-reviews", write(as_csv(rows)), "--yes")

    assert "2 new, 1 changed, 4 same, 0 refused" in result.output
    assert len(all_reviews()) == 7
    assert away() == []


def test_who_else_writes_meanwhile_brings_the_indexes_back(
    film, write, bring, monkeypatch, scores_are_right
):
    seen, settle = [], ReviewImport.settle

    def watched(self, prepared):
        if len(seen) == 1:
            author = critics.critic("Asa Lind")
            critics.review(film, critic_id=author.id, quote="By hand.")
        report = settle(self, prepared)
        seen.append(sorted(set(indexes.KNOWING) & set(away())))
        return report

    monkeypatch.setattr(ReviewImport, "settle", watched)
    rows = [*reviews(7), review(critic="Asa Lind", quote="By hand.", url="")]

    result = bring("critic-reviews", write(as_csv(rows)), "--yes")

    assert "7 new, 0 changed, 0 same, 1 refused" in result.output
    if db.session.get_bind().dialect.name == "sqlite":
        assert seen == [sorted(indexes.KNOWING), [], []]
    scores_are_right()


def test_more_than_can_be_remembered_brings_them_back(
    film, write, bring, monkeypatch, scores_are_right
):
    monkeypatch.setattr(known, "PLACES", 32)

    result = bring("critic-reviews", write(as_csv(reviews(20))), "--yes")
    monkeypatch.setattr(indexes, "LARGE", 1_000_000)
    again = bring("critic-reviews", write(as_csv(reviews(20))), "--yes")

    assert "20 new" in result.output
    assert "20 same" in again.output
    scores_are_right()


def test_identities_stay_unique(film, write, bring):
    bring("critic-reviews", write(as_csv(reviews(3))), "--yes")

    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.execute(
            text("UPDATE imported_review SET identity = 1"),
        )
    db.session.rollback()
    assert db.session.scalar(select(db.func.count(CriticReview.id))) in {0, 3}
