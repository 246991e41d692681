"""What of the database leaves it: which tables stay, which columns are secrets.

Whoever adds a table decides here, once, for both exports: a house test asks for it.
"""

import re

SITE_STAYS = {
    "login_session": "sign-ins belong to the browsers that hold their secrets",
    "draft": "unfinished forms of a day, partly of visitors without an account",
    "sign_in_failure": "failed sign-ins of the last quarter of an hour",
    "access_token": "tokens are secrets of the programs that hold them",
    "invitation": "its link is a secret of who was invited; invite anew",
    "passkey": "it is bound to the address of the site; add it anew",
    "letter": "letters on their way are sent by the site that wrote them",
    "webhook": "it signs with a secret that the other side knows; set it up anew",
    "delivery": "what was sent by webhooks that stay",
    "member_export": "counts of a day",
    "search_document": "made anew by the database from the rows that come in",
}
"""Tables that the export of a site leaves out, and why."""

SECRETS = {
    ("account", "password"),
    ("account", "fs_uniquifier"),
    ("account", "tf_totp_secret"),
    ("account", "totp_counter"),
    ("account", "mf_recovery_codes"),
    ("login_session", "token_hash"),
    ("login_session", "body"),
    ("draft", "key_hash"),
}
"""Columns that never go to a member, and to a site's export only when it says so."""

MOVES_ALONG = {
    ("screening_code", "code_hash"): "sheets of codes that are printed stay good",
}
"""Columns that sound like secrets, which a site needs where it goes, and why."""

LOOKS_SECRET = re.compile(
    r"(^|_)(secret|token|password|hash|uniquifier|salt|private|totp)s?(_|$)"
)

OWNS = {"user_id", "member_id", "offered_by_id"}
"""Keys to an account whose rows are the member's own."""


def is_secret(table: str, column: str) -> bool:
    """Tell whether a column is a secret, said or by its name."""
    if (table, column) in MOVES_ALONG:
        return False
    return (table, column) in SECRETS or bool(LOOKS_SECRET.search(column))


def owns(column: str) -> bool:
    """Tell whether a key to an account says whose the row is, not who acted on it."""
    return column in OWNS
