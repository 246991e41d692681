"""Tell by the index of beginnings alone which names are offered first."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NAME = "ix_search_document_bare"
TABLE = "search_document"


def upgrade() -> None:
    """Put beside the name how much was said."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["kind", "bare", "row_id", "said"])


def downgrade() -> None:
    """Leave it out."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["kind", "bare", "row_id"])
