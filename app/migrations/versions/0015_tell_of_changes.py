"""Let PostgreSQL tell every process of the site when a version has moved.

SQLite tells by itself. The page cache listens on the channel; what is sent holds
nothing, and PostgreSQL sends it once for a transaction, at its commit.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("movie", "site_version", "policy", "moderation_action", "appeal")
FUNCTION = """
CREATE FUNCTION matinee_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('matinee_moved', '');
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Lay a trigger at each table that holds versions."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(FUNCTION)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER matinee_tell AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION matinee_tell()"
        )


def downgrade() -> None:
    """Take the triggers away."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        op.execute(f"DROP TRIGGER matinee_tell ON {table}")
    op.execute("DROP FUNCTION matinee_tell()")
