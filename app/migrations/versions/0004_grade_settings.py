"""Keep how critics and publications use their grades, and who made a policy."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STANDS = sa.text("status <> 'retired'")
UNSURE = sa.text("standing = 'unsure'")


def upgrade() -> None:
    """Make the tables; what has a verdict already keeps it as supplied."""
    op.add_column("critic_review", sa.Column("verdict_from", sa.String(10)))
    op.execute(
        "UPDATE critic_review SET verdict_from = 'supplied' WHERE verdict IS NOT NULL"
    )
    op.create_index(
        "ix_critic_review_unsure",
        "critic_review",
        ["id"],
        sqlite_where=UNSURE,
        postgresql_where=UNSURE,
    )
    op.create_table(
        "grade_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(30), nullable=False),
        sa.Column("about", sa.String(40), nullable=False),
        sa.Column("critic_id", sa.Integer(), nullable=True),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("agreeing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("evidence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('fresh', 'rotten')", name=op.f("ck_grade_setting_verdict")
        ),
        foreign("grade_setting", "critic_id", "critic", "CASCADE"),
        foreign("grade_setting", "publication_id", "publication", "CASCADE"),
        foreign("grade_setting", "decided_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_setting")),
    )
    op.create_index(
        "ix_grade_setting_stands",
        "grade_setting",
        ["whose", "about", "status"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_grade_setting_status", "grade_setting", ["status", "evidence"])
    op.create_index("ix_grade_setting_critic", "grade_setting", ["critic_id"])
    op.create_index("ix_grade_setting_publication", "grade_setting", ["publication_id"])
    op.create_table(
        "grade_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('fresh', 'rotten')", name=op.f("ck_grade_decision_verdict")
        ),
        foreign("grade_decision", "review_id", "critic_review", "CASCADE"),
        foreign("grade_decision", "decided_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_decision")),
    )
    op.create_index("ix_grade_decision_review", "grade_decision", ["review_id", "id"])
    op.create_table(
        "grade_learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("reviews", sa.Integer(), server_default="0", nullable=False),
        sa.Column("proposals", sa.Integer(), server_default="0", nullable=False),
        foreign("grade_learning", "asked_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_learning")),
    )
    with op.batch_alter_table("policy") as table:
        table.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("note", sa.String(300), nullable=True))
        table.create_foreign_key(
            op.f("fk_policy_made_by_id_account"),
            "account",
            ["made_by_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Forget the settings; the verdicts stay."""
    with op.batch_alter_table("policy") as table:
        table.drop_constraint(op.f("fk_policy_made_by_id_account"), type_="foreignkey")
        table.drop_column("note")
        table.drop_column("made_by_id")
    op.drop_table("grade_learning")
    op.drop_table("grade_decision")
    op.drop_table("grade_setting")
    op.drop_index("ix_critic_review_unsure", table_name="critic_review")
    op.drop_column("critic_review", "verdict_from")


def foreign(
    table: str, column: str, other: str, ondelete: str
) -> sa.ForeignKeyConstraint:
    """Return a reference to the number of another table's row."""
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name, ondelete=ondelete)
