"""Indexes that a first, large import puts aside come back whatever happens."""

import pytest
from sqlalchemy import select, text

from app.core.clock import utcnow
from app.core.db import db
from app.imports.jobs.matching import restore_indexes
from app.imports.models.runs import SuspendedIndex
from app.imports.operations import indexes
from app.imports.operations.reviews import ReviewImport
from tests.factories import movies
from tests.imports.files import as_csv, reviews


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(indexes, "LARGE", 0)


@pytest.fixture
def path(app, write):
    movies.movie("The Lamplighter")
    return write(as_csv(reviews(3)))


def names() -> set[str]:
    """Return the indexes there are; PostgreSQL keeps them all."""
    if db.session.get_bind().dialect.name != "sqlite":
        return set()
    return {row.name for row in db.session.execute(indexes.KNOWN)}


def test_they_are_away_while_rows_come_in_and_back_at_the_end(
    path, bring, monkeypatch, scores_are_right
):
    before, seen = names(), []
    settle = ReviewImport.settle

    def watched(self, prepared):
        seen.append(names())
        return settle(self, prepared)

    monkeypatch.setattr(ReviewImport, "settle", watched)

    bring("critic-reviews", path, "--yes")

    assert seen == [before & indexes.STAYING]
    assert names() == before
    assert db.session.scalars(select(SuspendedIndex)).all() == []
    scores_are_right()


def test_they_come_back_when_somebody_stops_the_import(path, bring, monkeypatch):
    before = names()

    def stopped(self, prepared):
        raise KeyboardInterrupt

    monkeypatch.setattr(ReviewImport, "settle", stopped)

    assert bring("critic-reviews", path, "--yes").exit_code == 130
    assert names() == before


def test_a_sweep_brings_back_what_an_import_left_aside(app, monkeypatch):
    before = names()
    indexes.suspend(1, at=utcnow() - 2 * indexes.PATIENCE)
    db.session.commit()
    assert names() == before & indexes.STAYING

    restore_indexes()

    assert names() == before


def test_a_site_with_reviews_keeps_its_indexes(path, monkeypatch):
    before = names()
    monkeypatch.setattr(indexes, "FEW", -1)

    indexes.suspend(1, at=utcnow())

    assert names() == before
    assert (
        db.session.execute(text("SELECT count(*) FROM suspended_index")).scalar() == 0
    )
