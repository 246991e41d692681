"""What a moderator decides, the log of it, and the word to the member."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.notices import notify
from app.audience.hold_models import Restriction
from app.core.db import db
from app.moderation import queries
from app.moderation.models import ActionKind, ModerationAction
from app.moderation.words import APPEALABLE, said


@dataclass(frozen=True)
class Decision:
    """What a moderator decides: what, why, and for a restriction how long."""

    kind: ActionKind
    reason: str
    days: int | None = None
    posts_per_day: int | None = None


def write_down(action: ModerationAction) -> ModerationAction:
    """Put an action into the log."""
    db.session.add(action)
    db.session.flush()
    return action


def tell(
    action: ModerationAction,
    movie_title: str,
    restriction: Restriction | None,
    *,
    at: datetime,
) -> None:
    """Tell the author what was decided and why."""
    if action.member_id is None:
        return
    title = said(ActionKind(action.kind), movie_title[:120])
    words = f"{action.detail}. {action.reason}" if action.detail else action.reason
    if restriction is not None and action.kind is not ActionKind.LIFT:
        words = f"{words}\n{queries.terms(restriction)}"
    may_appeal = action.kind in APPEALABLE
    notify(
        action.member_id,
        title,
        words=words,
        url=f"/account/appeals/{action.id}" if may_appeal else None,
        at=at,
    )
