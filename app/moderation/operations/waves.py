"""Decide about a wave of ratings as a whole."""

from datetime import datetime

from app.accounts.notices import notify
from app.audience import operations as audience_operations
from app.audience.hold_models import Burst, Outcome
from app.moderation import queries
from app.moderation.models import ActionKind, ModerationAction
from app.moderation.operations.decisions import write_down

OUTCOMES = {
    ActionKind.RELEASE_WAVE: Outcome.RELEASED,
    ActionKind.STRIKE_WAVE: Outcome.STRUCK,
}


def decide_wave(
    burst_id: int, kind: ActionKind, reason: str, *, moderator_id: int, at: datetime
) -> ModerationAction:
    """Count a wave of ratings or strike it, and tell those who gave them of that."""
    givers = queries.givers_in_wave(burst_id)
    burst: Burst = audience_operations.settle_burst(
        burst_id, OUTCOMES[kind], by_id=moderator_id, at=at
    )
    if kind is ActionKind.STRIKE_WAVE:
        title, url = queries.movie_named(burst.movie_id)
        for user_id in givers:
            notify(
                user_id,
                f"Your rating of {title}"[:150] + " is not counted",
                words=f"It came in a wave that a moderator has struck. {reason}",
                url=url,
                at=at,
            )
    return write_down(
        ModerationAction(
            movie_id=burst.movie_id,
            moderator_id=moderator_id,
            kind=kind,
            reason=reason,
            acted_at=at,
        )
    )
