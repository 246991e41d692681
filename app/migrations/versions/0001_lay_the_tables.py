"""Lay the tables"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lay the tables"""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("super_reviewer_since", sa.DateTime(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_name_key")),
    )
    op.create_table(
        "genre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_genre")),
        sa.UniqueConstraint("name", name=op.f("uq_genre_name")),
    )
    op.create_table(
        "movie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_sort", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("rating", sa.String(length=20), nullable=True),
        sa.Column("runtime_minutes", sa.Integer(), nullable=True),
        sa.Column("synopsis", sa.Text(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("wide_release", sa.Boolean(), nullable=False),
        sa.Column("distributor", sa.String(length=200), nullable=True),
        sa.Column("poster_file", sa.String(length=200), nullable=True),
        sa.Column("poster_width", sa.Integer(), nullable=True),
        sa.Column("poster_height", sa.Integer(), nullable=True),
        sa.Column("poster_alt", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movie")),
        sa.UniqueConstraint("slug", name=op.f("uq_movie_slug")),
    )
    with op.batch_alter_table("movie", schema=None) as batch_op:
        batch_op.create_index("ix_movie_released", ["released_on", "id"], unique=False)
        batch_op.create_index("ix_movie_title_sort", ["title_sort", "id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    op.create_table(
        "policy",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("critic_minimum", sa.Integer(), nullable=False),
        sa.Column("audience_minimum", sa.Integer(), nullable=False),
        sa.Column("fresh_threshold", sa.Integer(), nullable=False),
        sa.Column("seal_gain", sa.Integer(), nullable=False),
        sa.Column("seal_lose", sa.Integer(), nullable=False),
        sa.Column("seal_reviews", sa.Integer(), nullable=False),
        sa.Column("seal_reviews_wide", sa.Integer(), nullable=False),
        sa.Column("seal_top_reviews", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("demo", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("slug", name=op.f("uq_publication_slug")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_failure_happened_at"), ["happened_at"], unique=False
        )
        batch_op.create_index(
            "ix_sign_in_failure_key", ["key_hash", "happened_at"], unique=False
        )

    op.create_table(
        "site_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_version")),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_article_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(
            "ix_article_movie", ["movie_id", "published_on"], unique=False
        )

    op.create_table(
        "audience_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("spoiler", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("verified", sa.Boolean(), server_default="0", nullable=False),
        sa.Column(
            "standing", sa.String(length=20), server_default="published", nullable=False
        ),
        sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "standing IN ('published', 'withdrawn', 'hidden')",
            name=op.f("ck_audience_review_standing"),
        ),
        sa.CheckConstraint(
            "rating BETWEEN 1 AND 10", name=op.f("ck_audience_review_rating")
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_audience_review_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_audience_review_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_review")),
        sa.UniqueConstraint(
            "movie_id", "user_id", name=op.f("uq_audience_review_movie_id_user_id")
        ),
    )
    op.create_table(
        "consensus",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_consensus_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", name=op.f("pk_consensus")),
    )
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column(
            "character", sa.String(length=200), server_default="", nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_credit_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_credit_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint(
            "movie_id",
            "person_id",
            "role",
            "character",
            name=op.f("uq_credit_movie_id_person_id_role_character"),
        ),
    )
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "critic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_critic_user_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critic")),
        sa.UniqueConstraint("slug", name=op.f("uq_critic_slug")),
        sa.UniqueConstraint("user_id", name=op.f("uq_critic_user_id")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_draft_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "key_hash", "target", name=op.f("uq_draft_key_hash_target")
        ),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draft_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index("ix_draft_user_id", ["user_id", "target"], unique=False)

    op.create_table(
        "former_slug",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_former_slug_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slug")),
    )
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_former_slug_movie_id"), ["movie_id"], unique=False
        )

    op.create_table(
        "interest",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_interest_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_interest_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", "user_id", name=op.f("pk_interest")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interest_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_login_session_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_session_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index("ix_login_session_user_id", ["user_id"], unique=False)

    op.create_table(
        "movie_genre",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["genre_id"],
            ["genre.id"],
            name=op.f("fk_movie_genre_genre_id_genre"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_movie_genre_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", "genre_id", name=op.f("pk_movie_genre")),
    )
    with op.batch_alter_table("movie_genre", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_movie_genre_genre_id"), ["genre_id"], unique=False
        )

    op.create_table(
        "movie_identifier",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_movie_identifier_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "movie_id", "catalogue", name=op.f("pk_movie_identifier")
        ),
        sa.UniqueConstraint(
            "catalogue", "value", name=op.f("uq_movie_identifier_catalogue_value")
        ),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("sample", sa.Boolean(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "price_cents >= 0", name=op.f("ck_offer_price_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_offer_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_movie_id", ["movie_id"], unique=False)

    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("small_file", sa.String(length=200), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("large_file", sa.String(length=200), nullable=False),
        sa.Column("large_width", sa.Integer(), nullable=False),
        sa.Column("large_height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=True),
        sa.Column("credit", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_photo_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint(
            "movie_id", "position", name=op.f("uq_photo_movie_id_position")
        ),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=True),
        sa.Column(
            "status", sa.String(length=20), server_default="offered", nullable=False
        ),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_quote_decided_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_quote_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offered_by_id"],
            ["account.id"],
            name=op.f("fk_quote_offered_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index(
            "ix_quote_movie", ["movie_id", "status", "id"], unique=False
        )
        batch_op.create_index("ix_quote_status", ["status", "id"], unique=False)

    op.create_table(
        "seal_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("top_total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_seal_event_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy.version"],
            name=op.f("fk_seal_event_policy_version_policy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_event")),
    )
    with op.batch_alter_table("seal_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_seal_event_movie", ["movie_id", "happened_at"], unique=False
        )

    op.create_table(
        "tally",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rotten", sa.Integer(), server_default="0", nullable=False),
        sa.Column("top_fresh", sa.Integer(), server_default="0", nullable=False),
        sa.Column("top_rotten", sa.Integer(), server_default="0", nullable=False),
        sa.Column("graded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("grade_sum", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sealed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("bucket_1", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_2", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_3", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_4", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_5", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_6", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_7", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_8", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_9", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bucket_10", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "verified_bucket_1", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_2", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_3", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_4", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_5", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_6", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_7", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_8", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_9", sa.Integer(), server_default="0", nullable=False
        ),
        sa.Column(
            "verified_bucket_10", sa.Integer(), server_default="0", nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_tally_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("movie_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["role.id"],
            name=op.f("fk_user_role_role_id_role"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_user_role_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "critic_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("critic_id", sa.Integer(), nullable=True),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column("original_grade", sa.String(length=40), nullable=True),
        sa.Column("normalised_grade", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("top_critic", sa.Boolean(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('fresh', 'rotten')", name=op.f("ck_critic_review_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["critic_id"],
            ["critic.id"],
            name=op.f("fk_critic_review_critic_id_critic"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"],
            ["movie.id"],
            name=op.f("fk_critic_review_movie_id_movie"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_critic_review_publication_id_publication"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critic_review")),
    )
    op.create_table(
        "helpful_vote",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("voted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["audience_review.id"],
            name=op.f("fk_helpful_vote_review_id_audience_review"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_helpful_vote_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("review_id", "user_id", name=op.f("pk_helpful_vote")),
    )
    with op.batch_alter_table("helpful_vote", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_helpful_vote_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "moderation_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["account.id"],
            name=op.f("fk_moderation_action_moderator_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["audience_review.id"],
            name=op.f("fk_moderation_action_review_id_audience_review"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_action")),
    )
    with op.batch_alter_table("moderation_action", schema=None) as batch_op:
        batch_op.create_index(
            "ix_moderation_action_review", ["review_id", "id"], unique=False
        )

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["audience_review.id"],
            name=op.f("fk_report_review_id_audience_review"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["moderation_action.id"],
            name=op.f("fk_report_settled_by_id_moderation_action"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["account.id"],
            name=op.f("fk_report_user_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "review_id", "user_id", name=op.f("uq_report_review_id_user_id")
        ),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_open", ["settled_by_id", "id"], unique=False)
    seed()


def seed() -> None:
    """Write the two rows that every site starts with: its version and its policy."""
    version = sa.table("site_version", sa.column("id"), sa.column("number"))
    op.bulk_insert(version, [{"id": 1, "number": 1}])
    small = {
        "version": 1,
        "preset": "small",
        "critic_minimum": 5,
        "audience_minimum": 5,
        "fresh_threshold": 60,
        "seal_gain": 75,
        "seal_lose": 70,
        "seal_reviews": 12,
        "seal_reviews_wide": 12,
        "seal_top_reviews": 3,
        "in_force_from": datetime.now(UTC).replace(tzinfo=None),
    }
    columns = [sa.column(name) for name in small if name != "in_force_from"]
    columns.append(sa.column("in_force_from", sa.DateTime()))
    op.bulk_insert(sa.table("policy", *columns), [small])


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_open")

    op.drop_table("report")
    with op.batch_alter_table("moderation_action", schema=None) as batch_op:
        batch_op.drop_index("ix_moderation_action_review")

    op.drop_table("moderation_action")
    with op.batch_alter_table("helpful_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helpful_vote_user_id"))

    op.drop_table("helpful_vote")
    op.drop_table("critic_review")
    op.drop_table("user_role")
    op.drop_table("tally")
    with op.batch_alter_table("seal_event", schema=None) as batch_op:
        batch_op.drop_index("ix_seal_event_movie")

    op.drop_table("seal_event")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index("ix_quote_status")
        batch_op.drop_index("ix_quote_movie")

    op.drop_table("quote")
    op.drop_table("photo")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_movie_id")

    op.drop_table("offer")
    op.drop_table("movie_identifier")
    with op.batch_alter_table("movie_genre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_movie_genre_genre_id"))

    op.drop_table("movie_genre")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index("ix_login_session_user_id")
        batch_op.drop_index(batch_op.f("ix_login_session_expires_at"))

    op.drop_table("login_session")
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_user_id"))

    op.drop_table("interest")
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_slug_movie_id"))

    op.drop_table("former_slug")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_user_id")
        batch_op.drop_index(batch_op.f("ix_draft_expires_at"))

    op.drop_table("draft")
    op.drop_table("critic")
    with op.batch_alter_table("credit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_person_id"))

    op.drop_table("credit")
    op.drop_table("consensus")
    op.drop_table("audience_review")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index("ix_article_movie")

    op.drop_table("article")
    op.drop_table("site_version")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failure_key")
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_happened_at"))

    op.drop_table("sign_in_failure")
    op.drop_table("role")
    op.drop_table("publication")
    op.drop_table("policy")
    op.drop_table("person")
    with op.batch_alter_table("movie", schema=None) as batch_op:
        batch_op.drop_index("ix_movie_title_sort")
        batch_op.drop_index("ix_movie_released")

    op.drop_table("movie")
    op.drop_table("genre")
    op.drop_table("account")
