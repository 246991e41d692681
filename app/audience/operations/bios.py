"""What a member says of themselves passes the same rules as what they say of movies.

Whether others see it is for the rules and for moderators to say: nothing that its
member does shows again what was held or hidden.
"""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import BioStanding, User
from app.audience import rules
from app.audience.operations.holds import Gate, merged
from app.audience.queries import holds as hold_queries
from app.audience.rules.holds import HoldRule
from app.core.db import db
from app.core.errors import NotFound
from app.movies import operations as movie_operations

REWRITTEN = (HoldRule.CHANGED, "Changed after a moderator had hidden it")


def say_of_oneself(user_id: int, text: str, gate: Gate | None, *, at: datetime) -> None:
    """Change a member's words about themselves; the gate may hold them."""
    user = locked(user_id)
    text = rules.clean(text)
    if text == user.bio:
        return
    user.bio = text
    if not text:
        return
    found = []
    if gate is not None:
        author = hold_queries.author_seen(user_id, at=at)
        found = list(gate.sieve.reasons(text, author, gate.sent))
    if user.bio_standing == BioStanding.HIDDEN:
        found.insert(0, REWRITTEN)
    if found or user.bio_standing == BioStanding.HELD:
        user.bio_standing = BioStanding.HELD
        user.bio_reasons = merged(user.bio_reasons or [], found)


def judge_bio(user_id: int, standing: BioStanding) -> User:
    """Show a member's words about themselves, or hide them."""
    user = locked(user_id)
    user.bio_standing = standing
    user.bio_reasons = None
    db.session.flush()
    movie_operations.touch()
    return user


def locked(user_id: int) -> User:
    """Return a member with their row locked, read anew; raises NotFound."""
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound("This member is no longer there.")
    return user
