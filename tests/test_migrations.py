"""The migrations: up, down and up again, and no difference to the models."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app import create_app
from app.core.db import Model, db
from tests.support.databases import close, settings_of


@pytest.fixture
def unmigrated(database, databases, tmp_path):
    """Return an application whose database has no tables."""
    app = create_app(settings_of(databases.empty(database), tmp_path))
    with app.app_context():
        yield app
    close(app)


def tables() -> set[str]:
    """Return the names of the tables there are, but for Alembic's own."""
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


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
        options = {"compare_type": True, "compare_server_default": False}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Model.metadata)

    assert differences == []
