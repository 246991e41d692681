"""Keep SQLite's index of words in small pages.

A common word fills many, and where it meets a rare one most of them need not be read.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SMALL, AS_IT_WAS = 1000, 4050


def upgrade() -> None:
    """Write the index anew in small pages."""
    write_in_pages_of(SMALL)


def downgrade() -> None:
    """Write it anew as FTS5 does by itself."""
    write_in_pages_of(AS_IT_WAS)


def write_in_pages_of(size: int) -> None:
    """Tell FTS5 how large its pages are, and let it write all of them."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        f"INSERT INTO search_words (search_words, rank) VALUES ('pgsz', {size})"  # noqa: S608  a number of our own
    )
    op.execute("INSERT INTO search_words (search_words) VALUES ('rebuild')")
