"""Let fewer indexes of critics' reviews do the same: one for a list and its counts."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COUNTED = "standing = 'counted'"
LISTED = ("listed_on DESC", "id DESC")
COUNTS = ("standing", "verdict")
# The end of the name, columns, and which rows alone are in the index.
OLD = (
    ("listed", ("movie_id", *LISTED), COUNTED),
    ("standing", ("movie_id", "standing"), None),
    ("critic", ("critic_id", *LISTED), None),
    ("critic_verdict", ("critic_id", "verdict"), COUNTED),
    ("publication", ("publication_id", *LISTED), None),
    ("publication_verdict", ("publication_id", "verdict"), COUNTED),
)
NEW = (
    ("listed", ("movie_id", "standing", *LISTED), None),
    ("critic", ("critic_id", *LISTED, *COUNTS), None),
    ("publication", ("publication_id", *LISTED, *COUNTS), None),
)


def upgrade() -> None:
    """Make three indexes out of six."""
    change(OLD, NEW)


def downgrade() -> None:
    """Make the six again."""
    change(NEW, OLD)


def change(
    before: tuple[tuple[str, tuple[str, ...], str | None], ...],
    after: tuple[tuple[str, tuple[str, ...], str | None], ...],
) -> None:
    """Put indexes in the place of others, also of those that an import put aside."""
    aside = sa.table("suspended_index", sa.column("name"))
    for name, _, _ in before:
        index = f"ix_critic_review_{name}"
        op.execute(aside.delete().where(aside.c.name == index))
        op.drop_index(index, table_name="critic_review", if_exists=True)
    for name, columns, rows in after:
        where = None if rows is None else sa.text(rows)
        op.create_index(
            f"ix_critic_review_{name}",
            "critic_review",
            [sa.text(column) for column in columns],
            sqlite_where=where,
            postgresql_where=where,
        )
