"""Know imported reviews by an index that can be put aside; index copies alone."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COPIES = sa.text("duplicate_of_id IS NOT NULL")


def upgrade() -> None:
    """Keep identities unique by an index instead of a constraint."""
    with op.batch_alter_table("imported_review") as table:
        table.drop_constraint("uq_imported_review_identity", type_="unique")
    op.create_index(
        "ix_imported_review_identity", "imported_review", ["identity"], unique=True
    )
    op.drop_index("ix_critic_review_duplicate", "critic_review", if_exists=True)
    op.create_index(
        "ix_critic_review_duplicate",
        "critic_review",
        ["duplicate_of_id"],
        sqlite_where=COPIES,
        postgresql_where=COPIES,
    )


def downgrade() -> None:
    """Go back to the constraint, and to an index of every review."""
    op.drop_index("ix_critic_review_duplicate", "critic_review", if_exists=True)
    op.create_index("ix_critic_review_duplicate", "critic_review", ["duplicate_of_id"])
    op.drop_index("ix_imported_review_identity", "imported_review", if_exists=True)
    with op.batch_alter_table("imported_review") as table:
        table.create_unique_constraint("uq_imported_review_identity", ["identity"])
