"""Tell by the index alone which rows have a name that begins so."""

from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME = "ix_search_document_bare"
TABLE = "search_document"


def upgrade() -> None:
    """Put the row beside the name."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["kind", "bare", "row_id"])


def downgrade() -> None:
    """Leave the name alone in the index."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["kind", "bare"])
