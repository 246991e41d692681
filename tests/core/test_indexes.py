"""An index says to each of the two databases what is meant for it."""

from sqlalchemy import Column, Integer, MetaData, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from app.core.db import Index, spell_for_postgresql


def test_an_index_is_partial_on_both_databases():
    index = Index(
        "ix_film_seen",
        "id",
        sqlite_where=text("seen = 1"),
        postgresql_where=text("seen"),
    )
    metadata = MetaData()
    Table("film", metadata, Column("id", Integer), index)

    spell_for_postgresql(metadata)

    made = "CREATE INDEX ix_film_seen ON film (id) WHERE seen"
    assert str(CreateIndex(index).compile(dialect=postgresql.dialect())) == made
    assert str(CreateIndex(index).compile(dialect=sqlite.dialect())) == f"{made} = 1"
