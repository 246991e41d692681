"""Catalogues in databases of their own: making one commits."""

from hashlib import sha256

import pytest
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import User
from app.audience.models import AudienceReview, HelpfulVote
from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.editorial.models import Consensus
from app.movies.models import Credit, Movie, MovieGenre, Person
from app.scores.models import Tally
from tests.support.databases import close, settings_of

TABLES = (
    *(Movie, Tally, MovieGenre, Person, Credit, Consensus, User, Critic, Publication),
    *(CriticReview, AudienceReview, HelpfulVote),
)
SECRET = {"fs_uniquifier"}


@pytest.fixture
def fresh_site(databases, tmp_path):
    """Make sites, each with a new database of the wanted kind."""
    made = []

    def site(backend):
        url = databases.with_tables(backend)
        app = create_app(settings_of(url, tmp_path / str(len(made))))
        made.append(app)
        return app

    yield site
    for app in made:
        close(app)


@pytest.fixture
def site(fresh_site, database):
    """Return an empty site with its context."""
    app = fresh_site(database)
    with app.app_context():
        yield app


@pytest.fixture
def count():
    """Count the rows of a table."""

    def counted(table, *conditions) -> int:
        rows = select(func.count()).select_from(table).where(*conditions)
        return db.session.scalar(rows)

    return counted


@pytest.fixture
def digest():
    """Return one number for all rows of a catalogue but what is secret."""

    def of_all_rows() -> str:
        seen = sha256()
        for table in TABLES:
            columns = [each for each in table.__table__.c if each.name not in SECRET]
            keys = table.__table__.primary_key.columns
            for row in db.session.execute(select(*columns).order_by(*keys)):
                seen.update(repr(tuple(row)).encode())
        return seen.hexdigest()

    return of_all_rows
