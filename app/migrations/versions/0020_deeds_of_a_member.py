"""Count what a member has reported and offered today by an index."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = (("report", "user_id"), ("quote", "offered_by_id"))


def upgrade() -> None:
    """Make the indexes."""
    for table, column in COLUMNS:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Drop the indexes."""
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table)
