"""Keep what a merge of two names moved, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what was moved; of merges before nothing was kept."""
    op.add_column("name_merge", sa.Column("trace", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("name_merge", "trace")
