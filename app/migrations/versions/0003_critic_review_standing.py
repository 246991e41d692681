"""Say of each critic review whether it counts, and why not."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STANDINGS = (
    "standing IN ('counted', 'unsure', 'embargoed', 'withdrawn', 'duplicate', "
    "'disclosed_interest', 'outlet_not_approved')"
)
LISTED = ("movie_id", "listed_on DESC", "id DESC")
BY_VERDICT = ("movie_id", "verdict", "listed_on DESC", "id DESC")
COUNTED = "standing = 'counted'"
EMBARGOED = "standing = 'embargoed'"
# Name, columns, and which rows alone are in the index; before and after.
BEFORE = (
    ("ix_critic_review_listed", LISTED, "verdict IS NOT NULL"),
    ("ix_critic_review_top", LISTED, "verdict IS NOT NULL AND top_critic"),
    ("ix_critic_review_verdict", BY_VERDICT, None),
)
AFTER = (
    ("ix_critic_review_listed", LISTED, COUNTED),
    ("ix_critic_review_top", LISTED, f"{COUNTED} AND top_critic"),
    ("ix_critic_review_verdict", BY_VERDICT, COUNTED),
    ("ix_critic_review_standing", ("movie_id", "standing"), None),
    ("ix_critic_review_embargo", ("embargoed_until",), EMBARGOED),
    ("ix_critic_review_duplicate", ("duplicate_of_id",), None),
)
# Copying a table loses those of its indexes that run downwards.
KEPT = (
    ("ix_critic_review_critic", ("critic_id", "listed_on DESC"), None),
    ("ix_critic_review_publication", ("publication_id", "listed_on DESC"), None),
)


def upgrade() -> None:
    """Add the standing and the facts that it follows from."""
    op.add_column(
        "publication",
        sa.Column("approved", sa.Boolean(), server_default="1", nullable=False),
    )
    drop_indexes(BEFORE + KEPT)
    with op.batch_alter_table("critic_review") as table:
        table.add_column(
            sa.Column(
                "standing", sa.String(20), server_default="unsure", nullable=False
            )
        )
        table.add_column(sa.Column("embargoed_until", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("duplicate_of_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("interest", sa.Text(), nullable=True))
        table.create_foreign_key(
            "fk_critic_review_duplicate_of_id_critic_review",
            "critic_review",
            ["duplicate_of_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.execute(
        "UPDATE critic_review SET standing = 'counted' WHERE verdict IS NOT NULL"
    )
    with op.batch_alter_table("critic_review") as table:
        table.create_check_constraint("standing", STANDINGS)
        table.create_check_constraint(
            "counted_verdict", "standing <> 'counted' OR verdict IS NOT NULL"
        )
        table.create_check_constraint("duplicate_of_another", "duplicate_of_id <> id")
    create_indexes(AFTER + KEPT)


def downgrade() -> None:
    """Go back to counting whatever has a verdict."""
    drop_indexes(AFTER + KEPT)
    with op.batch_alter_table("critic_review") as table:
        for name in ("standing", "counted_verdict", "duplicate_of_another"):
            table.drop_constraint(op.f(f"ck_critic_review_{name}"), type_="check")
        table.drop_constraint(
            "fk_critic_review_duplicate_of_id_critic_review", type_="foreignkey"
        )
        for name in (
            "interest",
            "duplicate_of_id",
            "withdrawn_at",
            "embargoed_until",
            "standing",
        ):
            table.drop_column(name)
    create_indexes(BEFORE + KEPT)
    # Not as a copy of the table: dropping the first would empty every reference to it.
    op.drop_column("publication", "approved")


def create_indexes(
    indexes: tuple[tuple[str, tuple[str, ...], str | None], ...],
) -> None:
    """Make indexes on critic reviews."""
    for name, columns, condition in indexes:
        rows = None if condition is None else sa.text(condition)
        # SQLite has no booleans, and an index serves only what is written alike.
        numbers = (
            None
            if condition is None
            else sa.text(condition.replace("top_critic", "top_critic = 1"))
        )
        op.create_index(
            name,
            "critic_review",
            [sa.text(column) if " " in column else column for column in columns],
            sqlite_where=numbers,
            postgresql_where=rows,
        )


def drop_indexes(indexes: tuple[tuple[str, tuple[str, ...], str | None], ...]) -> None:
    """Drop indexes on critic reviews."""
    for name, _, _ in indexes:
        op.drop_index(name, table_name="critic_review")
