"""Give every public list its index, and tallies the minima that scores sort by."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PUBLISHED = "standing = 'published'"
WITH_WORDS = "standing = 'published' AND body <> ''"
VERIFIED = "standing = 'published' AND verified"
COUNTED = "standing = 'counted'"
NEWEST = "coalesce(released_on, '0001-01-01')"
CRITICS = "(fresh + rotten)"
RATINGS = "(" + " + ".join(f"bucket_{step}" for step in range(1, 11)) + ")"
POSITIVE = "(bucket_7 + bucket_8 + bucket_9 + bucket_10)"
KEY = "(CASE WHEN {of} >= {least} THEN {n} * CAST(10000 AS BIGINT) / {of} ELSE -1 END)"
CRITIC_KEY = KEY.format(n="fresh", of=CRITICS, least="critic_minimum")
AUDIENCE_KEY = KEY.format(n=POSITIVE, of=RATINGS, least="audience_minimum")

POSTED = ("posted_at DESC", "id DESC")
HELPFUL = ("helpful_rank DESC", "id DESC")
HIGHEST = ("rating DESC", "id DESC")
LOWEST = ("rating", "id DESC")
LISTED = ("listed_on DESC", "id DESC")
# Table, the end of the name, columns, and which rows alone are in the index.
INDEXES = (
    ("audience_review", "lowest", ("movie_id", *LOWEST), PUBLISHED),
    ("audience_review", "stars_posted", ("movie_id", "rating", *POSTED), PUBLISHED),
    ("audience_review", "stars_helpful", ("movie_id", "rating", *HELPFUL), PUBLISHED),
    ("audience_review", "words_posted", ("movie_id", *POSTED), WITH_WORDS),
    ("audience_review", "words_helpful", ("movie_id", *HELPFUL), WITH_WORDS),
    ("audience_review", "words_rating", ("movie_id", *HIGHEST), WITH_WORDS),
    ("audience_review", "words_lowest", ("movie_id", *LOWEST), WITH_WORDS),
    ("audience_review", "verified_posted", ("movie_id", *POSTED), VERIFIED),
    ("audience_review", "verified_helpful", ("movie_id", *HELPFUL), VERIFIED),
    ("audience_review", "verified_rating", ("movie_id", *HIGHEST), VERIFIED),
    ("audience_review", "verified_lowest", ("movie_id", *LOWEST), VERIFIED),
    (
        "account",
        "super_reviewer_since",
        ("super_reviewer_since",),
        "super_reviewer_since IS NOT NULL",
    ),
    ("critic_review", "critic", ("critic_id", *LISTED), None),
    ("critic_review", "publication", ("publication_id", *LISTED), None),
    ("critic_review", "critic_verdict", ("critic_id", "verdict"), COUNTED),
    ("critic_review", "publication_verdict", ("publication_id", "verdict"), COUNTED),
    ("article", "newest", ("published_on DESC", "id DESC"), None),
    ("movie", "newest", (f"{NEWEST} DESC", "id DESC"), None),
    ("tally", "most", (f"{CRITICS} DESC", "movie_id"), None),
    ("tally", "critics", (f"{CRITIC_KEY} DESC", "movie_id DESC"), None),
    ("tally", "audience", (f"{AUDIENCE_KEY} DESC", "movie_id DESC"), None),
)
FORMER = {"critic": ("critic_id",), "publication": ("publication_id",)}


def upgrade() -> None:
    """Add the minima of the policy in force, then make the indexes."""
    for name in ("critic_minimum", "audience_minimum"):
        op.add_column(
            "tally", sa.Column(name, sa.Integer(), server_default="5", nullable=False)
        )
        op.execute(
            f"UPDATE tally SET {name} = coalesce((SELECT CASE WHEN {name} > 1 "  # noqa: S608  names of our own
            f"THEN {name} ELSE 1 END FROM policy ORDER BY version DESC LIMIT 1), 5)"
        )
    for end in FORMER:
        op.drop_index(f"ix_critic_review_{end}", table_name="critic_review")
    for table, end, columns, condition in INDEXES:
        make(table, end, columns, condition)


def make(table: str, end: str, columns: tuple[str, ...], condition: str | None) -> None:
    """Make an index; SQLite has no booleans, and is asked by numbers."""
    number = condition and condition.replace("verified", "verified = 1")
    op.create_index(
        f"ix_{table}_{end}",
        table,
        [sa.text(column) for column in columns],
        sqlite_where=sa.text(number) if number else None,
        postgresql_where=sa.text(condition) if condition else None,
    )


def downgrade() -> None:
    """Drop the indexes and the minima."""
    for table, end, _, _ in INDEXES:
        op.drop_index(f"ix_{table}_{end}", table_name=table)
    for end, columns in FORMER.items():
        make("critic_review", end, (*columns, "listed_on DESC"), None)
    for name in ("critic_minimum", "audience_minimum"):
        op.drop_column("tally", name)
