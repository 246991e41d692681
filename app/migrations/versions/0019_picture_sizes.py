"""Say in which widths posters and photos lie among the media."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WIDTHS = (("movie", "poster_widths"), ("photo", "large_widths"))


def upgrade() -> None:
    """Add the widths; `matinee media sizes` makes what is missing."""
    for table, column in WIDTHS:
        op.add_column(table, sa.Column(column, sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Drop the widths; the files stay."""
    for table, column in WIDTHS:
        op.drop_column(table, column)
