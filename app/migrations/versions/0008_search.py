"""Index what can be searched.

Triggers keep `search_document` beside movies, people, critics and publications, in the
transaction of every write and whoever writes. How a name is folded stands in
`app/core/folding.py`; SQLite calls it there, PostgreSQL has it in its own language.
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

log = logging.getLogger("alembic")

# Kind, table, and the columns that hold its name and its year.
KINDS = (
    ("movie", "movie", "title", "year"),
    ("person", "person", "name", None),
    ("critic", "critic", "name", None),
    ("publication", "publication", "name", None),
)

SQLITE_INDEXES = (
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "name, year, content='search_document', content_rowid='id', "
    "tokenize='ascii', prefix='1 2 3')",
    "CREATE VIRTUAL TABLE search_trigrams USING fts5("
    "name, content='search_document', content_rowid='id', "
    "tokenize='trigram', detail='none')",
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_words', 'row')",
)
INTO_INDEXES = (
    "INSERT INTO search_words (rowid, name, year) VALUES (new.id, new.name, new.year);"
    " INSERT INTO search_trigrams (rowid, name) VALUES (new.id, new.name);"
)
OUT_OF_INDEXES = (
    "INSERT INTO search_words (search_words, rowid, name, year)"
    " VALUES ('delete', old.id, old.name, old.year);"
    " INSERT INTO search_trigrams (search_trigrams, rowid, name)"
    " VALUES ('delete', old.id, old.name);"
)

POSTGRESQL_FUNCTIONS = (
    r"""
    CREATE FUNCTION search_fold(given text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fold$
    WITH plain AS (
      SELECT lower(
        normalize(
          regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]+', '', 'g'), NFC
        ) COLLATE "{collation}"
      ) AS name
    ), letters AS (
      SELECT replace(replace(replace(replace(replace(
        translate(name, 'øłđðıς''`‘’ʼ', 'olddiσ'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '&', ' and ') AS name
      FROM plain
    ), words AS (
      SELECT btrim(left(btrim(regexp_replace(
        regexp_replace(
          name, '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])', ' \1 ', 'g'
        ),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7'
        '\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+', ' ', 'g'
      )), 400)) AS name
      FROM letters
    )
    SELECT coalesce(
      nullif(words.name, ''),
      btrim(left(lower(btrim(given) COLLATE "{collation}"), 400)),
      ''
    )
    FROM words
    $fold$
    """,
    """
    CREATE FUNCTION search_bare(given text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $bare$
    SELECT regexp_replace(search_fold(given), '^(the|a|an) ', '')
    $bare$
    """,
    """
    CREATE FUNCTION search_follow() RETURNS trigger LANGUAGE plpgsql AS $follow$
    DECLARE
      shown text;
      made integer;
    BEGIN
      IF TG_OP = 'DELETE' THEN
        DELETE FROM search_document WHERE kind = TG_ARGV[0] AND row_id = OLD.id;
        RETURN NULL;
      END IF;
      IF TG_ARGV[0] = 'movie' THEN
        shown := NEW.title;
        made := NEW.year;
      ELSE
        shown := NEW.name;
      END IF;
      INSERT INTO search_document (kind, row_id, name, bare, year)
      VALUES (TG_ARGV[0], NEW.id, search_fold(shown), search_bare(shown), made)
      ON CONFLICT (kind, row_id) DO UPDATE
      SET name = excluded.name, bare = excluded.bare, year = excluded.year;
      RETURN NULL;
    END
    $follow$
    """,
)
# The first that there is; PostgreSQL's own lower() may know nothing but ASCII.
COLLATIONS = ("und-x-icu", "pg_c_utf8", "C.UTF-8", "default")


def upgrade() -> None:
    """Make the documents, what finds them, and the triggers; take in what is there."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    in_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("name", in_bytes, nullable=False),
        sa.Column("bare", in_bytes, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint(
            "kind", "row_id", name=op.f("uq_search_document_kind_row_id")
        ),
    )
    op.create_index("ix_search_document_bare", "search_document", ["kind", "bare"])
    if is_sqlite:
        follow_on_sqlite()
    else:
        follow_on_postgresql()
    for kind, table, name, year in KINDS:
        op.execute(
            "INSERT INTO search_document (kind, row_id, name, bare, year) "  # noqa: S608
            f"SELECT '{kind}', id, search_fold({name}), search_bare({name}), "
            f"{year or 'NULL'} FROM {table}"
        )


def follow_on_sqlite() -> None:
    """Make the full text tables, and triggers for each event of each table."""
    for statement in SQLITE_INDEXES:
        op.execute(statement)
    for event, statements in (
        ("INSERT", INTO_INDEXES),
        ("DELETE", OUT_OF_INDEXES),
        ("UPDATE", OUT_OF_INDEXES + INTO_INDEXES),
    ):
        op.execute(
            f"CREATE TRIGGER search_index_{event.lower()} "
            f"AFTER {event} ON search_document BEGIN {statements} END"
        )
    for kind, table, name, year in KINDS:
        columns = name if year is None else f"{name}, {year}"
        made = "NULL" if year is None else f"new.{year}"
        op.execute(
            f"CREATE TRIGGER search_{kind}_insert AFTER INSERT ON {table} BEGIN "  # noqa: S608
            "INSERT INTO search_document (kind, row_id, name, bare, year) VALUES "
            f"('{kind}', new.id, search_fold(new.{name}), search_bare(new.{name}), "
            f"{made}); END"
        )
        op.execute(
            f"CREATE TRIGGER search_{kind}_update AFTER UPDATE OF {columns} "  # noqa: S608
            f"ON {table} BEGIN UPDATE search_document SET "
            f"name = search_fold(new.{name}), bare = search_bare(new.{name}), "
            f"year = {made} WHERE kind = '{kind}' AND row_id = new.id; END"
        )
        op.execute(
            f"CREATE TRIGGER search_{kind}_delete AFTER DELETE ON {table} BEGIN "  # noqa: S608
            f"DELETE FROM search_document WHERE kind = '{kind}' AND row_id = old.id; "
            "END"
        )


def follow_on_postgresql() -> None:
    """Make the functions, the triggers and the indexes of words and trigrams."""
    connection = op.get_bind()
    known = set(connection.scalars(sa.text("SELECT collname FROM pg_collation")))
    collation = next(each for each in COLLATIONS if each in known)
    for function in POSTGRESQL_FUNCTIONS:
        connection.exec_driver_sql(function.replace("{collation}", collation))
    op.create_index(
        "ix_search_document_words",
        "search_document",
        [
            sa.text(
                "array_to_tsvector(string_to_array("
                "rtrim(name || ' ' || coalesce(year::text, '')), ' '))"
            )
        ],
        postgresql_using="gin",
    )
    add_trigrams(connection)
    for kind, table, name, year in KINDS:
        columns = name if year is None else f"{name}, {year}"
        op.execute(
            f"CREATE TRIGGER search_{kind} "
            f"AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION search_follow('{kind}')"
        )


def add_trigrams(connection: sa.Connection) -> None:
    """Add the index that forgives typing errors, if the database lets us have it."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.exec_driver_sql(
                "CREATE INDEX ix_search_document_trigrams ON search_document "
                "USING gin (name gin_trgm_ops)"
            )
    except sa.exc.DBAPIError as error:
        log.warning(
            "Search goes without tolerance for typing errors: this database does not "
            "let us create the extension pg_trgm (%s). Once it is there, run "
            "`matinee search rebuild`.",
            str(error.orig).splitlines()[0],
        )


def downgrade() -> None:
    """Drop all of it; the extension stays, since others may use it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for kind, table, _, _ in KINDS:
        if is_sqlite:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS search_{kind}_{event}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS search_{kind} ON {table}")
    if is_sqlite:
        for name in ("search_terms", "search_trigrams", "search_words"):
            op.execute(f"DROP TABLE {name}")
    op.drop_table("search_document")
    if not is_sqlite:
        for name in ("search_follow()", "search_bare(text)", "search_fold(text)"):
            op.execute(f"DROP FUNCTION {name}")
