"""Freshness: whether somebody typed their password a short while ago.

Before what would let a stranger at an open browser take the account over, or take its
content along, the password is asked for again.
"""

from datetime import UTC, datetime, timedelta

from flask import Response, request, session
from flask_security import current_user

from app.accounts import doors
from app.core.clock import utcnow

FRESHNESS = timedelta(minutes=30)
# The libraries write it at a sign-in and when the password was typed again.
SESSION_KEY = "fs_paa"
# Pages and their forms alike: a form that is shown can be sent, most of the time.
# The library itself asks, by the same half hour, before a change of e-mail address or
# of the second factor, before recovery codes, and where a passkey is added or removed;
# the rest is ours to guard.
GUARDED = {
    "security.change_password",
    "security.two_factor_setup_validate",
    "security.wan_register_response",
    "accounts.tokens",
    "accounts.make_token",
    "moderation.show_account",
    "moderation.change_role",
    "moderation.end_sessions",
    "moderation.reset_second_factor",
    "moderation.link_critic",
    "audience.leave",
    "audience.leave_now",
    "imports.member_exports.index",
    "imports.member_exports.take_along",
}


def ask_for_password() -> Response | None:
    """Send a member to type their password again where that was too long ago."""
    if request.endpoint not in GUARDED or not current_user.is_authenticated:
        return None
    return (
        None if is_fresh(session.get(SESSION_KEY), at=utcnow()) else doors.ask_again()
    )


def is_fresh(authenticated: float | None, *, at: datetime) -> bool:
    """Tell whether a moment of authentication is within the last half hour."""
    if authenticated is None:
        return False
    age = at - datetime.fromtimestamp(authenticated, tz=UTC)
    # A clock that was set back shall not keep a sign-in fresh for ever.
    return abs(age) < FRESHNESS
