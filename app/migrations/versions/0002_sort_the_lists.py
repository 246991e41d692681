"""Sort the lists: indexes that run from the newest to the oldest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUBLISHED = "standing = 'published'"
COUNTED = "verdict IS NOT NULL"
TOP = "verdict IS NOT NULL AND top_critic"
# Table, name, columns, and which rows alone are in the index.
INDEXES = (
    (
        "audience_review",
        "ix_audience_review_posted",
        ("movie_id", "posted_at DESC", "id DESC"),
        PUBLISHED,
    ),
    ("audience_review", "ix_audience_review_user", ("user_id", "posted_at DESC"), None),
    (
        "critic_review",
        "ix_critic_review_listed",
        ("movie_id", "listed_on DESC", "id DESC"),
        COUNTED,
    ),
    (
        "critic_review",
        "ix_critic_review_top",
        ("movie_id", "listed_on DESC", "id DESC"),
        TOP,
    ),
    (
        "critic_review",
        "ix_critic_review_verdict",
        ("movie_id", "verdict", "listed_on DESC", "id DESC"),
        None,
    ),
    (
        "critic_review",
        "ix_critic_review_critic",
        ("critic_id", "listed_on DESC"),
        None,
    ),
    (
        "critic_review",
        "ix_critic_review_publication",
        ("publication_id", "listed_on DESC"),
        None,
    ),
)


def upgrade() -> None:
    """Make the indexes."""
    for table, name, columns, condition in INDEXES:
        rows = None if condition is None else sa.text(condition)
        # SQLite has no booleans, and an index serves only what is written alike.
        numbers = None if condition is None else sa.text(numbered(condition))
        op.create_index(
            name,
            table,
            [sa.text(column) for column in columns],
            sqlite_where=numbers,
            postgresql_where=rows,
        )


def numbered(condition: str) -> str:
    """Return a condition as SQLite is asked it."""
    return condition.replace("top_critic", "top_critic = 1")


def downgrade() -> None:
    """Drop the indexes."""
    for table, name, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
