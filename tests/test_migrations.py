"""The migrations: up, down and up again, and no difference to the models."""

from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from app import create_app
from app.core.db import Model, db
from app.search.models import is_virtual
from tests.support.databases import close, settings_of


@pytest.fixture
def unmigrated(database, databases, tmp_path):
    """Return an application whose database has no tables."""
    app = create_app(settings_of(databases.empty(database), tmp_path))
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


def test_models_and_migrations_do_not_differ(unmigrated):
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_compared}
        )
        differences = compare_metadata(context, Model.metadata)

    assert differences == []


def test_models_and_migrations_make_the_same_indexes(unmigrated, databases, database):
    flask_migrate.upgrade()
    other = create_engine(
        settings_of(databases.empty(database), Path("unused")).database_uri
    )
    Model.metadata.create_all(other)

    migrated, made = indexes(db.engine), indexes(other)
    other.dispose()

    assert migrated == made


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
