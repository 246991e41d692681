"""How Alembic reaches the database: through the application, in one transaction."""

import app.accounts.models
import app.audience.models
import app.critics.grade_models
import app.core.events
import app.critics.models
import app.editorial.models
import app.imports.models
import app.moderation.models
import app.movies.models
import app.scores.models
import app.screenings.models
import app.search.models
import app.webhooks.models  # noqa: F401  every table is known by being imported
from alembic import context
from app.core.db import Model, UTCDateTime, db
from app.search.models import is_virtual
from sqlalchemy import Connection, event

# Any number, the same for every site: whoever holds it is upgrading.
UPGRADE = 7_461_920


def render(kind: str, item: object, context: object) -> str | bool:
    """Write our column types as the plain ones that they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    return False


def is_ours(
    item: object, name: str | None, kind: str, reflected: bool, compared: object
) -> bool:
    """Leave out the tables that SQLite makes for its full text search."""
    return not (kind == "table" and is_virtual(name))


def run() -> None:
    """Bring the database of the application to the wanted revision."""
    with db.engine.connect() as connection:
        keep_references(connection, False)
        take_turn(connection)
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render,
            include_object=is_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        give_turn(connection)
        keep_references(connection, True)


def keep_references(connection: Connection, kept: bool) -> None:
    """Let SQLite copy a table without emptying those that refer to it, or not."""
    if connection.dialect.name == "sqlite":
        # Outside a transaction: within one SQLite does not listen.
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'ON' if kept else 'OFF'}")
        connection.commit()


def take_turn(connection: Connection) -> None:
    """Let one process upgrade at a time, and SQLite begin before any change of tables.

    Its driver begins before INSERT alone, so that a migration which is cut off would
    leave half of its tables.
    """
    if connection.dialect.name == "sqlite":
        event.listen(connection, "begin", begin_at_once)
        return
    connection.exec_driver_sql("SET lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({UPGRADE})")
    connection.exec_driver_sql("RESET lock_timeout")
    connection.commit()


def give_turn(connection: Connection) -> None:
    """Let others upgrade."""
    if connection.dialect.name == "sqlite":
        event.remove(connection, "begin", begin_at_once)
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_unlock({UPGRADE})")
    connection.commit()


def begin_at_once(connection: Connection) -> None:
    """Begin for real when SQLAlchemy says so."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
