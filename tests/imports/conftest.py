"""What tests of imports share: files written, commands run, reviews counted."""

import pytest

from app.core.db import db
from app.critics.models import CriticReview
from app.imports.commands import import_group
from app.imports.models.matching import NameMerge
from app.ledger import queries as ledger_queries
from tests.factories import movies
from tests.imports.files import as_csv, reviews


@pytest.fixture
def write(tmp_path):
    """Write a file: `write(content, "reviews.csv")`."""

    def written(content: bytes, name: str = "reviews.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.fixture
def bring(app):
    """Run `matinee import …` and return its result."""

    def run(*arguments):
        result = app.test_cli_runner().invoke(import_group, args=[*map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


@pytest.fixture
def all_reviews(app):
    """Return every critic's review, in order, read anew."""

    def read():
        db.session.expire_all()
        return db.session.scalars(
            db.select(CriticReview).order_by(CriticReview.id)
        ).all()

    return read


@pytest.fixture
def scores_are_right(app):
    """Assert that every tally is what its rows add up to."""

    def check():
        db.session.expire_all()
        assert ledger_queries.differences() == []

    return check


@pytest.fixture
def pair(app, write, bring):
    """Bring in reviews of an outlet under two names, one of them twice."""
    movies.movie("The Lamplighter")
    rows = reviews(3)
    rows[0]["publication"] = rows[1]["publication"] = "New York Herald"
    rows[2] |= {"publication": "NY Herald", "critic": "", "quote": "Same words."}
    rows.append(
        rows[2] | {"publication": "New York Herald", "url": "https://b.example/"}
    )
    bring("critic-reviews", write(as_csv(rows)), "--yes")
    return db.session.scalars(db.select(NameMerge)).one()
