"""The database: the one SQLAlchemy instance, the model base, and column types.

How SQLite is made fit for the web stands in `sqlite.py`, what connections to PostgreSQL
are opened with in `postgresql.py`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, make_url
from sqlalchemy import Index as AnyIndex
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, manager_of_class
from sqlalchemy.types import TypeDecorator

from app.config import Settings
from app.core import postgresql, sqlite

AnyModel = TypeVar("AnyModel", bound=DeclarativeBase)
POSTGRESQL = "sqlalchemy.dialects.postgresql"
FOR_POSTGRESQL = "postgresql_"


class Model(DeclarativeBase):
    """Base of every table; names every constraint so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Index(AnyIndex):
    """An index whose words for PostgreSQL wait until the database is one.

    SQLAlchemy would load its dialect for them, 4 MB on a site that has SQLite.
    """

    def __init__(self, name: str, *of: Any, **options: Any) -> None:
        later = {
            key.removeprefix(FOR_POSTGRESQL): options.pop(key)
            for key in tuple(options)
            if key.startswith(FOR_POSTGRESQL)
        }
        super().__init__(name, *of, info={FOR_POSTGRESQL: later}, **options)


def spell_for_postgresql(metadata: MetaData) -> None:
    """Say what indexes have to say for PostgreSQL alone."""
    for table in metadata.tables.values():
        for index in table.indexes:
            later = index.info.get(FOR_POSTGRESQL)
            if later:
                index.dialect_options["postgresql"].update(later)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as naive UTC on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse a moment without a zone; store the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Return the moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"join_transaction_mode": "create_savepoint"},
)


# Connections beyond those kept open, for what comes at the same moment.
SPARE = 10


def init_app(app: Flask, settings: Settings) -> None:
    """Connect the application to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_uri
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    if not settings.database_uri.startswith("sqlite"):
        spell_for_postgresql(Model.metadata)
    with app.app_context():
        sqlite.install(db.engine, wait=settings.database_wait)


def engine_options(settings: Settings) -> Mapping[str, Any]:
    """Return pool and driver settings for the database in use."""
    # What is written must not stand in the log when a statement fails.
    if settings.database_uri.startswith("sqlite"):
        options: dict[str, Any] = {
            "hide_parameters": True,
            "connect_args": {"timeout": settings.database_wait},
        }
        if not sqlite.is_in_memory(make_url(settings.database_uri).database):
            # The one that was used last remembers most of what lies in the file.
            options["pool_use_lifo"] = True
        return options
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": settings.database_pool_size,
        # Never fewer than there are threads: none waits for another's connection.
        "max_overflow": max(SPARE, settings.threads),
        "pool_timeout": settings.database_wait,
        "connect_args": postgresql.connect_args(
            settings.database_uri, wait=settings.database_wait
        ),
    }


def is_sqlite() -> bool:
    """Tell whether the site lies in SQLite."""
    return db.session.get_bind().dialect.name == "sqlite"


def as_read(kind: type[AnyModel], values: Mapping[str, Any]) -> AnyModel:
    """Return a row that was read or written past the session, as if it had read it.

    `values` are of columns, the key among them; what is not said is read when somebody
    asks for it. Set one by one, as for a new row, they would take three times as long.
    """
    found: AnyModel = manager_of_class(kind).new_instance()
    instance_dict(found).update(values)
    make_transient_to_detached(found)
    db.session.add(found)
    return found


def insert_unless_there(model: type[Model], **values: Any) -> bool:
    """Insert a row unless a unique key already has one; tell whether it was new.

    On both databases a rival in another transaction is waited for, so that exactly
    one of two parallel calls is told that it was first.
    """
    session = db.session()
    session.flush()
    connection = session.connection()
    statement = inserting(model, connection.dialect.name)
    return connection.execute(statement, values).first() is not None


@cache
def inserting(model: type[Model], dialect: str) -> Any:
    """Return the statement that inserts a row unless a unique key already has one.

    It returns the keys of the row. What comes back tells whether it was new; not every
    driver counts rows here.
    """
    table: Any = model.__table__
    keys = model.__mapper__.primary_key
    return insert_for(dialect, table).on_conflict_do_nothing().returning(*keys)


def insert_into(table: Any) -> Any:
    """Return an insert of the database in use, which knows what to do in a conflict."""
    return insert_for(db.session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: Any) -> Any:
    """Return an insert as one of the two databases spells it."""
    of = sqlite_dialect if dialect == "sqlite" else import_module(POSTGRESQL)
    return of.insert(table)
