"""Keep beside a name that is searched how lists show it, and where its page is.

What is offered while somebody types is read of one table then, not of five.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# Kind (its table is called so, too), and the columns that hold its name and its year.
KINDS = (
    ("movie", "title", "year"),
    ("person", "name", None),
    ("critic", "name", None),
    ("publication", "name", None),
)


def upgrade() -> None:
    """Add both, fill them, and let the triggers keep them."""
    for column, type_ in (("title", sa.String(300)), ("slug", sa.String(120))):
        op.add_column(
            "search_document",
            sa.Column(column, type_, server_default="", nullable=False),
        )
    for kind, name, _ in KINDS:
        op.execute(
            "UPDATE search_document SET "  # noqa: S608  names of our own
            f"title = (SELECT {name} FROM {kind} WHERE id = row_id), "
            f"slug = (SELECT slug FROM {kind} WHERE id = row_id) "
            f"WHERE kind = '{kind}' AND row_id IN (SELECT id FROM {kind})"
        )
    follow(as_listed=True)


def downgrade() -> None:
    """Take both away."""
    follow(as_listed=False)
    op.drop_column("search_document", "title")
    op.drop_column("search_document", "slug")


def follow(*, as_listed: bool) -> None:
    """Make the triggers anew."""
    if op.get_bind().dialect.name == "sqlite":
        follow_on_sqlite(as_listed=as_listed)
    else:
        follow_on_postgresql(as_listed=as_listed)


def follow_on_sqlite(*, as_listed: bool) -> None:
    """Write both triggers of each table anew."""
    for kind, name, year in KINDS:
        values = {
            "name": f"search_fold(new.{name})",
            "bare": f"search_bare(new.{name})",
            "year": f"new.{year}" if year else "NULL",
        }
        columns = [name, *([year] if year else [])]
        if as_listed:
            values |= {"title": f"new.{name}", "slug": "new.slug"}
            columns.append("slug")
        changes = ", ".join(f"{column} = {value}" for column, value in values.items())
        op.execute(f"DROP TRIGGER search_{kind}_insert")
        op.execute(
            f"CREATE TRIGGER search_{kind}_insert AFTER INSERT ON {kind} BEGIN "  # noqa: S608  names of our own
            f"INSERT INTO search_document (kind, row_id, {', '.join(values)}) "
            f"VALUES ('{kind}', new.id, {', '.join(values.values())}); END"
        )
        op.execute(f"DROP TRIGGER search_{kind}_update")
        op.execute(
            f"CREATE TRIGGER search_{kind}_update AFTER UPDATE OF {', '.join(columns)} "  # noqa: S608  names of our own
            f"ON {kind} BEGIN UPDATE search_document SET {changes} "
            f"WHERE kind = '{kind}' AND row_id = new.id; END"
        )


def follow_on_postgresql(*, as_listed: bool) -> None:
    """Write the function and the trigger of each table anew."""
    columns = ["name", "bare", "year"]
    values = ["search_fold(shown)", "search_bare(shown)", "made"]
    if as_listed:
        columns += ["title", "slug"]
        values += ["shown", "NEW.slug"]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION search_follow() RETURNS trigger
        LANGUAGE plpgsql AS $follow$
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
          INSERT INTO search_document (kind, row_id, {", ".join(columns)})
          VALUES (TG_ARGV[0], NEW.id, {", ".join(values)})
          ON CONFLICT (kind, row_id) DO UPDATE SET {changes};
          RETURN NULL;
        END
        $follow$
        """  # noqa: S608  names of our own
    )
    for kind, name, year in KINDS:
        watched = [name, *([year] if year else []), *(["slug"] if as_listed else [])]
        op.execute(f"DROP TRIGGER search_{kind} ON {kind}")
        op.execute(
            f"CREATE TRIGGER search_{kind} "
            f"AFTER INSERT OR DELETE OR UPDATE OF {', '.join(watched)} ON {kind} "
            f"FOR EACH ROW EXECUTE FUNCTION search_follow('{kind}')"
        )
