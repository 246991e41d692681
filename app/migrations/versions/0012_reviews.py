"""Sort reviews, keep their history, and what members show of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BEFORE = "standing IN ('published', 'withdrawn', 'hidden')"
AFTER = "standing IN ('published', 'withdrawn', 'hidden', 'waiting', 'held')"
PUBLISHED = "standing = 'published'"
# Name, columns, and which rows alone are in the index. Copying a table loses those of
# its indexes that run downwards, so that all are made anew.
KEPT = (
    (
        "ix_audience_review_posted",
        ("movie_id", "posted_at DESC", "id DESC"),
        PUBLISHED,
    ),
    ("ix_audience_review_user", ("user_id", "posted_at DESC"), None),
)
NEW = (
    ("ix_audience_review_rating", ("movie_id", "rating DESC", "id DESC"), PUBLISHED),
    (
        "ix_audience_review_helpful",
        ("movie_id", "helpful_rank DESC", "id DESC"),
        PUBLISHED,
    ),
)
# The newest of the whole site, for feeds and the first page.
NEWEST = (
    (
        "ix_audience_review_newest",
        "audience_review",
        ("posted_at DESC", "id DESC"),
        f"{PUBLISHED} AND body <> ''",
    ),
    (
        "ix_critic_review_newest",
        "critic_review",
        ("listed_on DESC", "id DESC"),
        "standing = 'counted'",
    ),
)
CHOICES = ("shows_profile", "shows_ratings", "shows_favourites")


def upgrade() -> None:
    """Add what is new, and put ranks where there are words."""
    drop_indexes(KEPT)
    with op.batch_alter_table("audience_review") as table:
        table.add_column(
            sa.Column("helpful_rank", sa.Integer(), server_default="0", nullable=False)
        )
        table.add_column(sa.Column("standing_before", sa.String(20), nullable=True))
        table.drop_constraint(op.f("ck_audience_review_standing"), type_="check")
        table.create_check_constraint("standing", AFTER)
    op.execute("UPDATE audience_review SET helpful_rank = 1 WHERE body <> ''")
    create_indexes(KEPT + NEW)
    for name, table, columns, condition in NEWEST:
        op.create_index(
            name,
            table,
            [sa.text(column) for column in columns],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )

    op.create_table(
        "audience_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("spoiler", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["audience_review.id"],
            name=op.f("fk_audience_revision_review_id_audience_review"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_revision")),
    )
    op.create_index(
        "ix_audience_revision_review", "audience_revision", ["review_id", "id"]
    )
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_favourite_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_favourite_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "movie_id", name=op.f("pk_favourite")),
    )
    op.create_index(op.f("ix_favourite_movie_id"), "favourite", ["movie_id"])
    op.create_table(
        "super_reviewer_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("upheld_reports", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_super_reviewer_event_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_super_reviewer_event")),
    )
    op.create_index(
        "ix_super_reviewer_event_user", "super_reviewer_event", ["user_id", "id"]
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("url", sa.String(300), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_notice_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_user", "notice", ["user_id", "read_at", "id"])

    op.add_column("movie", sa.Column("first_screened_on", sa.Date(), nullable=True))
    op.add_column(
        "movie",
        sa.Column("ratings_open", sa.Boolean(), server_default="1", nullable=False),
    )
    op.add_column(
        "account",
        sa.Column("bio", sa.String(500), server_default="", nullable=False),
    )
    for name in CHOICES:
        op.add_column(
            "account",
            sa.Column(name, sa.Boolean(), server_default="1", nullable=False),
        )


def downgrade() -> None:
    """Take it away again; what waits or is held is hidden from now on."""
    for name in CHOICES:
        op.drop_column("account", name)
    op.drop_column("account", "bio")
    op.drop_column("movie", "ratings_open")
    op.drop_column("movie", "first_screened_on")
    for table in ("notice", "super_reviewer_event", "favourite", "audience_revision"):
        op.drop_table(table)
    op.execute(
        "UPDATE audience_review SET standing = 'hidden' "
        "WHERE standing IN ('waiting', 'held')"
    )
    for name, table, _, _ in NEWEST:
        op.drop_index(name, table_name=table)
    drop_indexes(KEPT + NEW)
    with op.batch_alter_table("audience_review") as table:
        table.drop_constraint(op.f("ck_audience_review_standing"), type_="check")
        table.create_check_constraint("standing", BEFORE)
        table.drop_column("standing_before")
        table.drop_column("helpful_rank")
    create_indexes(KEPT)


def create_indexes(
    indexes: tuple[tuple[str, tuple[str, ...], str | None], ...],
) -> None:
    """Make indexes on audience reviews."""
    for name, columns, condition in indexes:
        rows = None if condition is None else sa.text(condition)
        op.create_index(
            name,
            "audience_review",
            [sa.text(column) if " " in column else column for column in columns],
            sqlite_where=rows,
            postgresql_where=rows,
        )


def drop_indexes(indexes: tuple[tuple[str, tuple[str, ...], str | None], ...]) -> None:
    """Drop indexes on audience reviews."""
    for name, _, _ in indexes:
        op.drop_index(name, table_name="audience_review")
