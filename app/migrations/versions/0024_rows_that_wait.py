"""Keep the number of a row that waits, where several rows stand on one line."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rows from before have their line alone."""
    op.add_column("waiting_row", sa.Column("row_number", sa.Integer()))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("waiting_row", "row_number")
