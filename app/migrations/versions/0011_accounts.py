"""Keep what accounts need for mail, confirmation, second factors and invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def added() -> list[sa.Column]:
    """Return what an account has besides."""
    return [
        sa.Column("waits_since", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=500), nullable=True),
        sa.Column("totp_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
    ]


def upgrade() -> None:
    """Lay the tables of letters, passkeys and invitations, and widen the account."""
    # Column by column: making `account` anew would take with it whatever belongs to it.
    for column in added():
        op.add_column("account", column)
    op.create_index(
        "ix_account_fs_webauthn_user_handle",
        "account",
        ["fs_webauthn_user_handle"],
        unique=True,
    )
    waits = sa.text("waits_since IS NOT NULL")
    op.create_index(
        "ix_account_waits_since",
        "account",
        ["waits_since"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_letter_due",
        "letter",
        ["due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_letter_written_at", "letter", ["written_at"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("create_datetime", sa.DateTime(), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_passkey_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.String(length=100), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["account.id"],
            name=op.f("fk_invitation_made_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["used_by_id"],
            ["account.id"],
            name=op.f("fk_invitation_used_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index("ix_invitation_made_by_id", "invitation", ["made_by_id"])
    op.create_index("ix_invitation_used_by_id", "invitation", ["used_by_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("invitation")
    op.drop_table("passkey")
    op.drop_table("letter")
    op.drop_index("ix_account_waits_since", table_name="account")
    op.drop_index("ix_account_fs_webauthn_user_handle", table_name="account")
    for column in reversed(added()):
        op.drop_column("account", column.name)
