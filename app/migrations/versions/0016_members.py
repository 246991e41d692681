"""Judge what members say of themselves, note withdrawals, and log roles and factors."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_by_id IS NULL")


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column(
        "account",
        sa.Column(
            "bio_standing", sa.String(10), server_default="shown", nullable=False
        ),
    )
    op.add_column("account", sa.Column("bio_reasons", sa.JSON(), nullable=True))
    op.add_column("account", sa.Column("admitted_at", sa.DateTime(), nullable=True))
    # Nobody knows who of those before has signed in, so nobody is cleared away.
    op.execute("UPDATE account SET admitted_at = created_at")
    op.add_column(
        "audience_review", sa.Column("withdrawn_at", sa.DateTime(), nullable=True)
    )
    op.add_column(
        "member_import",
        sa.Column("sent_from", sa.String(45), server_default="", nullable=False),
    )
    op.add_column(
        "moderation_action",
        sa.Column("detail", sa.String(200), server_default="", nullable=False),
    )
    op.add_column(
        "moderation_action",
        sa.Column("by_command", sa.Boolean(), server_default="0", nullable=False),
    )
    op.create_table(
        "profile_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{to}.id"],
                name=op.f(f"fk_profile_report_{column}_{to}"),
                ondelete=ondelete,
            )
            for column, to, ondelete in (
                ("member_id", "account", "CASCADE"),
                ("user_id", "account", "CASCADE"),
                ("settled_by_id", "moderation_action", "SET NULL"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_report")),
    )
    op.create_index(
        "ix_profile_report_open",
        "profile_report",
        ["member_id", "user_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_profile_report_user", "profile_report", ["user_id"])


def downgrade() -> None:
    """Take them away again, with the decisions that only they can tell of."""
    op.drop_table("profile_report")
    op.drop_column("moderation_action", "by_command")
    op.drop_column("moderation_action", "detail")
    op.drop_column("member_import", "sent_from")
    op.drop_column("audience_review", "withdrawn_at")
    for column in ("admitted_at", "bio_reasons", "bio_standing"):
        op.drop_column("account", column)
