"""How Alembic reaches the database: through the application, in one transaction."""

import app.accounts.models
import app.audience.models
import app.critics.models
import app.editorial.models
import app.moderation.models
import app.movies.models
import app.scores.models  # noqa: F401  every table is known by being imported
from alembic import context
from app.core.db import Model, UTCDateTime, db


def render(kind: str, item: object, context: object) -> str | bool:
    """Write our column types as the plain ones that they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    """Bring the database of the application to the wanted revision."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
