"""Keep imports, the rows that wait, and proposed merges."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = ("new_count", "changed_count", "same_count", "refused_count", "waiting_count")


def upgrade() -> None:
    """Add runs, marks, what waits, what was chosen, and former names."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("dialect", sa.String(100), server_default="", nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), server_default="0", nullable=False)
            for name in COUNTS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_table(
        "suspended_index",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_suspended_index"),
    )
    op.create_index(
        "ix_import_run_started",
        "import_run",
        [sa.text("started_at DESC"), sa.text("id DESC")],
    )
    op.create_table(
        "imported_review",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.BigInteger(), nullable=False),
        run(),
        owner("imported_review", "review_id", "critic_review"),
        foreign_run("imported_review"),
        sa.PrimaryKeyConstraint("review_id", name="pk_imported_review"),
        sa.UniqueConstraint("identity", name="uq_imported_review_identity"),
    )
    op.create_index("ix_imported_review_words", "imported_review", ["words"])
    mark("imported_rating", "review_id", "audience_review")
    mark(
        "imported_movie",
        "movie_id",
        "movie",
        sa.Column("written", sa.JSON(), nullable=False),
    )
    op.create_table(
        "imported_member",
        sa.Column("user_id", sa.Integer(), nullable=False),
        run(),
        owner("imported_member", "user_id", "account"),
        foreign_run("imported_member"),
        sa.PrimaryKeyConstraint("user_id", name="pk_imported_member"),
    )
    add_what_waits()
    add_former_names()


def add_what_waits() -> None:
    """Add the rows that wait, the choices of editors, and proposed merges."""
    op.create_table(
        "waiting_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("identity", sa.BigInteger(), nullable=False),
        sa.Column("film_key", sa.String(500), nullable=False),
        sa.Column("film_name", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        run(),
        foreign_run("waiting_row"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_row"),
        sa.UniqueConstraint("kind", "identity", name="uq_waiting_row_kind_identity"),
    )
    op.create_index("ix_waiting_row_film", "waiting_row", ["film_key"])
    op.create_table(
        "film_choice",
        sa.Column("film_key", sa.String(500), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=True),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        owner("film_choice", "movie_id", "movie"),
        owner("film_choice", "chosen_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("film_key", name="pk_film_choice"),
    )
    op.create_index("ix_film_choice_movie_id", "film_choice", ["movie_id"])
    op.create_table(
        "name_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("one_key", sa.String(220), nullable=False),
        sa.Column("other_key", sa.String(220), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'declined')", name="ck_name_merge_state"
        ),
        owner("name_merge", "decided_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_name_merge"),
        sa.UniqueConstraint(
            "kind", "one_key", "other_key", name="uq_name_merge_kind_one_key_other_key"
        ),
    )
    op.create_index("ix_name_merge_state", "name_merge", ["state", "id"])


def add_former_names() -> None:
    """Add the names and addresses that critics and publications had before."""
    op.create_table(
        "former_byline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("critic_id", sa.Integer(), nullable=True),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        owner("former_byline", "critic_id", "critic"),
        owner("former_byline", "publication_id", "publication"),
        sa.PrimaryKeyConstraint("id", name="pk_former_byline"),
        sa.UniqueConstraint("kind", "slug", name="uq_former_byline_kind_slug"),
    )
    op.create_index("ix_former_byline_critic_id", "former_byline", ["critic_id"])
    op.create_index(
        "ix_former_byline_publication_id", "former_byline", ["publication_id"]
    )


def mark(table: str, key: str, owned: str, *columns: sa.Column) -> None:
    """Add a table of what imports wrote of another table's rows."""
    op.create_table(
        table,
        sa.Column(key, sa.Integer(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        *columns,
        run(),
        owner(table, key, owned),
        foreign_run(table),
        sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
    )


def run() -> sa.Column:
    """Return the column that says which run wrote a row."""
    return sa.Column("run_id", sa.Integer(), nullable=True)


def foreign_run(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint of that column."""
    return owner(table, "run_id", "import_run", "SET NULL")


def owner(
    table: str, column: str, owned: str, when_gone: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    """Return the constraint of a column that names a row of another table."""
    return sa.ForeignKeyConstraint(
        [column],
        [f"{owned}.id"],
        name=f"fk_{table}_{column}_{owned}",
        ondelete=when_gone,
    )


def downgrade() -> None:
    """Take all of it away; what was imported stays."""
    for table in (
        "former_byline",
        "name_merge",
        "film_choice",
        "waiting_row",
        "imported_member",
        "imported_movie",
        "imported_rating",
        "imported_review",
        "suspended_index",
        "import_run",
    ):
        op.drop_table(table)
