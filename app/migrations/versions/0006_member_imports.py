"""Keep what members bring from elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUNNING = sa.text("state IN ('uploaded', 'reading', 'committing', 'undoing')")
UNDATED = sa.text("watched_on IS NULL")


def upgrade() -> None:
    """Add imports with their items, viewings, and the count of exports."""
    op.create_table(
        "member_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("source", sa.String(20), server_default="", nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("stored_file", sa.String(64), nullable=True),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("keep", sa.String(10), server_default="newer", nullable=False),
        sa.Column("done_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("worker", sa.String(32), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        account("member_import"),
        sa.PrimaryKeyConstraint("id", name="pk_member_import"),
    )
    op.create_index("ix_member_import_user", "member_import", ["user_id", "id"])
    op.create_index("ix_member_import_state", "member_import", ["state", "beat_at"])
    op.create_index(
        "uq_member_import_running",
        "member_import",
        ["user_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_table(
        "import_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(300), server_default="", nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("identifiers", sa.JSON(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("spoiler", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("wish", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("viewings", sa.JSON(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=True),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("refused_column", sa.String(80), server_default="", nullable=False),
        sa.Column("refused_value", sa.String(200), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("written", sa.String(20), server_default="no", nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 10", name="ck_import_item_rating"),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["member_import.id"],
            name="fk_import_item_import_id_member_import",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name="fk_import_item_movie_id_movie",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_item"),
        sa.UniqueConstraint(
            "import_id", "movie_id", name="uq_import_item_import_id_movie_id"
        ),
    )
    op.create_index(
        "ix_import_item_outcome", "import_item", ["import_id", "outcome", "id"]
    )
    op.create_index(
        "ix_import_item_written", "import_item", ["import_id", "written", "id"]
    )
    op.create_index("ix_import_item_movie_id", "import_item", ["movie_id"])
    op.create_table(
        "viewing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("watched_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("rewatch", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("tags", sa.String(500), server_default="", nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 10", name="ck_viewing_rating"),
        account("viewing"),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name="fk_viewing_movie_id_movie",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["member_import.id"],
            name="fk_viewing_import_id_member_import",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_viewing"),
        sa.UniqueConstraint(
            "user_id",
            "movie_id",
            "watched_on",
            "number",
            name="uq_viewing_user_id_movie_id_watched_on_number",
        ),
    )
    op.create_index(
        "uq_viewing_undated",
        "viewing",
        ["user_id", "movie_id", "number"],
        unique=True,
        sqlite_where=UNDATED,
        postgresql_where=UNDATED,
    )
    op.create_index("ix_viewing_movie_id", "viewing", ["movie_id"])
    op.create_index("ix_viewing_import_id", "viewing", ["import_id"])
    op.create_table(
        "member_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        account("member_export"),
        sa.PrimaryKeyConstraint("id", name="pk_member_export"),
    )
    op.create_index("ix_member_export_user", "member_export", ["user_id", "made_at"])


def account(table: str) -> sa.ForeignKeyConstraint:
    """Return the key by which a row goes with its member."""
    return sa.ForeignKeyConstraint(
        ["user_id"],
        ["account.id"],
        name=f"fk_{table}_user_id_account",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in ("member_export", "viewing", "import_item", "member_import"):
        op.drop_table(table)
