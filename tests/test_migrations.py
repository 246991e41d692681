"""The migrations: up, down and up again, and no difference to the models."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from app import create_app
from app.core import migrating
from app.core.db import Model, db
from app.search.models import is_virtual
from tests.support.databases import close, settings_of


@pytest.fixture
def unmigrated(database, databases, tmp_path):
    """Return an application whose database has no tables."""
    app = create_app(settings_of(databases.empty(database), tmp_path))
    migrating.prepare(app)
    with app.app_context():
        yield app
    close(app)


def tables() -> set[str]:
    """Return the tables there are, but for Alembic's own and SQLite's for search."""
    with db.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {name for name in names if not is_virtual(name)}


def test_up_down_and_up_again(unmigrated):
    flask_migrate.upgrade()
    first = tables()
    flask_migrate.downgrade(revision="base")
    below = tables()
    flask_migrate.upgrade()

    assert first == set(Model.metadata.tables)
    assert below == set()
    assert tables() == first


# SQLAlchemy cannot read an index of an expression back from SQLite. How each index is
# written is compared by the test after this one.
@pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning"
)
def test_models_and_migrations_do_not_differ(unmigrated):
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_compared}
        )
        differences = compare_metadata(context, Model.metadata)

    assert differences == []


def test_models_and_migrations_make_the_same_indexes(
    unmigrated, databases, database, tmp_path
):
    flask_migrate.upgrade()
    other = create_engine(settings_of(databases.empty(database), tmp_path).database_uri)
    Model.metadata.create_all(other)

    migrated, made = indexes(db.engine), indexes(other)
    other.dispose()

    assert migrated == made


def test_reviews_keep_their_publication_and_learn_their_standing(unmigrated):
    flask_migrate.upgrade(revision="0002")
    with db.engine.begin() as connection:
        for statement in (
            "INSERT INTO movie (id, slug, title, title_sort, wide_release, version)"
            " VALUES (1, 'dust', 'Dust', 'dust', false, 1)",
            "INSERT INTO publication (id, slug, name) VALUES (1, 'reel', 'The Reel')",
            "INSERT INTO critic_review"
            " (id, movie_id, publication_id, verdict, top_critic, listed_on)"
            " VALUES (1, 1, 1, 'fresh', false, '2012-08-01'),"
            " (2, 1, 1, NULL, false, '2012-08-02')",
        ):
            connection.execute(text(statement))

    flask_migrate.upgrade(revision="0003")
    with db.engine.connect() as connection:
        standings = connection.execute(
            text("SELECT id, standing, publication_id FROM critic_review ORDER BY id")
        ).all()
    flask_migrate.downgrade(revision="0002")
    with db.engine.connect() as connection:
        kept = connection.execute(
            text("SELECT id, verdict, publication_id FROM critic_review ORDER BY id")
        ).all()

    assert [tuple(row) for row in standings] == [(1, "counted", 1), (2, "unsure", 1)]
    assert [tuple(row) for row in kept] == [(1, "fresh", 1), (2, None, 1)]


def is_compared(item, name, kind, reflected, compared_to) -> bool:
    """Leave indexes to the other test: Alembic cannot read a descending one."""
    return kind != "index" and not (kind == "table" and is_virtual(name))


def indexes(engine) -> set[str]:
    """Return how the database itself writes its indexes down."""
    question = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }[engine.dialect.name]
    with engine.connect() as connection:
        found = set(connection.scalars(text(question)))
    # The index of trigrams is there only where the extension may be had.
    left_out = ("alembic_version", "ix_search_document_trigrams")
    return {line for line in found if not any(name in line for name in left_out)}
