"""Keep holds, waves of ratings, restrictions and appeals; a word back on quotes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("settled_at IS NULL")


def key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key with the name that the models give it."""
    return sa.ForeignKeyConstraint(
        [column],
        [f"{to}.id"],
        name=op.f(f"fk_{table}_{column}_{to}"),
        ondelete=ondelete,
    )


def upgrade() -> None:
    """Lay the new tables, and let actions outlive what they were about."""
    op.create_table(
        "rating_burst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(), nullable=False),
        sa.Column("held_until", sa.DateTime(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        key("rating_burst", "movie_id", "movie", "CASCADE"),
        key("rating_burst", "settled_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_burst")),
    )
    one_open("rating_burst", "movie_id")
    op.create_index(
        "ix_rating_burst_settled", "rating_burst", ["settled_at", "held_until"]
    )
    op.create_table(
        "review_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("burst_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        key("review_hold", "review_id", "audience_review", "CASCADE"),
        key("review_hold", "burst_id", "rating_burst", "CASCADE"),
        key("review_hold", "settled_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_hold")),
    )
    one_open("review_hold", "review_id")
    op.create_index("ix_review_hold_kind", "review_hold", ["kind", "settled_at", "id"])
    op.create_index("ix_review_hold_burst", "review_hold", ["burst_id"])
    op.create_table(
        "member_restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("posts_per_day", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        key("member_restriction", "user_id", "account", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_restriction")),
    )
    op.create_index(
        "ix_member_restriction_user", "member_restriction", ["user_id", "ended_at"]
    )
    op.create_table(
        "spent_proof",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_proof")),
    )
    op.create_index(op.f("ix_spent_proof_expires_at"), "spent_proof", ["expires_at"])
    outlive()
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        key("appeal", "action_id", "moderation_action", "CASCADE"),
        key("appeal", "decided_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("action_id", name=op.f("uq_appeal_action_id")),
    )
    op.create_index("ix_appeal_open", "appeal", ["decided_at", "id"])
    op.add_column(
        "movie",
        sa.Column("ratings_held", sa.Boolean(), server_default="0", nullable=False),
    )
    op.add_column("quote", sa.Column("offered_line", sa.Text(), nullable=True))
    op.add_column("quote", sa.Column("offered_speaker", sa.String(120), nullable=True))
    op.add_column(
        "quote", sa.Column("word_back", sa.Text(), server_default="", nullable=False)
    )


def outlive() -> None:
    """Let actions stand without their review, and say whom and what they concern."""
    with op.batch_alter_table("moderation_action") as table:
        table.add_column(sa.Column("member_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("movie_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("restriction_id", sa.Integer(), nullable=True))
        table.alter_column("review_id", existing_type=sa.Integer(), nullable=True)
        name = op.f("fk_moderation_action_review_id_audience_review")
        table.drop_constraint(name, type_="foreignkey")
        for column, to in (
            ("review_id", "audience_review"),
            ("member_id", "account"),
            ("movie_id", "movie"),
            ("restriction_id", "member_restriction"),
        ):
            table.create_foreign_key(
                op.f(f"fk_moderation_action_{column}_{to}"),
                to,
                [column],
                ["id"],
                ondelete="SET NULL",
            )
    op.create_index(
        "ix_moderation_action_member", "moderation_action", ["member_id", "id"]
    )
    for column, of in (("member_id", "user_id"), ("movie_id", "movie_id")):
        op.execute(
            f"UPDATE moderation_action SET {column} = (SELECT {of} FROM "  # noqa: S608  names of ours
            "audience_review WHERE audience_review.id = moderation_action.review_id)"
        )


def downgrade() -> None:
    """Take it away again, with the actions that were about no review."""
    op.drop_column("movie", "ratings_held")
    for column in ("word_back", "offered_speaker", "offered_line"):
        op.drop_column("quote", column)
    op.drop_table("appeal")
    op.execute(
        "UPDATE report SET settled_by_id = NULL WHERE settled_by_id IN "
        "(SELECT id FROM moderation_action WHERE review_id IS NULL)"
    )
    op.execute("DELETE FROM moderation_action WHERE review_id IS NULL")
    op.drop_index("ix_moderation_action_member", table_name="moderation_action")
    with op.batch_alter_table("moderation_action") as table:
        for column, to in (
            ("restriction_id", "member_restriction"),
            ("movie_id", "movie"),
            ("member_id", "account"),
            ("review_id", "audience_review"),
        ):
            name = op.f(f"fk_moderation_action_{column}_{to}")
            table.drop_constraint(name, type_="foreignkey")
        for column in ("restriction_id", "movie_id", "member_id"):
            table.drop_column(column)
        table.alter_column("review_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_moderation_action_review_id_audience_review"),
            "audience_review",
            ["review_id"],
            ["id"],
            ondelete="CASCADE",
        )
    for table_name in ("spent_proof", "member_restriction", "review_hold"):
        op.drop_table(table_name)
    op.drop_table("rating_burst")


def one_open(table: str, column: str) -> None:
    """Let a thing have one open row in a table."""
    op.create_index(
        f"ix_{table}_open",
        table,
        [column],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
