"""Find the best of all names that begin with a letter or three without reading them.

A document says about how much was said of its film, by a trigger on the tallies, and an
index for each length of a short beginning has the names in the order in which they are
offered. SQLite's full text follows names and years alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BUCKETS = [f"bucket_{step}" for step in range(1, 11)]
COUNTED = ("fresh", "rotten", *BUCKETS)
OFFERED = ("said DESC", "length(bare)", "id")
HEADS = (1, 2, 3)

OUT_OF_INDEXES = (
    "INSERT INTO search_words (search_words, rowid, name, year)"
    " VALUES ('delete', old.id, old.name, old.year);"
    " INSERT INTO search_trigrams (search_trigrams, rowid, name)"
    " VALUES ('delete', old.id, old.name);"
)
INTO_INDEXES = (
    "INSERT INTO search_words (rowid, name, year) VALUES (new.id, new.name, new.year);"
    " INSERT INTO search_trigrams (rowid, name) VALUES (new.id, new.name);"
)


def said(row: str = "") -> str:
    """Write out about how much was said of a film: a number in steps of a tenth."""
    count = "(" + " + ".join(f"{row}{name}" for name in COUNTED) + ")"
    steps = " ".join(
        f"WHEN {count} < {20 * step} THEN {count} - {count} % {step}"
        for step in (1, 10, 100, 1000)
    )
    return f"CASE {steps} ELSE {count} - {count} % 10000 END"


def upgrade() -> None:
    """Add the number, its trigger and the indexes."""
    op.add_column(
        "search_document",
        sa.Column("said", sa.Integer(), server_default="0", nullable=False),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        follow_text("UPDATE OF name, year")
    op.execute(
        f"UPDATE search_document SET said = (SELECT {said()} FROM tally "  # noqa: S608  names of our own
        "WHERE movie_id = row_id) WHERE kind = 'movie' "
        "AND row_id IN (SELECT movie_id FROM tally)"
    )
    for length in HEADS:
        op.create_index(
            f"ix_search_document_head_{length}",
            "search_document",
            ["kind", *map(sa.text, (f"substr(bare, 1, {length})", *OFFERED))],
        )
    if is_sqlite:
        follow_on_sqlite()
    else:
        follow_on_postgresql()


def follow_text(event: str) -> None:
    """Let SQLite's full text follow an event of the documents."""
    op.execute("DROP TRIGGER search_index_update")
    op.execute(
        f"CREATE TRIGGER search_index_update AFTER {event} ON search_document "
        f"BEGIN {OUT_OF_INDEXES}{INTO_INDEXES} END"
    )


def follow_on_sqlite() -> None:
    """Make a trigger for each event of the tallies."""
    change = (
        "UPDATE search_document SET said = {} WHERE kind = 'movie' AND row_id = {}; END"
    )
    columns = ", ".join(COUNTED)
    op.execute(
        "CREATE TRIGGER search_said_insert AFTER INSERT ON tally "
        f"WHEN {said('new.')} <> 0 BEGIN {change.format(said('new.'), 'new.movie_id')}"
    )
    op.execute(
        f"CREATE TRIGGER search_said_update AFTER UPDATE OF {columns} ON tally "
        f"WHEN {said('new.')} <> {said('old.')} "
        f"BEGIN {change.format(said('new.'), 'new.movie_id')}"
    )
    op.execute(
        "CREATE TRIGGER search_said_delete AFTER DELETE ON tally "
        f"WHEN {said('old.')} <> 0 BEGIN {change.format('0', 'old.movie_id')}"
    )


def follow_on_postgresql() -> None:
    """Make a function, and a trigger for each event of the tallies."""
    columns = ", ".join(COUNTED)
    op.execute(
        f"""
        CREATE FUNCTION search_said() RETURNS trigger LANGUAGE plpgsql AS $said$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            UPDATE search_document SET said = 0
            WHERE kind = 'movie' AND row_id = OLD.movie_id;
          ELSE
            UPDATE search_document SET said = {said("NEW.")}
            WHERE kind = 'movie' AND row_id = NEW.movie_id;
          END IF;
          RETURN NULL;
        END
        $said$
        """  # noqa: S608  names of our own
    )
    for name, event, condition in (
        ("insert", "INSERT", f"{said('NEW.')} <> 0"),
        ("update", f"UPDATE OF {columns}", f"{said('NEW.')} <> {said('OLD.')}"),
        ("delete", "DELETE", f"{said('OLD.')} <> 0"),
    ):
        op.execute(
            f"CREATE TRIGGER search_said_{name} AFTER {event} ON tally FOR EACH ROW "
            f"WHEN ({condition}) EXECUTE FUNCTION search_said()"
        )


def downgrade() -> None:
    """Take all of it away."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        on = "" if is_sqlite else " ON tally"
        op.execute(f"DROP TRIGGER search_said_{event}{on}")
    if not is_sqlite:
        op.execute("DROP FUNCTION search_said()")
    for length in HEADS:
        op.drop_index(f"ix_search_document_head_{length}", "search_document")
    op.drop_column("search_document", "said")
    if is_sqlite:
        follow_text("UPDATE")
